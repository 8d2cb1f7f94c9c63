package dev.bifrost.app.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.app.TestGateway;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each client's official SDK against each provider's dialect, whole and streamed: a question with a tool, the model's
 * thought and its call, the tool's result with the thought sent back, an answer. If a cell fails, agents written for that
 * client stop working with that provider.
 */
class MatrixTest {
    private static final String KEY = "vk-matrix-0123456789";
    private static final Path PAGE = Path.of("..", "docs", "compatibility.md");
    private static final Map<String, Map<String, String>> CELLS = new TreeMap<>();

    static Stream<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        for (Counterpart counterpart : Counterpart.all()) {
            for (String client : List.of("chat", "responses", "messages")) {
                for (boolean stream : new boolean[] {false, true}) {
                    cells.add(Arguments.of(client, counterpart.name(), stream));
                }
            }
        }
        return cells.stream();
    }

    private static Talker talker(String client, String url) {
        return switch (client) {
            case "chat" -> new ChatTalker(url, KEY, "m");
            case "responses" -> new ResponsesTalker(url, KEY, "m");
            default -> new MessagesTalker(url, KEY, "m");
        };
    }

    @ParameterizedTest
    @MethodSource("cells")
    void conversation_withAToolAndAThought_losesNothing(String client, String provider, boolean stream)
            throws IOException {
        Counterpart counterpart = Counterpart.all().stream()
                .filter(each -> each.name().equals(provider))
                .findFirst()
                .orElseThrow();
        try (ScriptedUpstream upstream = Playing.play(counterpart);
                TestGateway gateway = gateway(counterpart, upstream);
                Talker talker = talker(client, gateway.url())) {
            Talker.Heard first = talker.ask(stream);

            boolean cohere = provider.equals("cohere"); // which says nothing but its plan before a call
            assertThat(first.text()).isEqualTo(cohere ? "" : "Let me look.");
            assertThat(first.toolName()).isEqualTo("weather");
            assertThat(first.toolArguments()).isEqualTo("{\"city\":\"Bern\"}");
            assertThat(first.toolId()).isNotEmpty();
            assertThat(first.stop()).isEqualTo(talker.stopForTool());
            assertThat(first.thought()).isEqualTo(counterpart.thought());
            assertThat(first.promptTokens()).isEqualTo(20);
            assertThat(first.cachedTokens()).isEqualTo(5);
            assertThat(first.completionTokens()).isEqualTo(10);
            CallRecord record = gateway.nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(record.usage().prompt()).isEqualTo(20);
            assertThat(record.usage().completion()).isEqualTo(10);

            Talker.Heard second = talker.answerTool(stream, "12 degrees outside");

            assertThat(second.text()).isEqualTo("12 degrees.");
            assertThat(second.toolId()).isNull();
            assertThat(second.stop()).isEqualTo(talker.stopWhenDone());
            assertThat(second.promptTokens()).isEqualTo(40);
            assertThat(second.completionTokens()).isEqualTo(6);
            checkSeen(upstream.requests(), counterpart);
            note(client, provider, stream, gateway.nextRecord());
        }
    }

    private static void checkSeen(List<Request> requests, Counterpart counterpart) {
        assertThat(requests).hasSize(2);
        String first = requests.getFirst().text();
        assertThat(first).contains("Be brief.", "How warm is it in Bern?", "weather", "The weather of a city.", "city");
        String second = requests.getLast().text();
        assertThat(second)
                .contains("Be brief.", "How warm is it in Bern?", "weather", "Bern", "12 degrees outside")
                .contains(counterpart.seal())
                .doesNotContain("bf1.");
        assertThat(requests.getLast().header("authorization")
                        + requests.getLast().headers())
                .doesNotContain(KEY);
    }

    private static TestGateway gateway(Counterpart counterpart, ScriptedUpstream upstream) {
        String yaml = "providers:\n  - " + counterpart.yaml().formatted("http://127.0.0.1:" + upstream.port())
                + "\nmodels:\n  - { alias: m, provider: p, model: \"" + counterpart.model() + "\" }\n"
                + "virtual_keys:\n  - { name: app, key: " + KEY + " }\n";
        return TestGateway.start(yaml);
    }

    private static void note(String client, String provider, boolean stream, CallRecord record) {
        String way = record.clientDialect() != null && record.clientDialect().equals(record.providerDialect())
                ? "spliced"
                : "translated";
        String lost = record.lossy().isEmpty() ? "" : " (lost: " + String.join(", ", record.lossy()) + ")";
        CELLS.computeIfAbsent(provider, _ -> new TreeMap<>())
                .merge(
                        client,
                        way + lost + (stream ? ", streamed" : ", whole"),
                        (a, b) -> a.equals(b) ? a : a + "; " + b);
    }

    @AfterAll
    static void print() {
        CELLS.forEach((provider, clients) -> System.out.println(provider + ": " + clients));
    }

    @Test
    void page_everyProvider_isInIt() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(Counterpart.all()).allSatisfy(each -> assertThat(page).contains("| " + each.name() + " |"));
    }
}
