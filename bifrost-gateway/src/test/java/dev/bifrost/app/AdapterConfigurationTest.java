package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.config.ConfigFile;
import dev.bifrost.config.Problem;
import dev.bifrost.provider.Catalogue;
import dev.bifrost.testing.AdapterJar;
import dev.bifrost.testing.ParrotAdapter;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dialects from jars: without them, whoever has a provider that we do not know has to wait for us. */
@SuppressWarnings({"InlineFormatString", "StringConcatToTextBlock"}) // a line of YAML reads better above what it is for
class AdapterConfigurationTest {
    private static final String ASK =
            "{\"model\":\"p/grey bird\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]%s}";

    @TempDir
    private Path folder;

    @Test
    void dialect_ofAJar_isSpokenAtItsOwnPaths() throws IOException {
        try (ScriptedUpstream bird = parrot();
                TestGateway gateway = TestGateway.start("""
                        adapters: [%s]
                        providers:
                          - { name: p, dialect: parrot, base_url: "%s", api_key: k }
                        """.formatted(jar(), bird.baseUrl()));
                RawClient client = new RawClient(gateway.port())) {
            assertThat(client.post("/v1/chat/completions", "", ASK.formatted(""))
                            .read()
                            .text())
                    .contains("\"content\":\"Hello yourself\"", "\"finish_reason\":\"stop\"");
            assertThat(client.post("/v1/chat/completions", "", ASK.formatted(",\"stream\":true"))
                            .read()
                            .text())
                    .contains("\"content\":\"La la\"")
                    .endsWith("data: [DONE]\n\n");
            assertThat(bird.requests())
                    .extracting(Request::target)
                    .containsExactly("/v1/birds/grey%20bird/say", "/v1/birds/grey%20bird/sing");
            assertThat(bird.requests()).extracting(Request::text).containsOnly("{\"say\":\"Hello\"}");
            assertThat(bird.requests().getLast().header("accept")).isEqualTo("application/x-ndjson");
            assertThat(bird.requests().getLast().header("authorization")).isEqualTo("Bearer k");
        }
    }

    @Test
    void surface_ofAJarsDialect_isSpokenAtItsPath() throws IOException {
        try (ScriptedUpstream bird = parrot();
                TestGateway gateway = TestGateway.start("""
                        adapters: [%s]
                        providers:
                          - name: p
                            base_url: "%s"
                            surfaces: { chat: { dialect: parrot, path: /a, stream_path: /b } }
                        """.formatted(jar(), bird.baseUrl()));
                RawClient client = new RawClient(gateway.port())) {
            client.post("/v1/chat/completions", "", ASK.formatted("")).read();

            assertThat(bird.requests().getFirst().target()).isEqualTo("/v1/a");
        }
    }

    @Test
    void adapters_missingJar_isToldWithItsLine() {
        assertThat(problems("access: open\nadapters:\n  - gone.jar\n"))
                .startsWith("test.yaml:3: adapters[0]: there is no file " + folder.resolve("gone.jar"));
    }

    @Test
    void adapters_jarThatCanNotBeUsed_isToldWithItsLine() throws IOException {
        AdapterJar.of(folder.resolve("none.jar"), List.of(), "");

        assertThat(problems("access: open\nadapters:\n  - none.jar\n"))
                .contains("test.yaml:3: adapters[0]: none.jar holds no adapter");
    }

    @Test
    void surface_thatAdaptersDoNotHave_isRefused() throws IOException {
        assertThat(problems("""
                        adapters: [%s]
                        providers:
                          - { name: p, base_url: http://b, surfaces: { embeddings: { dialect: parrot, path: /e } } }
                        """.formatted(jar()))).contains("parrot has no embeddings");
    }

    @Test
    void dialect_unknown_namesThoseOfAdaptersToo() throws IOException {
        assertThat(problems("""
                        adapters: [%s]
                        providers:
                          - { name: p, dialect: parot, base_url: http://b }
                        """.formatted(jar()))).contains("unknown dialect 'parot'", "parrot");
    }

    @Test
    void adapters_changedList_isWhatIsSpokenAfterAReload() throws IOException {
        String alone = "providers:\n  - { name: p, dialect: %s, base_url: \"%s\" }\n";
        try (ScriptedUpstream bird = parrot();
                TestGateway gateway = TestGateway.start(alone.formatted("openai", bird.baseUrl()));
                RawClient client = new RawClient(gateway.port())) {
            String changed = "adapters: [" + jar() + "]\n" + alone.formatted("parrot", bird.baseUrl());
            gateway.process().gateway().use(outcome(changed).composition().snapshot("", InstantSource.system()));

            assertThat(client.post("/v1/chat/completions", "", ASK.formatted(""))
                            .read()
                            .text())
                    .contains("Hello yourself");
        }
    }

    private Path jar() throws IOException {
        return AdapterJar.of(folder.resolve("parrot.jar"), ParrotAdapter.class);
    }

    private static ScriptedUpstream parrot() throws IOException {
        return ScriptedUpstream.start(connection -> {
            for (Request request = connection.readRequest(); request != null; request = connection.readRequest()) {
                if (request.target().endsWith("/sing")) {
                    connection.answer(200, "application/x-ndjson", "{\"said\":\"La la\"}\n");
                } else {
                    connection.answer(200, "application/json", "{\"said\":\"Hello yourself\"}");
                }
            }
        });
    }

    private Composition.Outcome outcome(String yaml) {
        return Composition.of(ConfigFile.parse("test.yaml", yaml, folder, Map.of()), Catalogue.load(), Map.of());
    }

    private String problems(String yaml) {
        return String.join(
                "\n", outcome(yaml).problems().stream().map(Problem::toString).toList());
    }
}
