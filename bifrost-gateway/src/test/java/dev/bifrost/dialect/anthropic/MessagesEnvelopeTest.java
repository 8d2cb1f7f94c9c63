package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.sse.SseOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesEnvelopeTest {
    private static final String OWN =
            "{\"model\":\"m\",\"zeta\":1.50,\"stream\":true,\"messages\":[],\"anthropic_beta\":[\"a\"]}";

    private static WireEvent frame(String name, boolean error, String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        return new WireEvent(name, error, bytes, 0, bytes.length);
    }

    private static WireEvent chunk(String json) {
        String base64 = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        return frame("chunk", false, "{\"bytes\":\"" + base64 + "\",\"p\":\"abcdefg\"}");
    }

    @Test
    void body_flavours_wrapAndLeaveTheRestInOrder() {
        Json.Obj own = Read.json(OWN);

        assertThat(MessagesEnvelope.body(own, MessagesFlavour.DIRECT, List.of("b"))
                        .print())
                .isEqualTo(OWN);
        assertThat(MessagesEnvelope.body(own, MessagesFlavour.VERTEX, List.of("b"))
                        .print())
                .isEqualTo("{\"anthropic_version\":\"vertex-2023-10-16\",\"zeta\":1.50,\"stream\":true,"
                        + "\"messages\":[],\"anthropic_beta\":[\"a\"]}");
        assertThat(MessagesEnvelope.body(own, MessagesFlavour.BEDROCK, List.of("b, a", "c"))
                        .print())
                .isEqualTo("{\"anthropic_version\":\"bedrock-2023-05-31\",\"zeta\":1.50,\"messages\":[],"
                        + "\"anthropic_beta\":[\"a\",\"b\",\"c\"]}");
        assertThat(own.print()).isEqualTo(OWN);
    }

    @Test
    void event_frame_isTheEventItHolds() throws Exception {
        SseOutput out = new SseOutput();
        String json = "{\"type\": \"content_block_delta\",\"index\":0,\n \"delta\":{\"text\":\"é\"}}";

        assertThat(MessagesEnvelope.event(chunk(json), out)).isTrue();
        assertThat(MessagesEnvelope.event(frame("initial-response", false, "{}"), out))
                .isFalse();
        assertThat(out.toString()).isEqualTo("event: content_block_delta\ndata: " + json.replace('\n', ' ') + "\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, 429",
        "validationException, 400",
        "serviceUnavailableException, 503",
        "modelTimeoutException, 504",
        "modelStreamErrorException, 500",
        "internalServerException, 500"
    })
    void event_exception_isAFaultWithItsStatus(String name, int status) {
        WireEvent exception = frame(name, true, "{\"message\":\"Oh\"}");

        assertThatThrownBy(() -> MessagesEnvelope.event(exception, new SseOutput()))
                .isInstanceOfSatisfying(AnswerFault.class, fault -> {
                    assertThat(fault.error().status()).isEqualTo(status);
                    assertThat(fault.error().code()).isEqualTo(name);
                    assertThat(fault.error().message()).isEqualTo("Oh");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"bytes\":\"!\"}", "[]", "", "{\"bytes\":\"AAAA\"}"})
    void event_nonsense_isAFault(String data) {
        assertThatThrownBy(() -> MessagesEnvelope.event(frame("chunk", false, data), new SseOutput()))
                .isInstanceOf(AnswerFault.class);
    }

    @Test
    void stream_framesOfARecording_areTheSameAnswerAndTheSameEvents() throws Exception {
        MessagesProvider bedrock = new MessagesProvider(MessagesFlavour.BEDROCK);
        byte[] stream = MessagesRecordings.stream("anthropic-clear-thinking.1");
        AnswerReader reader = bedrock.stream();
        SseOutput out = new SseOutput();
        List<ChatEvent> events = new ArrayList<>();
        for (String line : new String(stream, StandardCharsets.UTF_8).lines().toList()) {
            if (line.startsWith("data: ")) {
                reader.event(chunk(line.substring(6)), events::add);
                MessagesEnvelope.event(chunk(line.substring(6)), out);
            }
        }

        assertThat(bedrock.framing()).isEqualTo(Framing.AWS_EVENT_STREAM);
        assertThat(Arrays.copyOf(out.bytes(), out.length())).isEqualTo(stream);
        assertThat(events)
                .isEqualTo(Read.events(new MessagesProvider(MessagesFlavour.DIRECT).stream(), stream, stream.length));
    }

    @Test
    void stream_exception_isReported() throws Exception {
        List<ChatEvent> events = new ArrayList<>();
        AnswerReader reader = new MessagesProvider(MessagesFlavour.BEDROCK).stream();
        reader.event(frame("throttlingException", true, "{\"message\":\"slow\"}"), events::add);
        reader.event(chunk("{\"type\":\"message_stop\"}"), events::add);

        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        ChatEvent.Failed.class,
                        failed -> assertThat(failed.error().status()).isEqualTo(429));
    }
}
