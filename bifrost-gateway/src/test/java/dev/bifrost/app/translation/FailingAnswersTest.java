package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.api.json.Json;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.app.matrix.Playing;
import dev.bifrost.dialect.frame.EventStreamFrames;
import dev.bifrost.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of status 200 that are none, and errors in the middle of streams, in the words of every client. */
class FailingAnswersTest {
    private static final Map<String, String> OVERLOADED = Map.of(
            "openai (chat)",
            "{\"error\":{\"message\":\"The server is overloaded\",\"type\":\"server_error\",\"param\":null,\"code\":\"overloaded\"}}",
            "openai (responses)",
            "{\"type\":\"error\",\"sequence_number\":3,\"code\":\"server_error\",\"message\":\"The server is overloaded\",\"param\":null}",
            "anthropic",
            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"The server is overloaded\"},\"request_id\":\"req_1\"}",
            "gemini",
            "{\"error\":{\"code\":503,\"message\":\"The server is overloaded\",\"status\":\"UNAVAILABLE\"}}",
            "cohere",
            "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\",\"error\":\"The server is overloaded\"}}");

    private static final List<String> NO_ANSWERS = List.of(
            "",
            " ",
            "null",
            "[]",
            "{}",
            "<html>no</html>",
            "{\"error\":{\"message\":\"down\",\"code\":503}}",
            "{\"message\":\"down\"}",
            "\uFEFF{}",
            "{\"choices\":[]}",
            "{\"content\":7}",
            "data: [DONE]\n\n");

    /** With status 200, of whatever type. */
    @ParameterizedTest
    @MethodSource("providers")
    void success_thatIsNone_isAnErrorWithAStatus(String provider) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        AtomicReference<Acting.Act> next = new AtomicReference<>();
        try (Acting acting =
                Acting.of(counterpart, (connection, request) -> next.get().on(connection, request))) {
            for (String body : NO_ANSWERS) {
                for (String type : List.of("application/json", Playing.mediaType(counterpart), "text/html", "")) {
                    String header = type.isEmpty() ? "" : "content-type: " + type + "\r\n";
                    next.set(Acting.answering(200, header, body));
                    for (Voice voice : Voice.values()) {
                        isAnError(acting, voice, false);
                        isAnError(acting, voice, true);
                    }
                }
            }
        }
    }

    private static void isAnError(Acting acting, Voice voice, boolean stream) throws IOException {
        RawClient.Answer answer = acting.ask(voice, stream);
        CallRecord record = acting.gateway().nextRecord();
        if (isTranslated(record)) {
            assertThat(answer.status()).as(record + answer.text()).isGreaterThanOrEqualTo(500);
            voice.error(answer.body());
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_FAILED);
        }
    }

    private static boolean isTranslated(CallRecord record) {
        boolean envelope =
                "anthropic".equals(record.clientDialect()) && "bedrock-invoke".equals(record.providerDialect());
        return !envelope && !record.clientDialect().equals(record.providerDialect());
    }

    static List<String> providers() {
        return Counterpart.all().stream().map(Counterpart::name).toList();
    }

    /** Such an id ties the tool's result to the call, so it must be there; without a name nobody could do anything. */
    @ParameterizedTest
    @CsvSource({"cohere, weather_1, 200", "bedrock (Converse), tooluse_1, 200", "openai (chat), weather, 502"})
    void call_withoutItsIdOrItsName_getsOneOrIsAnError(String provider, String missing, int status) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        try (Acting acting = Acting.of(counterpart, (connection, request) -> {
            boolean stream = Acting.streamed(request);
            String type = stream ? Playing.mediaType(counterpart) : "application/json";
            connection.write("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ntransfer-encoding: chunked\r\n\r\n");
            for (String event : stream ? counterpart.stream1() : List.of(counterpart.whole1())) {
                String less = event.replace('"' + missing + '"', "\"\"");
                Playing.chunk(
                        connection,
                        stream ? Playing.framed(counterpart.framing(), less) : less.getBytes(StandardCharsets.UTF_8));
            }
            connection.endChunks();
            return true;
        })) {
            for (Voice voice : status == 200 ? Voice.values() : new Voice[] {Voice.MESSAGES, Voice.RESPONSES}) {
                RawClient.Answer whole = acting.ask(voice, false);
                RawClient.Answer stream = acting.ask(voice, true);

                assertThat(whole.status()).as(whole.text()).isEqualTo(status);
                assertThat(whole.text() + stream.text()).doesNotContain("\"id\":\"\"", "\"call_id\":\"\"");
                assertThat(voice.endsWell(stream.body())).as(stream.text()).isEqualTo(status == 200);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void errorEvent_beforeContent_isAStatus(String provider) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        int preamble = provider.equals("gemini") ? 0 : 1;
        streamWithError(counterpart, preamble, (voice, answer, record) -> {
            assertThat(answer.status()).as(answer.text()).isEqualTo(502);
            voice.error(answer.body());
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_FAILED);
        });
    }

    @ParameterizedTest
    @MethodSource("providers")
    void errorEvent_afterContent_isAnErrorEventAndTheLast(String provider) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        streamWithError(counterpart, counterpart.stream1().size() - 2, (voice, answer, record) -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_CUT);
            assertThat(answer.text()).contains("overloaded");
            if (isTranslated(record)) {
                assertThat(voice.endsWell(answer.body())).isFalse();
            }
        });
    }

    private interface Expectation {
        void on(Voice voice, RawClient.Answer answer, CallRecord record);
    }

    private static void streamWithError(Counterpart counterpart, int before, Expectation expectation) throws Exception {
        List<byte[]> events = new ArrayList<>(Acting.events(counterpart).subList(0, before));
        events.add(overloaded(counterpart));
        try (Acting acting = Acting.of(counterpart, (connection, request) -> {
            Playing.begin(counterpart, connection);
            for (byte[] event : events) {
                Playing.chunk(connection, event);
            }
            connection.endChunks();
            return true;
        })) {
            for (Voice voice : Voice.values()) {
                RawClient.Answer answer = acting.ask(voice, true);
                CallRecord record = acting.gateway().nextRecord();
                assertThat(record.failure()).as(record.toString()).isEqualTo("upstream_error");
                expectation.on(voice, answer, record);
            }
            assertThat(acting.gateway().records()).hasSize(3);
        }
    }

    private static byte[] overloaded(Counterpart counterpart) {
        String event = OVERLOADED.get(counterpart.name());
        if (event == null) {
            return new EventStreamFrames()
                    .exception("serviceUnavailableException", "{\"message\":\"The server is overloaded\"}")
                    .bytes();
        }
        Json.Obj json = Voice.object(event.getBytes(StandardCharsets.UTF_8));
        boolean named = counterpart.framing().equals("named");
        return ((named ? "event: " + json.text("type") + "\n" : "") + "data: " + event + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
