package dev.bifrost.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.ProviderSettings.ApiKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    private static final Catalogue CATALOGUE = Catalogue.load();

    @Test
    void of_theSeed_disablesOnlyWhatHasNoKey() {
        Providers providers = Providers.of(
                List.of(
                        new Listed("openai").key("sk-1").settings(),
                        new Listed("mistral").settings(),
                        new Listed("ollama").at("http://ollama:11434/v1").settings()),
                new LinkedHashSet<>(List.of("mistral", "anthropic")),
                CATALOGUE,
                Map.of("MISTRAL_API_KEY", " m-1 ", "ANTHROPIC_API_KEY", "  "),
                Inherited.NOTHING);

        assertThat(providers.problems()).isEmpty();
        assertThat(providers.warnings()).isEmpty();
        assertThat(providers.inOrder().stream().map(Provider::name))
                .containsExactly("openai", "mistral", "ollama", "anthropic");
        assertThat(header(providers, "openai")).isEqualTo("Bearer sk-1");
        assertThat(header(providers, "mistral")).isEqualTo("Bearer m-1");
        assertThat(header(providers, "ollama")).isNull();
        assertThat(get(providers, "anthropic").disabled()).isEqualTo("ANTHROPIC_API_KEY is not set");
        assertThat(keys(get(providers, "anthropic"))).isEmpty();
        assertThat(get(providers, "openai").disabled()).isNull();
    }

    @Test
    void environment_severalVariables_theFirstSetWins() {
        Map<String, String> environment = Map.of("PPLX_API_KEY", "second", "PERPLEXITYAI_API_KEY", "third");
        Providers providers = of(environment, new Listed("perplexity").settings());

        assertThat(header(providers, "perplexity")).isEqualTo("Bearer second");
    }

    @Test
    void environment_noneOfSeveral_areAllNamed() {
        assertThat(get(of(Map.of(), new Listed("together").settings()), "together")
                        .disabled())
                .startsWith("none of TOGETHER_API_KEY, ")
                .endsWith(" is set");
    }

    @Test
    void environment_otherHost_isNotSent() {
        Map<String, String> environment = Map.of("OPENAI_API_KEY", "sk-secret");
        Providers providers = of(
                environment,
                new Listed("openai").at("https://collector.example/v1").settings());

        assertThat(header(providers, "openai")).isNull();
        assertThat(get(providers, "openai").disabled()).isNull();
        assertThat(providers.warnings())
                .singleElement()
                .asString()
                .contains("OPENAI_API_KEY is set, but it is not sent");
        assertThat(get(providers, "openai").region()).isNull();
    }

    @Test
    void environment_sameHostOtherPath_isSent() {
        Providers providers = of(
                Map.of("OPENAI_API_KEY", "sk"),
                new Listed("openai").at("https://API.openai.com:443/v2/").settings());

        assertThat(header(providers, "openai")).isEqualTo("Bearer sk");
        assertThat(get(providers, "openai").region()).isEqualTo("us");
        assertThat(get(providers, "openai").baseUrl()).hasToString("https://API.openai.com:443/v2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://api.openai.com/v1", "https://api.openai.com:8443/v1", "https://api.openai.com.evil/v1"})
    void environment_otherSchemeOrPort_isNotSent(String address) {
        Providers providers = of(
                Map.of("OPENAI_API_KEY", "sk"), new Listed("openai").at(address).settings());

        assertThat(header(providers, "openai")).isNull();
    }

    @Test
    void environment_localServerElsewhere_isSent() {
        Providers providers = of(
                Map.of("VLLM_API_KEY", "v"),
                new Listed("vllm").at("http://gpu.internal:8000/v1").settings());

        assertThat(header(providers, "vllm")).isEqualTo("Bearer v");
    }

    @Test
    void type_secondOfItsKind_hasItsOwnNameAndKey() {
        Providers providers = of(
                Map.of("OPENAI_API_KEY", "env"),
                new Listed("openai-b").type("openai").key("b").settings());
        Provider second = get(providers, "openai-b");

        assertThat(second.type()).isEqualTo("openai");
        assertThat(second.baseUrl()).hasToString("https://api.openai.com/v1");
        assertThat(header(providers, "openai-b")).isEqualTo("Bearer b");
        assertThat(second.knowsModel("gpt-4o")).isTrue();
        assertThat(second.knowsModel("o3-mini-2025-01-31")).isTrue();
        assertThat(second.knowsModel("mistral-large-2411")).isFalse();
        assertThat(second.listedModels()).contains("gpt-4o");
    }

    @Test
    void anthropic_credential_goesIntoItsHeader() {
        Providers providers = of(Map.of("ANTHROPIC_API_KEY", "a"), new Listed("anthropic").settings());
        HeaderList headers = new HeaderList();
        keys(get(providers, "anthropic")).getFirst().writeTo(headers);

        assertThat(headers.get("x-api-key")).isEqualTo("a");
        assertThat(headers.get("authorization")).isNull();
        assertThat(get(providers, "anthropic").headers()).containsEntry("anthropic-version", "2023-06-01");
        assertThat(get(providers, "anthropic").surface(Operation.CHAT)).isNull();
    }

    @Test
    void headers_given_areLowerCaseAndReplaceTheCredential() {
        Providers providers = of(
                Map.of("OPENAI_API_KEY", "env"),
                new Listed("openai")
                        .header("X-Tenant", "acme")
                        .header("Authorization", "Custom x")
                        .settings());

        assertThat(get(providers, "openai").headers())
                .containsEntry("x-tenant", "acme")
                .containsEntry("authorization", "Custom x");
        assertThat(header(providers, "openai")).isNull();
        assertThat(keys(get(providers, "openai"))).hasSize(1);
    }

    @Test
    void keys_bothForms_areAProblem() {
        ProviderSettings settings = new Listed("openai")
                .key("a")
                .keys(new ApiKey(Secret.of("b"), 1, null))
                .settings();

        assertThat(of(Map.of(), settings).problems()).singleElement().asString().contains("not both");
        assertThat(of(Map.of(), new Listed("openai").key("a\nb").settings()).problems())
                .hasSize(1);
        assertThat(of(Map.of(), new Listed("simulated").key("a").settings()).problems())
                .hasSize(1);
    }

    @Test
    void toString_anything_showsNoSecret() {
        Inherited inherited = new Inherited(null, "http://u:hunter2@p:3128", List.of(), null, List.of());
        Providers providers = Providers.of(
                List.of(new Listed("openai")
                        .key("hunter2")
                        .header("x-token", "hunter2")
                        .settings()),
                Set.of(),
                CATALOGUE,
                Map.of(),
                inherited);
        Provider openai = get(providers, "openai");

        assertThat(openai.proxy()).contains("hunter2");
        assertThat(openai + " " + keys(openai) + inherited + providers.inOrder())
                .doesNotContain("hunter2");
        assertThat(keys(openai).getFirst().fingerprint())
                .isEqualTo(Secret.of("hunter2").fingerprint());
    }

    private static Providers of(Map<String, String> environment, ProviderSettings... listed) {
        return Providers.of(List.of(listed), Set.of(), CATALOGUE, environment, Inherited.NOTHING);
    }

    private static Provider get(Providers providers, String name) {
        return Objects.requireNonNull(providers.get(name), () -> name + ": " + providers.problems());
    }

    private static List<ProviderKey> keys(Provider provider) {
        return provider.keys("any", 0, new SplittableRandom(1));
    }

    private static String header(Providers providers, String name) {
        HeaderList headers = new HeaderList();
        keys(get(providers, name)).forEach(key -> key.writeTo(headers));
        return headers.get("authorization");
    }
}
