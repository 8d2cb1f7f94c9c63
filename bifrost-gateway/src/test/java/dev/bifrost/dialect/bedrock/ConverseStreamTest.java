package dev.bifrost.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.Recordings;
import dev.bifrost.dialect.frame.EventStreamFrames;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConverseStreamTest {
    private static final String START = "{\"messageStart\":{\"role\":\"assistant\",\"p\":\"abc\"}}\n";
    private static final String STOP = "{\"messageStop\":{\"stopReason\":\"end_turn\"}}\n";
    private static final String METADATA =
            "{\"metadata\":{\"usage\":{\"inputTokens\":5,\"outputTokens\":3,\"totalTokens\":8,"
                    + "\"cacheReadInputTokens\":100,\"cacheWriteInputTokens\":20},\"metrics\":{\"latencyMs\":9}}}\n";

    private static Part only(Assembled assembled) {
        assertThat(assembled.ended()).isTrue();
        ChatAnswer.Choice choice = assembled.answer().choices().getFirst();
        assertThat(choice.parts()).hasSize(1);
        return choice.parts().getFirst();
    }

    private static byte[] recorded(String name) {
        return EventStreamFrames.ofLines(
                new String(Recordings.bytes("bedrock-converse/" + name + ".chunks.txt"), StandardCharsets.UTF_8));
    }

    @Test
    void recording_text_isReadHoweverItIsCut() throws AnswerFault {
        byte[] stream = recorded("amazon-bedrock-text");
        ChatAnswer answer = Streamed.bytes(stream, Streamed.CLAUDE).answer();

        assertThat(answer.usage()).isEqualTo(Usage.of(22, 55));
        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.STOP);
        assertThat(answer.choices().getFirst().parts())
                .singleElement()
                .extracting(part -> ((Part.Text) part).text())
                .asString()
                .startsWith("Let me count the \"r\"s")
                .endsWith("There are **3** r's in \"strawberry.\"");
        for (int cut = 0; cut < stream.length; cut++) {
            assertThat(Streamed.bytes(stream, Streamed.CLAUDE, cut).answer()).isEqualTo(answer);
        }
    }

    @Test
    void recording_reasoning_keepsThoughtAndSignature() throws AnswerFault {
        byte[] stream = recorded("amazon-bedrock-reasoning");
        ChatAnswer answer = Streamed.bytes(stream, Streamed.CLAUDE).answer();

        assertThat(answer.usage()).isEqualTo(Usage.of(51, 94));
        assertThat(answer.choices().getFirst().parts()).hasSize(2);
        assertThat((Part.Thinking) answer.choices().getFirst().parts().getFirst())
                .satisfies(thought -> {
                    assertThat(thought.text()).endsWith("So there are 3 r's.");
                    assertThat(Seal.valueFor(thought.seal(), "anthropic")).startsWith("Ep0CCkgICxABGAIqQOWP");
                });
        for (int cut = 0; cut < stream.length; cut += 3) {
            assertThat(Streamed.bytes(stream, Streamed.CLAUDE, cut).answer()).isEqualTo(answer);
        }
    }

    @Test
    void recording_toolCall_keepsCallEvenIfMetadataComesFirst() throws AnswerFault {
        Assembled assembled = Streamed.bytes(recorded("amazon-bedrock-tool-call.1"), Streamed.NOVA);

        assertThat(only(assembled))
                .isEqualTo(Part.ToolCall.of("tool-use-id", "test-tool", "{\"value\":\"Sparkle Day\"}"));
        assertThat(assembled.answer().choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(assembled.answer().usage()).isEqualTo(Usage.of(125, 45));
    }

    @Test
    void usage_cached_isPartOfThePrompt() throws AnswerFault {
        Assembled assembled = Streamed.lines(START + STOP + METADATA);

        assertThat(assembled.answer().usage()).isEqualTo(new Usage(125, 100, 20, 3, 0, 0, 0, false));
    }

    @Test
    void toolInput_deltas_passAsTheyCome() throws AnswerFault {
        var events = Streamed.events(START + """
                {"contentBlockStart":{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"t1","name":"f"}}}}
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"toolUse":{"input":""}}}}
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\\"a"}}}}
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"toolUse":{"input":"\\":1}"}}}}
                {"contentBlockStop":{"contentBlockIndex":0}}
                {"messageStop":{"stopReason":"tool_use"}}
                """ + METADATA);

        assertThat(events)
                .containsExactly(
                        new ChatEvent.Started("", 0, "", null),
                        new ChatEvent.Opened(0, 0, Part.ToolCall.of("t1", "f", "")),
                        new ChatEvent.ArgumentsDelta(0, 0, "{\"a"),
                        new ChatEvent.ArgumentsDelta(0, 0, "\":1}"),
                        new ChatEvent.Closed(0, 0),
                        new ChatEvent.Finished(0, FinishReason.TOOL_CALLS, null),
                        new ChatEvent.Metered(new Usage(125, 100, 20, 3, 0, 0, 0, false)),
                        new ChatEvent.Ended());
    }

    @Test
    void toolCalls_parallelWithoutInput_areNumberedAndHaveEmptyObjects() throws AnswerFault {
        Assembled assembled = Streamed.lines(START + """
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"Both."}}}
                {"contentBlockStart":{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t1","name":"f"}}}}
                {"contentBlockStop":{"contentBlockIndex":1}}
                {"contentBlockStart":{"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"t2","name":"f"}}}}
                {"contentBlockStop":{"contentBlockIndex":2}}
                """ + STOP + METADATA);

        assertThat(assembled.answer().choices().getFirst().parts())
                .containsExactly(
                        Part.Text.of("Both."), Part.ToolCall.of("t1", "f", "{}"), Part.ToolCall.of("t2", "f", "{}"));
        // Some models say end_turn; an agent would stop.
        assertThat(assembled.answer().choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void reservedTool_isTextAndStops() throws AnswerFault {
        Assembled assembled = Streamed.lines(START + """
                {"contentBlockStart":{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"t1","name":"bifrost_json_output"}}}}
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\\"a"}}}}
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"toolUse":{"input":"\\":1}"}}}}
                {"contentBlockStop":{"contentBlockIndex":0}}
                {"messageStop":{"stopReason":"tool_use"}}
                """ + METADATA);

        assertThat(only(assembled)).isEqualTo(Part.Text.of("{\"a\":1}"));
        assertThat(assembled.answer().choices().getFirst().finish()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void redactedThought_isOneWholeBlock() throws AnswerFault {
        Assembled assembled = Streamed.lines(START + """
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"reasoningContent":{"redactedContent":"YWJj"}}}}
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"reasoningContent":{"redactedContent":"ZGU="}}}}
                {"contentBlockStop":{"contentBlockIndex":0}}
                """ + STOP + METADATA);

        assertThat(only(assembled))
                .isEqualTo(new Part.Thinking("", new Seal("anthropic", "YWJjZGU="), true, null, false));
    }

    @Test
    void thought_ofAnotherVendor_isNotAnthropics() throws AnswerFault {
        byte[] stream = EventStreamFrames.ofLines(START + """
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Hm"}}}}
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"s"}}}}
                """ + STOP + METADATA);

        assertThat(only(Streamed.bytes(stream, Streamed.NOVA)))
                .isEqualTo(new Part.Thinking("Hm", new Seal("bedrock", "s"), false, null, false));
    }

    @Test
    void citation_belongsToItsText() throws AnswerFault {
        Assembled assembled = Streamed.lines(START + """
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"Green."}}}
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"citation":{"title":"Doc","sourceContent":[{"text":"The grass is green."}],"location":{"documentChar":{"documentIndex":0,"start":0,"end":20}}}}}}
                """ + STOP + METADATA);

        assertThat(((Part.Text) only(assembled)).citations()).singleElement().satisfies(citation -> {
            assertThat(citation.title()).isEqualTo("Doc");
            assertThat(citation.quoted()).isEqualTo("The grass is green.");
            assertThat(citation.url()).isNull();
            assertThat(citation.dialect()).isEqualTo("bedrock");
        });
    }

    @Test
    void picture_isOneWholeBlock() throws AnswerFault {
        Assembled assembled = Streamed.lines(START + """
                {"contentBlockStart":{"contentBlockIndex":0,"start":{"image":{"format":"png"}}}}
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"image":{"source":{"bytes":"YWJj"}}}}}
                {"contentBlockStop":{"contentBlockIndex":0}}
                """ + STOP + METADATA);

        assertThat(only(assembled)).isEqualTo(new Part.Image(new Source.Data("image/png", "YWJj"), null, null));
    }

    @Test
    void toolsOfBedrocksOwn_areKeptForBedrock() throws AnswerFault {
        Assembled assembled = Streamed.lines(START + """
                {"contentBlockStart":{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"t1","name":"nova_grounding","type":"server_tool_use"}}}}
                {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\\"q\\":1}"}}}}
                {"contentBlockStop":{"contentBlockIndex":0}}
                {"contentBlockStart":{"contentBlockIndex":1,"start":{"toolResult":{"toolUseId":"t1","type":"nova_grounding_result"}}}}
                {"contentBlockDelta":{"contentBlockIndex":1,"delta":{"toolResult":[{"text":"found"}]}}}
                {"contentBlockStop":{"contentBlockIndex":1}}
                """ + STOP + METADATA);

        assertThat(assembled.answer().choices().getFirst().finish()).isEqualTo(FinishReason.STOP);
        assertThat(assembled.answer().choices().getFirst().parts())
                .extracting(part -> ((Part.Opaque) part).json().print())
                .containsExactly(
                        "{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"nova_grounding\",\"type\":\"server_tool_use\",\"input\":{\"q\":1}}}",
                        "{\"toolResult\":{\"toolUseId\":\"t1\",\"type\":\"nova_grounding_result\",\"content\":[{\"text\":\"found\"}]}}");
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "stop_sequence, STOP_SEQUENCE",
        "max_tokens, LENGTH",
        "tool_use, STOP",
        "guardrail_intervened, CONTENT_FILTER",
        "content_filtered, CONTENT_FILTER",
        "malformed_model_output, MALFORMED",
        "malformed_tool_use, MALFORMED",
        "model_context_window_exceeded, CONTEXT_FULL",
        "refusal, REFUSAL",
        "pause_turn, PAUSE",
        "something_new, OTHER"
    })
    void stopReason_everyOne_hasAMeaning(String reason, FinishReason finish) throws AnswerFault {
        Assembled assembled = Streamed.lines(START
                + "{\"messageStop\":{\"stopReason\":\"" + reason
                + "\",\"additionalModelResponseFields\":{\"delta\":{\"stop_sequence\":\"END\"}}}}\n"
                + METADATA);

        assertThat(assembled.answer().choices().getFirst().finish()).isEqualTo(finish);
        assertThat(assembled.answer().choices().getFirst().stopSequence()).isEqualTo("END");
    }

    @Test
    void end_withoutMetadata_isTheEndAllTheSame() throws AnswerFault {
        assertThat(Streamed.lines(START + STOP).ended()).isTrue();
    }

    @Test
    void end_withoutMessageStop_isNone() throws AnswerFault {
        String text = "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Half\"}}}\n";

        assertThat(Streamed.lines(START + text).ended()).isFalse();
        assertThat(Streamed.lines(START + text + METADATA).ended()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, 429",
        "validationException, 400",
        "internalServerException, 500",
        "serviceUnavailableException, 503",
        "modelStreamErrorException, 502",
        "modelTimeoutException, 504",
        "accessDeniedException, 403",
        "whateverException, 500"
    })
    void exception_inStream_isAnErrorWithStatus(String exception, int status) {
        byte[] stream = new EventStreamFrames()
                .event("messageStart", "{\"role\":\"assistant\"}")
                .exception(exception, "{\"message\":\"Too many tokens\"}")
                .bytes();

        assertThatThrownBy(() -> Streamed.bytes(stream, Streamed.CLAUDE))
                .isInstanceOfSatisfying(AnswerFault.class, fault -> {
                    assertThat(fault.error()).isNotNull();
                    assertThat(fault.error().status()).isEqualTo(status);
                    assertThat(fault.error().message()).isEqualTo("Too many tokens");
                    assertThat(fault.error().code()).isEqualTo(exception);
                });
    }

    @Test
    void exception_ofTheModelsServer_hasItsStatus() {
        byte[] stream = new EventStreamFrames()
                .exception("modelStreamErrorException", "{\"originalStatusCode\":400,\"originalMessage\":\"no\"}")
                .bytes();

        assertThatThrownBy(() -> Streamed.bytes(stream, Streamed.CLAUDE))
                .isInstanceOfSatisfying(AnswerFault.class, fault -> {
                    assertThat(fault.error().status()).isEqualTo(400);
                    assertThat(fault.error().message()).isEqualTo("no");
                });
    }

    @Test
    void exception_withoutBody_isAnError() {
        byte[] stream = new EventStreamFrames()
                .frame("", ":error-code", "InternalFailure", ":message-type", "error")
                .bytes();

        assertThatThrownBy(() -> Streamed.bytes(stream, Streamed.CLAUDE))
                .isInstanceOfSatisfying(AnswerFault.class, fault -> {
                    assertThat(fault.error().status()).isEqualTo(500);
                    assertThat(fault.error().message()).isEqualTo("InternalFailure");
                });
    }

    @Test
    void dialect_says_howItIsFramed() {
        assertThat(new ConverseProvider().framing()).isEqualTo(Framing.AWS_EVENT_STREAM);
        assertThat(new ConverseProvider().name()).isEqualTo("bedrock");
    }
}
