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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private final Catalogue catalogue = Catalogue.load();

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
                .doesNotContain("azure", "bedrock", "vertex");
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
            assertThat(BaseUrl.fault(entry.baseUrl())).as(entry.name()).isNull();
            entry.surfaces().forEach((operation, surface) -> {
                assertThat(surface.path()).as(entry.name()).startsWith("/").doesNotEndWith("/");
                assertThat(Dialects.known(surface.dialect())).as(entry.name()).isTrue();
                assertThat(surface.path())
                        .endsWith(Objects.requireNonNull(Dialects.path(surface.dialect(), operation)));
                // The version stands in one of the two, never in both.
                assertThat(entry.baseUrl().getPath().endsWith("/v1")
                                && surface.path().startsWith("/v1"))
                        .as(entry.name())
                        .isFalse();
            });
        }
    }

    @Test
    void credentials_ofEachEntry_haveAVariable() {
        for (CatalogueEntry entry : catalogue.entries()) {
            if (entry.credential().required()) {
                assertThat(entry.environment()).as(entry.name()).isNotEmpty();
                assertThat(entry.local()).as(entry.name()).isFalse();
                assertThat(entry.baseUrl().getScheme()).as(entry.name()).isEqualTo("https");
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

        assertThat(anthropic.surfaces()).containsOnlyKeys(Operation.MESSAGES);
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

        assertThat(Objects.requireNonNull(moved.entry("openai")).baseUrl()).hasToString("http://127.0.0.1:9/v1");
        assertThat(moved.entry("mistral")).isEqualTo(catalogue.entry("mistral"));
        assertThat(entry("openai").baseUrl()).hasToString("https://api.openai.com/v1");
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
