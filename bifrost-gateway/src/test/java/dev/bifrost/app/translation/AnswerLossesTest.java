package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.testing.RawClient;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer holds and the client's dialect has no words for is named. */
class AnswerLossesTest {
    private static final String JSON = "content-type: application/json\r\n";
    private static final String EVENTS = "content-type: text/event-stream\r\n";

    private static String gemini(String part) {
        return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Here.\"}," + part
                + "]},\"finishReason\":\"STOP\",\"index\":0}]}";
    }

    private static final String PICTURE = gemini("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}");
    private static final String CODE = gemini("{\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"1\"}}");

    private static Acting acting(boolean stream, String body) throws Exception {
        Counterpart gemini = Acting.counterpart("gemini");
        return Acting.of(
                gemini,
                stream ? Acting.answering(200, EVENTS, "data: " + body + "\n\n") : Acting.answering(200, JSON, body));
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGES, picture, answer.image",
        "CHAT, picture,",
        "RESPONSES, picture,",
        "MESSAGES, code, answer.server_tool",
        "CHAT, code, answer.server_tool",
        "RESPONSES, code,"
    })
    void answer_partWithoutWords_isNamed(Voice voice, String holds, String lost) throws Exception {
        String body = holds.equals("picture") ? PICTURE : CODE;
        try (Acting acting = acting(false, body)) {
            RawClient.Answer answer = acting.ask(voice, false);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.header("x-bifrost-lossy")).isEqualTo(lost);
            assertThat(acting.gateway().nextRecord().lossy()).isEqualTo(lost == null ? List.of() : List.of(lost));
        }
        try (Acting acting = acting(true, body)) {
            RawClient.Answer answer = acting.ask(voice, true);

            CallRecord record = acting.gateway().nextRecord();
            assertThat(record.ending()).as(answer.text()).isEqualTo(Ending.COMPLETE);
            assertThat(record.lossy()).isEqualTo(lost == null ? List.of() : List.of(lost));
        }
    }
}
