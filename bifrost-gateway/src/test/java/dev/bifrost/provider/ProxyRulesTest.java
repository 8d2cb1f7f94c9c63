package dev.bifrost.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {
    private static final String PROXY = "http://proxy:3128";

    @ParameterizedTest
    @CsvSource({
        "llm.corp, llm.corp, true",
        "LLM.corp, llm.CORP, true",
        "llm.corp, a.llm.corp, false",
        ".corp, llm.corp, true",
        ".corp, corp, true",
        ".corp, notcorp, false",
        "*, anything.example, true",
        "10.0.0.0/8, 10.200.3.4, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.2.0/25, 10.1.2.127, true",
        "10.1.2.0/25, 10.1.2.128, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.0.0.0/99, 10.0.0.1, false",
        "10.0.0.0/x, 10.0.0.1, false",
        "fd00::/8, [fd12::1], true",
        "fd00::/8, 10.0.0.1, false",
        "0.0.0.0/0, example.com, false",
        "face, face, true",
    })
    void towards_rule_decides(String rule, String host, boolean direct) {
        assertThat(new ProxyRules(PROXY, List.of(rule)).towards(host)).isEqualTo(direct ? null : PROXY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]", "::1"})
    void towards_thisMachine_goesDirectly(String host) {
        assertThat(new ProxyRules(PROXY, List.of()).towards(host)).isNull();
    }

    @Test
    void towards_noRule_takesTheProxy() {
        assertThat(new ProxyRules(PROXY, List.of()).towards("api.openai.com")).isEqualTo(PROXY);
        assertThat(new ProxyRules(null, List.of()).towards("api.openai.com")).isNull();
    }

    @Test
    void proxy_ofTheProvider_winsOverEveryRule() {
        Inherited inherited = new Inherited(null, PROXY, List.of("*"), null, List.of());
        Providers providers = Providers.of(
                List.of(
                        new Listed("ollama").proxy("http://127.0.0.1:8888").settings(),
                        new Listed("vllm").proxy("none").settings(),
                        new Listed("openai").key("k").settings()),
                Set.of(),
                Catalogue.load(),
                Map.of(),
                inherited);

        assertThat(providers.inOrder().stream().map(Provider::proxy))
                .containsExactly("http://127.0.0.1:8888", null, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://p:1",
                "p:3128",
                "http://p",
                "http://p:1/x",
                "http://p:1?q",
                "http://u:hunter2 @p:1",
                "http://p:99999"
            })
    void fault_noProxy_isSaidWithoutRepeatingIt(String proxy) {
        assertThat(ProxyRules.fault(proxy)).startsWith("proxy ").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://p:3128", "http://u:p%40ss@p:3128/", "http://[::1]:3128"})
    void fault_proxy_isNull(String proxy) {
        assertThat(ProxyRules.fault(proxy)).isNull();
    }

    @Test
    void inherited_none_isTheDirectWay() {
        assertThat(ProxyRules.fault("none")).isNull();
        assertThat(new ProxyRules("none", List.of()).towards("api.openai.com")).isNull();
    }
}
