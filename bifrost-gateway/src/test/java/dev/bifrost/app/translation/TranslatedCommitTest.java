package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.app.Scene;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.app.matrix.Playing;
import dev.bifrost.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider that fails is replaced by one of another dialect, and the client sees one answer with one beginning. */
class TranslatedCommitTest {
    private static final Duration PAST_COMMIT = Duration.ofSeconds(11);
    private static final Duration PAST_FIRST_TOKEN = Duration.ofSeconds(121);
    private static final String INVOKE = "bedrock (Claude, InvokeModel)";
    private static final String CONVERSE = "bedrock (Converse)";

    /** Each client once from what it is spliced to to what it is translated to, the other way, and between two translations. */
    static Stream<Arguments> pairs() {
        return Stream.of(
                        List.of("openai (chat)", "anthropic"),
                        List.of("anthropic", "openai (chat)"),
                        List.of("openai (responses)", "gemini"),
                        List.of("gemini", CONVERSE),
                        List.of(CONVERSE, "openai (responses)"),
                        List.of(INVOKE, "cohere"),
                        List.of("cohere", INVOKE))
                .flatMap(pair ->
                        Stream.of(Voice.values()).map(voice -> Arguments.of(voice, pair.getFirst(), pair.getLast())));
    }

    /** How many of its first events are no content. */
    private static int preamble(String provider) {
        return switch (provider) {
            case "gemini" -> 0;
            case "anthropic", INVOKE, "openai (responses)" -> 2;
            default -> 1;
        };
    }

    private static Acting acting(String bad, String good, Acting.Act act) throws IOException {
        Counterpart second = Acting.counterpart(good);
        return Acting.of(List.of(Acting.counterpart(bad), second), "", "", act, Acting.well(second));
    }

    /** Sends the first so many events, then what a test does. */
    private static Acting.Act beginning(String provider, int events, Acting.Act then) {
        Counterpart counterpart = Acting.counterpart(provider);
        return (connection, request) -> {
            Playing.begin(counterpart, connection);
            for (byte[] event : Acting.events(counterpart).subList(0, events)) {
                Playing.chunk(connection, event);
            }
            return then.on(connection, request);
        };
    }

    private static final Acting.Act SILENT = (connection, request) -> {
        connection.awaitClosed();
        return false;
    };

    @ParameterizedTest
    @MethodSource("pairs")
    void failure_beforeContent_isReplacedUnseen(Voice voice, String bad, String good) throws Exception {
        List<Acting.Act> failures = List.of(
                Acting.answering(500, "content-type: application/json\r\n", "{\"message\":\"no\"}"),
                beginning(bad, preamble(bad), (connection, _) -> false),
                beginning(bad, preamble(bad), (connection, _) -> {
                    connection.endChunks();
                    return true;
                }),
                beginning(bad, preamble(bad), (connection, _) -> {
                    Playing.chunk(
                            connection, "data: {\"error\":{\"message\":\"no\"}}\n\n".getBytes(StandardCharsets.UTF_8));
                    connection.endChunks();
                    return true;
                }));
        for (Acting.Act failure : failures) {
            try (Acting acting = acting(bad, good, failure)) {
                RawClient.Answer answer = acting.ask(voice, true);

                CallRecord record = acting.gateway().nextRecord();
                assertThat(answer.header("x-bifrost-target"))
                        .as(record + answer.text())
                        .startsWith("p1/");
                assertThat(answer.header("x-bifrost-attempts")).isEqualTo("2");
                assertThat(wellFormed(voice, answer.text())).isTrue();
                assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
                assertThat(Scene.attempts(record).getLast()).isEqualTo("p1 200 ok");
                assertThat(record.usage().prompt()).isEqualTo(20);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void preambleShown_thenFailure_goesOnWithoutASecondBeginning(Voice voice, String bad, String good)
            throws Exception {
        try (Acting acting = acting(bad, good, beginning(bad, preamble(bad), SILENT));
                RawClient client = acting.client()) {
            StringBuilder all = shown(acting, client, voice);
            boolean begun = preamble(bad) > 0;
            if (begun) {
                all.append(Scene.chunk(client));
            }
            acting.gateway().advance(PAST_FIRST_TOKEN);
            all.append(Scene.rest(client));

            CallRecord record = acting.gateway().nextRecord();
            boolean ends = voice == Voice.RESPONSES && begun; // whose events are numbered
            assertThat(wellFormed(voice, all.toString())).as(all.toString()).isEqualTo(!ends);
            assertThat(record.ending()).isEqualTo(ends ? Ending.UPSTREAM_FAILED : Ending.COMPLETE);
            assertThat(record.status()).isEqualTo(200);
            assertThat(acting.upstream(1).requests()).hasSize(ends ? 0 : 1);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void headAloneShown_thenFailure_theOtherBegins(Voice voice, String bad, String good) throws Exception {
        try (Acting acting = acting(bad, good, beginning(bad, 0, SILENT));
                RawClient client = acting.client()) {
            StringBuilder all = shown(acting, client, voice);
            acting.gateway().advance(PAST_FIRST_TOKEN);
            all.append(Scene.rest(client));

            CallRecord record = acting.gateway().nextRecord();
            assertThat(wellFormed(voice, all.toString())).as(all.toString()).isTrue();
            assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(record.attempts()).hasSize(2);
        }
    }

    private static StringBuilder shown(Acting acting, RawClient client, Voice voice) throws IOException {
        client.post(voice.path, Acting.AUTHORIZED, voice.ask(true));
        Scene.advanceAfter(acting.upstream(0), 1, acting.gateway(), PAST_COMMIT);
        RawClient.Answer head = client.readHead();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-type")).isEqualTo("text/event-stream");
        return new StringBuilder();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void preambleShown_thenAllFail_isAnErrorEvent(Voice voice, String bad, String good) throws Exception {
        Acting.Act refusal = Acting.answering(500, "content-type: application/json\r\n", "{\"message\":\"no\"}");
        try (Acting acting = Acting.of(
                        List.of(Acting.counterpart(bad), Acting.counterpart(good)),
                        "",
                        "",
                        beginning(bad, preamble(bad), SILENT),
                        refusal);
                RawClient client = acting.client()) {
            StringBuilder all = shown(acting, client, voice);
            acting.gateway().advance(PAST_FIRST_TOKEN);
            all.append(Scene.rest(client));

            CallRecord record = acting.gateway().nextRecord();
            assertThat(wellFormed(voice, all.toString())).as(all.toString()).isFalse();
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_FAILED);
            assertThat(record.failure()).isEqualTo("upstream_timeout");
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void failure_afterContent_isAnErrorEventAndNothingIsSentAgain(Voice voice, String bad, String good)
            throws Exception {
        int most = Acting.counterpart(bad).stream1().size() - 2;
        try (Acting acting = acting(bad, good, beginning(bad, most, (connection, _) -> false))) {
            RawClient.Answer answer = acting.ask(voice, true);

            CallRecord record = acting.gateway().nextRecord();
            assertThat(wellFormed(voice, answer.text())).isFalse();
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_CUT);
            assertThat(record.attempts()).hasSize(1);
            assertThat(acting.upstream(1).requests()).isEmpty();
        }
    }

    /** What a provider said is over stays so, whatever becomes of its connection. */
    @ParameterizedTest
    @MethodSource("pairs")
    void connection_lostAfterTheEnd_isNoFailure(Voice voice, String provider, String other) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        int all = Acting.events(counterpart).size();
        try (Acting acting = Acting.of(counterpart, beginning(provider, all, (connection, _) -> false))) {
            RawClient.Answer answer = acting.ask(voice, true);

            CallRecord record = acting.gateway().nextRecord();
            if (provider.equals("gemini")) { // whose streams have no word for their end
                assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_CUT);
            } else {
                assertThat(wellFormed(voice, answer.text())).as(answer.text()).isTrue();
                assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
            }
        }
    }

    /** True if the stream ends as it should; of two providers each has its own id, model and time. */
    private static boolean wellFormed(Voice voice, String stream) {
        List<String> events = new ArrayList<>();
        for (String event : stream.split("(?<=\n\n)", -1)) {
            events.add(
                    voice == Voice.CHAT
                            ? event.replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"c\"")
                                    .replaceFirst("\"created\":\\d+", "\"created\":1")
                                    .replaceFirst("\"model\":\"[^\"]*\"", "\"model\":\"m\"")
                            : event);
        }
        return voice.endsWell(String.join("", events).getBytes(StandardCharsets.UTF_8));
    }
}
