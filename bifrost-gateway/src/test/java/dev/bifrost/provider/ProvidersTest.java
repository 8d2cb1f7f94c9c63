package dev.bifrost.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Timeouts;
import dev.bifrost.provider.ProviderSettings.TimeoutSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvidersTest {
    private static final Catalogue CATALOGUE = Catalogue.load();

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
        assertThat(get(providers, "both").surface(Operation.RESPONSES))
                .isEqualTo(new Surface("openai-responses", "/responses"));
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
        assertThat(perplexity.surface(Operation.RESPONSES)).isEqualTo(new Surface("openai-responses", "/v1/responses"));
        assertThat(perplexity.surface(Operation.CHAT)).isEqualTo(new Surface("openai", "/other"));
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic, MESSAGES, anthropic, /v1/messages, x-api-key",
        "gemini, CHAT, gemini, /v1beta/models/{model}:generateContent, x-goog-api-key",
        "cohere, RERANK, cohere, /v2/rerank, authorization",
        "bedrock, CHAT, bedrock, /model/{model}/converse, authorization",
        "replicate, CHAT, replicate, /models/{model_path}/predictions, authorization",
    })
    void dialect_ofAnotherMaker_isReachedAsTheMakersOwn(
            String word, Operation operation, String dialect, String path, String header) {
        Provider mine = get(
                of(
                        Map.of(),
                        new Listed("mine")
                                .dialect(word)
                                .at("https://llm.example")
                                .key("k")
                                .settings()),
                "mine");
        Surface surface = Objects.requireNonNull(mine.surface(operation));
        HeaderList headers = new HeaderList();
        mine.keys("m", 0, new SplittableRandom(1)).getFirst().writeTo(headers);

        assertThat(surface.dialect()).isEqualTo(dialect);
        assertThat(surface.path()).isEqualTo(path);
        assertThat(headers.get(header)).isEqualTo(header.equals("authorization") ? "Bearer k" : "k");
        assertThat(mine.headers().containsKey("anthropic-version")).isEqualTo(word.equals("anthropic"));
        assertThat(mine.type()).isEqualTo("custom");
        assertThat(mine.knowsModel("claude-x")).isFalse();
    }

    @Test
    void dialect_withoutKey_doesWithout() {
        Provider mine = get(
                of(
                        Map.of("ANTHROPIC_API_KEY", "k"),
                        new Listed("mine")
                                .dialect("anthropic")
                                .at("http://localhost:1")
                                .settings()),
                "mine");

        assertThat(mine.disabled()).isNull();
        assertThat(mine.keys("m", 0, new SplittableRandom(1)).getFirst().fingerprint())
                .isNull();
    }

    @Test
    void dialect_ofAnAdapter_needsPaths() {
        ProviderSettings bare =
                new Listed("mine").dialect("telepathy").at("http://x").settings();
        ProviderSettings whole = new Listed("mine")
                .dialect("telepathy")
                .at("http://x")
                .surface("chat", "telepathy", "/think")
                .quirks("anything")
                .settings();

        assertThat(adapted(bare).problems()).singleElement().asString().contains("has no paths of its own");
        assertThat(get(adapted(whole), "mine").surface(Operation.CHAT)).isEqualTo(new Surface("telepathy", "/think"));
        assertThat(get(adapted(whole), "mine").quirks()).containsExactly("anything");
        assertThat(of(Map.of(), whole).problems())
                .extracting(ProviderProblem::toString)
                .anyMatch(each -> each.contains("unknown dialect 'telepathy'; known are anthropic, bedrock, cohere"));
    }

    @Test
    void dialect_ofAnAdapterWithAPath_needsNothingElse() {
        Surface own = new Surface("empathy", "/feel", "/flow");
        ProviderSettings bare =
                new Listed("mine").dialect("empathy").at("http://x").settings();
        ProviderSettings other = new Listed("other")
                .at("http://x")
                .surface("messages", "empathy", null)
                .settings();

        assertThat(adapted(bare).problems()).isEmpty();
        assertThat(get(adapted(bare), "mine").surface(Operation.CHAT)).isEqualTo(own);
        assertThat(get(adapted(other), "other").surface(Operation.MESSAGES)).isEqualTo(own);
    }

    private static Providers adapted(ProviderSettings settings) {
        Map<String, Map<Operation, Surface>> adapters = Map.of(
                "telepathy", Map.of(), "empathy", Map.of(Operation.CHAT, new Surface("empathy", "/feel", "/flow")));
        return Providers.of(List.of(settings), Set.of(), CATALOGUE, Map.of(), Inherited.NOTHING, adapters);
    }

    @Test
    void quirks_given_addToTheCatalogues() {
        Providers providers = of(
                Map.of("MISTRAL_API_KEY", "k", "AWS_REGION", "eu-west-1"),
                new Listed("mistral").quirks("cache_control").settings(),
                new Listed("bedrock").quirks("no_name").settings(),
                new Listed("ollama").quirks("no_nmae").settings());

        assertThat(get(providers, "mistral").quirks()).contains("cache_control", "thinking_list");
        assertThat(get(providers, "bedrock").quirks("anthropic.claude-x")).contains("no_name");
        assertThat(providers.problems())
                .singleElement()
                .asString()
                .startsWith("provider 'ollama': quirks: unknown quirk 'no_nmae'; known are alternate, cache_control, ");
    }

    @Test
    void surfaces_thatStreamElsewhere_needBothPaths() {
        Providers providers = of(
                Map.of("GEMINI_API_KEY", "k", "COHERE_API_KEY", "k"),
                new Listed("gemini").surface("chat", "gemini", "/v1/x").settings(),
                new Listed("cohere")
                        .surface("chat", "gemini", "/v1/x", "/v1/y?alt=sse")
                        .settings());

        assertThat(providers.problems())
                .singleElement()
                .asString()
                .contains("give stream_path beside the path of chat, because gemini streams elsewhere");
        assertThat(get(providers, "cohere").surface(Operation.CHAT))
                .isEqualTo(new Surface("gemini", "/v1/x", "/v1/y?alt=sse"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nobody | | | the catalogue does not know this name",
                "mine | opeani | | the catalogue has no provider 'opeani'",
                "mine | | klingon | unknown dialect 'klingon'",
                "a/b | openai | | slash",
            })
    void problems_ofIdentity_areNamed(String name, String type, String dialect, String expected) {
        Providers providers =
                of(Map.of(), new Listed(name).type(type).dialect(dialect).settings());

        assertThat(providers.problems())
                .extracting(ProviderProblem::toString)
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
                .extracting(ProviderProblem::message)
                .anyMatch(each -> each.contains("unknown operation 'telepathy'"))
                .anyMatch(each -> each.contains("unknown dialect 'klingon'"))
                .anyMatch(each -> each.contains("openai has no rerank; these have: bedrock-rerank, cohere"))
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
                .extracting(ProviderProblem::toString)
                .containsExactlyInAnyOrder(
                        "defaults: proxy: proxy must have the form http://host:port or http://user:password@host:port, or be none",
                        "provider 'ollama': name: is listed twice",
                        "provider 'nowhere': is used but neither listed nor in the catalogue");
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

    private static Providers of(Map<String, String> environment, ProviderSettings... listed) {
        return Providers.of(List.of(listed), Set.of(), CATALOGUE, environment, Inherited.NOTHING);
    }

    private static Provider get(Providers providers, String name) {
        return Objects.requireNonNull(providers.get(name), () -> name + ": " + providers.problems());
    }
}
