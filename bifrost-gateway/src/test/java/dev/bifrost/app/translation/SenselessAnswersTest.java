package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.app.Scene;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.testing.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer of which there is nothing to use does not look like one that ended well. */
class SenselessAnswersTest {
    private static final String JSON = "content-type: application/json\r\n";
    private static final String EVENTS = "content-type: text/event-stream\r\n";
    private static final Counterpart GEMINI = Acting.counterpart("gemini");
    private static final Counterpart INVOKE = Acting.counterpart("bedrock (Claude, InvokeModel)");
    private static final Counterpart COHERE = Acting.counterpart("cohere");

    private static String malformed(String parts) {
        return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[" + parts
                + "]},\"finishReason\":\"MALFORMED_FUNCTION_CALL\",\"index\":0}]}";
    }

    private static Acting.Act answering(boolean stream, String body) {
        return stream ? Acting.answering(200, EVENTS, "data: " + body + "\n\n") : Acting.answering(200, JSON, body);
    }

    @ParameterizedTest
    @CsvSource({"CHAT, false", "CHAT, true", "MESSAGES, false", "MESSAGES, true", "RESPONSES, false", "RESPONSES, true"
    })
    void malformedCall_andNothingElse_isReplaced(Voice voice, boolean stream) throws Exception {
        try (Acting acting =
                Acting.of(List.of(GEMINI, COHERE), "", "", answering(stream, malformed("")), Acting.well(COHERE))) {
            RawClient.Answer answer = acting.ask(voice, stream);

            assertThat(answer.header("x-bifrost-target")).as(answer.text()).startsWith("p1/");
            CallRecord record = acting.gateway().nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(Scene.attempts(record)).containsExactly("p0 200 upstream_error", "p1 200 ok");
        }
    }

    @ParameterizedTest
    @EnumSource(Voice.class)
    void malformedCall_ofTheOnlyTarget_isAnError(Voice voice) throws Exception {
        try (Acting acting = Acting.of(GEMINI, answering(false, malformed("")))) {
            RawClient.Answer answer = acting.ask(voice, false);

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("the model wrote a tool call that makes no sense");
        }
    }

    @ParameterizedTest
    @EnumSource(Voice.class)
    void malformedCall_afterAThought_isAnErrorEvent(Voice voice) throws Exception {
        String thought = malformed("{\"text\":\"Hm.\",\"thought\":true}");
        try (Acting acting = Acting.of(GEMINI, answering(true, thought))) {
            RawClient.Answer answer = acting.ask(voice, true);

            assertThat(answer.text()).contains("the model wrote a tool call that makes no sense");
            assertThat(voice.endsWell(answer.text().getBytes(StandardCharsets.UTF_8)))
                    .isFalse();
            assertThat(acting.gateway().nextRecord().ending()).isEqualTo(Ending.UPSTREAM_CUT);
        }
    }

    @ParameterizedTest
    @CsvSource({"CHAT", "MESSAGES"})
    void malformedCall_afterText_isAnAnswer(Voice voice) throws Exception {
        try (Acting acting = Acting.of(GEMINI, answering(true, malformed("{\"text\":\"Let me look.\"}")))) {
            RawClient.Answer answer = acting.ask(voice, true);

            assertThat(answer.text()).contains("Let me look.");
            assertThat(acting.gateway().nextRecord().ending()).isEqualTo(Ending.COMPLETE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"x\"", "{\"type\":\"message\"", "", "<html>"})
    void repackedAnswer_thatIsNoObject_isAnError(String body) throws Exception {
        try (Acting acting = Acting.of(INVOKE, Acting.answering(200, JSON, body))) {
            RawClient.Answer answer = acting.ask(Voice.MESSAGES, false);

            assertThat(answer.status()).as(answer.text()).isEqualTo(502);
            assertThat(acting.gateway().nextRecord().failure()).isEqualTo("upstream_broken");
        }
    }
}
