package dev.bifrost.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.bifrost.api.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    private static final Map<String, String> PARAMETERS =
            Map.of("region", "eu-west-1", "resource", "mine", "project", "p-1", "location", "europe-west4");

    private final Catalogue catalogue = Catalogue.load();
    private final Dialects dialects = new Dialects(catalogue, Map.of());

    @Test
    void resource_always_keepsItsSchema() throws IOException {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text("catalogue.schema.json"));

        assertThat(schema.validate(text("catalogue.json"), InputFormat.JSON)).isEmpty();
    }

    @Test
    void load_always_knowsTheProvidersOfTheDesign() {
        assertThat(catalogue.entries().stream().map(CatalogueEntry::name))
                .contains(
                        "openai", "mistral", "together", "groq", "ollama", "vllm", "lmstudio", "fireworks", "anyscale")
                .contains("openrouter", "deepseek", "xai", "perplexity", "cerebras", "litellm", "sglang", "llamacpp")
                .contains("anthropic", "gemini", "cohere", "simulated")
                .contains("azure", "bedrock", "vertex", "huggingface", "replicate");
    }

    @Test
    void names_withAlternatives_areUnique() {
        Set<String> seen = new HashSet<>();
        for (CatalogueEntry entry : catalogue.entries()) {
            assertThat(seen.add(entry.name())).as(entry.name()).isTrue();
            entry.alternatives()
                    .forEach(each -> assertThat(seen.add(each)).as(each).isTrue());
        }
    }

    @Test
    void surfaces_ofEachEntry_areReachable() {
        for (CatalogueEntry entry : catalogue.entries()) {
            assertThat(entry.surfaces()).as(entry.name()).isNotEmpty();
            URI baseUrl = baseUrl(entry);
            assertThat(BaseUrl.fault(baseUrl)).as(entry.name()).isNull();
            assertThat(baseUrl.toString()).as(entry.name()).doesNotEndWith("/");
            offers(entry)
                    .forEach(offer -> offer.surfaces().forEach((operation, surface) -> {
                        String what = entry.name() + " " + operation;
                        assertThat(surface.path()).as(what).startsWith("/").doesNotEndWith("/");
                        assertThat(dialects.has(surface.dialect(), operation))
                                .as(what)
                                .isTrue();
                        Surface own = dialects.surface(surface.dialect(), operation);
                        if (own != null && !surface.path().contains("{project}")) {
                            assertThat(lastSegment(surface.path())).as(what).isEqualTo(lastSegment(own.path()));
                            assertThat(surface.streamPath() == null).as(what).isEqualTo(own.streamPath() == null);
                        }
                        // The version stands in one of the two, never in both.
                        assertThat(baseUrl.getPath().endsWith("/v1")
                                        && surface.path().startsWith("/v1"))
                                .as(what)
                                .isFalse();
                        assertThat(surface.with(PARAMETERS).path("m", true))
                                .as(what)
                                .doesNotContain("{");
                    }));
        }
    }

    @Test
    void preferredConversation_ofEachOffer_isOneOfItsSurfaces() {
        for (CatalogueEntry entry : catalogue.entries()) {
            for (Offer offer : offers(entry)) {
                if (offer.preferredConversation() != null) {
                    assertThat(offer.surfaces()).as(entry.name()).containsKey(offer.preferredConversation());
                }
                assertThat(offer.quirks()).as(entry.name()).allMatch(Quirks::known);
            }
        }
        assertThat(entry("openai").offers().standard().preferredConversation()).isEqualTo(Operation.RESPONSES);
    }

    @Test
    void surfaces_ofVertex_dependOnTheModel() {
        Offers vertex = entry("vertex").offers();

        assertThat(vertex.of("claude-sonnet-4-5@20250929").surfaces())
                .containsOnlyKeys(Operation.MESSAGES, Operation.COUNT_TOKENS);
        assertThat(vertex.of("gemini-2.5-pro").surfaces()).containsOnlyKeys(Operation.CHAT, Operation.COUNT_TOKENS);
        assertThat(vertex.of("gemini-2.5-pro").quirks()).contains("vertex");
        assertThat(vertex.of("gemini-embedding-001").surfaces()).containsOnlyKeys(Operation.EMBEDDINGS);
        assertThat(vertex.of("meta/llama-3.3-70b-instruct-maas")
                        .surfaces()
                        .get(Operation.CHAT)
                        .dialect())
                .isEqualTo("openai");
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic.claude-opus-4-1-20250805-v1:0, CHAT MESSAGES COUNT_TOKENS",
        "eu.anthropic.claude-sonnet-4-5-20250929-v1:0, CHAT MESSAGES COUNT_TOKENS",
        "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-haiku-4-5, CHAT MESSAGES COUNT_TOKENS",
        "arn:aws:bedrock:eu-west-1:1:application-inference-profile/abc, CHAT",
        "eu.amazon.nova-pro-v1:0, CHAT",
        "amazon.titan-embed-text-v2:0, EMBEDDINGS",
        "cohere.embed-v4:0, EMBEDDINGS",
        "cohere.rerank-v3-5:0, RERANK",
        "amazon.rerank-v1:0, RERANK",
    })
    void surfaces_ofBedrock_dependOnTheModel(String model, String operations) {
        assertThat(entry("bedrock").offers().of(model).surfaces().keySet())
                .extracting(Operation::name)
                .containsExactlyInAnyOrder(operations.split(" ", -1));
    }

    @Test
    void credentials_ofEachEntry_haveAVariable() {
        for (CatalogueEntry entry : catalogue.entries()) {
            if (entry.credential().required()) {
                assertThat(
                                entry.credential() instanceof CredentialScheme.Google
                                        ? List.of("files")
                                        : entry.environment())
                        .as(entry.name())
                        .isNotEmpty();
                assertThat(entry.local()).as(entry.name()).isFalse();
                assertThat(baseUrl(entry).getScheme()).as(entry.name()).isEqualTo("https");
            }
        }
    }

    @Test
    void models_bare_belongToOneEntryEach() {
        Set<String> shared = new TreeSet<>();
        for (CatalogueEntry owner : catalogue.entries()) {
            for (CatalogueEntry other : catalogue.entries()) {
                owner.models().stream()
                        .filter(model -> !owner.equals(other)
                                && !other.name().equals("vertex") // rents out what others make
                                && (other.models().contains(model)
                                        || other.modelPatterns().stream().anyMatch(glob -> glob.matches(model))))
                        .forEach(shared::add);
            }
        }

        // Open weights that several rent out; which one is meant, the order in the configuration decides.
        assertThat(shared).containsOnly("openai/gpt-oss-20b");
    }

    @Test
    void mistral_streams_areNotAskedForUsage() {
        assertThat(entry("mistral").injectsUsage()).isFalse();
        assertThat(entry("mistral").region()).isEqualTo("eu");
        assertThat(entry("openai").injectsUsage()).isTrue();
    }

    @Test
    void anthropic_chat_isNoSurface() {
        CatalogueEntry anthropic = entry("anthropic");

        assertThat(anthropic.surfaces()).containsOnlyKeys(Operation.MESSAGES, Operation.COUNT_TOKENS);
        assertThat(anthropic.credential()).isEqualTo(new CredentialScheme.Header("x-api-key", true));
        assertThat(anthropic.headers()).containsEntry("anthropic-version", "2023-06-01");
    }

    @Test
    void entry_alternativeName_isFound() {
        assertThat(catalogue.entry("together_ai")).isSameAs(catalogue.entry("together"));
        assertThat(catalogue.entry("lm-studio")).isSameAs(catalogue.entry("lmstudio"));
        assertThat(catalogue.entry("nobody")).isNull();
    }

    @Test
    void withBaseUrls_oneEntry_leavesTheOthers() {
        Catalogue moved = catalogue.withBaseUrls(Map.of("openai", URI.create("http://127.0.0.1:9/v1/")));

        assertThat(baseUrl(Objects.requireNonNull(moved.entry("openai")))).hasToString("http://127.0.0.1:9/v1");
        assertThat(moved.entry("mistral")).isEqualTo(catalogue.entry("mistral"));
        assertThat(baseUrl(entry("openai"))).hasToString("https://api.openai.com/v1");
    }

    @ParameterizedTest
    @CsvSource({
        "bedrock, region, eu-central-1, https://bedrock-runtime.eu-central-1.amazonaws.com",
        "bedrock, region, cn-north-1, https://bedrock-runtime.cn-north-1.amazonaws.com.cn",
        "bedrock, region, eusc-de-east-1, https://bedrock-runtime.eusc-de-east-1.amazonaws.eu",
        "vertex, location, europe-west4, https://europe-west4-aiplatform.googleapis.com",
        "vertex, location, global, https://aiplatform.googleapis.com",
        "vertex, location, eu, https://aiplatform.eu.rep.googleapis.com",
        "azure, resource, mine, https://mine.openai.azure.com",
    })
    void baseUrl_withParameter_isTheClouds(String name, String parameter, String value, String expected) {
        Address address = entry(name).address();
        URI baseUrl = Objects.requireNonNull(address.baseUrl(Map.of(parameter, value)));

        assertThat(baseUrl).hasToString(expected);
        assertThat(address.owns(baseUrl)).isTrue();
        assertThat(address.baseUrl(Map.of())).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "bedrock, https://bedrock-runtime.eu-central-1.amazonaws.com.evil.example",
        "bedrock, http://bedrock-runtime.eu-central-1.amazonaws.com",
        "bedrock, https://bedrock-runtime.eu-central-1.amazonaws.com:8443",
        "bedrock, https://amazonaws.com.example",
        "vertex, https://storage.googleapis.com",
        "azure, https://openai.azure.com.example",
    })
    void owns_elsewhere_isFalse(String name, URI address) {
        assertThat(entry(name).address().owns(address)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "bedrock, eu-central-1, anthropic.claude-x, eu-central-1 eu",
        "bedrock, eu-west-2, anthropic.claude-x, eu-west-2 gb",
        "bedrock, eu-central-2, anthropic.claude-x, eu-central-2 ch",
        "bedrock, us-gov-west-1, anthropic.claude-x, us-gov-west-1 us",
        "bedrock, ap-east-2, anthropic.claude-x, ap-east-2",
        "bedrock, eu-central-1, eu.anthropic.claude-x, eu",
        "bedrock, eu-central-1, us.anthropic.claude-x, us",
        "bedrock, eu-central-1, global.anthropic.claude-x, ''",
        "bedrock, eu-central-1, arn:aws:bedrock:eu-central-1:1:inference-profile/global.anthropic.claude-x, ''",
        "bedrock, eu-central-1, arn:aws:bedrock:eu-central-1:1:inference-profile/eu.anthropic.claude-x, eu",
        "bedrock, eu-central-1, arn:aws:bedrock:eu-central-1:1:application-inference-profile/q, ''",
        "vertex, europe-west4, gemini-2.5-pro, europe-west4 eu",
        "vertex, europe-west2, gemini-2.5-pro, europe-west2 gb",
        "vertex, eu, gemini-2.5-pro, eu",
        "vertex, global, gemini-2.5-pro, ''",
        "openai, us, gpt-4o, us",
    })
    void places_ofRegionAndModel_areWhereItRuns(String name, String region, String model, String expected) {
        assertThat(String.join(" ", entry(name).places().of(region, model))).isEqualTo(expected);
    }

    private static URI baseUrl(CatalogueEntry entry) {
        return Objects.requireNonNull(entry.address().baseUrl(PARAMETERS));
    }

    private static List<Offer> offers(CatalogueEntry entry) {
        return Stream.concat(Stream.of(entry.offers().standard()), entry.offers().byModel().stream())
                .toList();
    }

    /** Without what belongs to one customer, model or version. */
    private static String lastSegment(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.substring(last.indexOf(':') + 1);
    }

    private CatalogueEntry entry(String name) {
        return Objects.requireNonNull(catalogue.entry(name));
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(CatalogueTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
