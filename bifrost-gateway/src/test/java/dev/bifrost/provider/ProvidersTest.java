package dev.bifrost.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Timeouts;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.ProviderSettings.ApiKey;
import dev.bifrost.provider.ProviderSettings.TimeoutSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {
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
    void dialect_ofOnesOwn_isShortForSurfaces() {
        Providers providers = of(
                Map.of(),
                new Listed("plain")
                        .dialect("openai")
                        .at("https://llm.example/v1/")
                        .settings(),
                new Listed("both")
                        .dialect("openai-responses")
                        .at("https://llm.example/v1")
                        .settings());
        Provider plain = get(providers, "plain");

        assertThat(providers.problems()).isEmpty();
        assertThat(plain.type()).isEqualTo("custom");
        assertThat(plain.surface(Operation.CHAT)).isEqualTo(new Surface("openai", "/chat/completions"));
        assertThat(plain.surface(Operation.EMBEDDINGS)).isNotNull();
        assertThat(plain.surface(Operation.RESPONSES)).isNull();
        assertThat(plain.baseUrl()).hasToString("https://llm.example/v1");
        assertThat(plain.injectsUsage()).isTrue();
        assertThat(plain.region()).isNull();
        assertThat(plain.disabled()).isNull();
        assertThat(get(providers, "both").surface(Operation.RESPONSES)).isEqualTo(new Surface("openai", "/responses"));
    }

    @Test
    void surfaces_given_changeAndAdd() {
        Providers providers = of(
                Map.of("PERPLEXITY_API_KEY", "p"),
                new Listed("perplexity")
                        .surface("embeddings", "openai", null)
                        .surface("responses", "openai", null)
                        .surface("chat", "openai", "/other")
                        .settings());
        Provider perplexity = get(providers, "perplexity");

        assertThat(perplexity.surface(Operation.EMBEDDINGS)).isEqualTo(new Surface("openai", "/embeddings"));
        assertThat(perplexity.surface(Operation.RESPONSES)).isEqualTo(new Surface("openai", "/v1/responses"));
        assertThat(perplexity.surface(Operation.CHAT)).isEqualTo(new Surface("openai", "/other"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nobody | | | the catalogue does not know this name",
                "mine | opeani | | the catalogue has no type 'opeani'",
                "mine | | klingon | unknown dialect 'klingon'",
                "a/b | openai | | slash",
            })
    void problems_ofIdentity_areNamed(String name, String type, String dialect, String expected) {
        Providers providers =
                of(Map.of(), new Listed(name).type(type).dialect(dialect).settings());

        assertThat(providers.problems())
                .anyMatch(each -> each.startsWith("provider '" + name + "': ") && each.contains(expected));
        assertThat(providers.get(name)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://h/v1, http",
        "https:///v1, host",
        "https://u:hunter2@h/v1, user or password",
        "https://h/v1?key=hunter2, query",
        "https://h/v1#x, fragment",
        "https://h/v1/chat/completions, /chat/completions",
        "https://h:0/v1, port",
    })
    void baseUrl_senseless_isAProblem(String address, String expected) {
        Providers providers =
                of(Map.of(), new Listed("mine").dialect("openai").at(address).settings());

        assertThat(providers.problems())
                .singleElement()
                .asString()
                .contains(expected)
                .doesNotContain("hunter2");
    }

    @Test
    void surfaces_senseless_areProblems() {
        Providers providers = of(
                Map.of("OPENAI_API_KEY", "k"),
                new Listed("openai")
                        .surface("telepathy", "openai", null)
                        .surface("chat", "klingon", null)
                        .surface("rerank", "openai", null)
                        .surface("embeddings", "openai", "no-slash")
                        .settings());

        assertThat(providers.problems())
                .hasSize(4)
                .anyMatch(each -> each.contains("unknown operation 'telepathy'"))
                .anyMatch(each -> each.contains("unknown dialect 'klingon'"))
                .anyMatch(each -> each.contains("openai has no rerank of its own"))
                .anyMatch(each -> each.contains("must begin with a slash"));
    }

    @Test
    void problems_ofTheList_areNamed() {
        Providers providers = Providers.of(
                List.of(new Listed("ollama").settings(), new Listed("ollama").settings()),
                Set.of("nowhere"),
                CATALOGUE,
                Map.of(),
                new Inherited(null, "socks5://p:1", List.of(), null, List.of()));

        assertThat(providers.problems())
                .containsExactlyInAnyOrder(
                        "defaults: proxy must have the form http://host:port or http://user:password@host:port, or be none",
                        "provider 'ollama' is listed twice",
                        "provider 'nowhere' is used but neither listed nor in the catalogue");
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

    @ParameterizedTest
    @CsvSource({"Host, x", "bad name, x", "x-a, 'line\nbreak'", "content-length, 3"})
    void headers_senseless_areProblems(String name, String value) {
        assertThat(of(Map.of(), new Listed("ollama").header(name, value).settings())
                        .problems())
                .singleElement()
                .asString()
                .startsWith("provider 'ollama': headers: ");
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
    void simulated_always_isReady() {
        Provider simulated = get(of(Map.of(), new Listed("simulated").settings()), "simulated");

        assertThat(simulated.simulated()).isTrue();
        assertThat(simulated.disabled()).isNull();
        assertThat(simulated.knowsModel("sim-1?rate=5")).isTrue();
    }

    @Test
    void timeouts_threeLayers_theNearestWins() {
        TimeoutSettings common = new TimeoutSettings(Duration.ofSeconds(1), Duration.ofSeconds(2), null, null, null);
        TimeoutSettings own = new TimeoutSettings(Duration.ofSeconds(9), null, null, null, null);
        Providers providers = Providers.of(
                List.of(new Listed("ollama").timeouts(own).settings()),
                Set.of(),
                CATALOGUE,
                Map.of(),
                new Inherited(common, null, List.of(), Path.of("ca.pem"), List.of("X-Trace")));
        Provider ollama = get(providers, "ollama");

        assertThat(ollama.timeouts().connect()).isEqualTo(Duration.ofSeconds(9));
        assertThat(ollama.timeouts().firstToken()).isEqualTo(Duration.ofSeconds(2));
        assertThat(ollama.timeouts().idle()).isEqualTo(Timeouts.STANDARD.idle());
        assertThat(ollama.caFile()).isEqualTo(Path.of("ca.pem"));
        assertThat(ollama.forwardHeaders()).containsExactly("x-trace");
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
