package dev.bifrost.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.Recordings;
import dev.bifrost.dialect.Replay;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConverseAnswerTest {

    private static Json.Obj json(String json) {
        try {
            return (Json.Obj) Json.read(json);
        } catch (MalformedJson e) {
            throw new AssertionError(json, e);
        }
    }

    private static ChatAnswer read(String json, String model) throws AnswerFault {
        return new ConverseProvider().read(json(json), Streamed.recipient(model));
    }

    private static ChatAnswer recorded(String name) throws AnswerFault {
        byte[] bytes = Recordings.bytes("bedrock-converse/" + name + ".json");
        return read(new String(bytes, StandardCharsets.UTF_8), Streamed.CLAUDE);
    }

    private static ChatAnswer answer(String content, String stopReason) throws AnswerFault {
        return read(
                "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[" + content + "]}},\"stopReason\":\""
                        + stopReason + "\",\"usage\":{\"inputTokens\":1,\"outputTokens\":2}}",
                Streamed.CLAUDE);
    }

    @Test
    void recording_text_isRead() throws AnswerFault {
        ChatAnswer answer = recorded("amazon-bedrock-text");

        assertThat(answer.usage()).isEqualTo(Usage.of(22, 57));
        assertThat(answer.choices()).singleElement().satisfies(choice -> {
            assertThat(choice.finish()).isEqualTo(FinishReason.STOP);
            assertThat(choice.parts()).singleElement().isInstanceOf(Part.Text.class);
        });
    }

    @Test
    void recording_reasoning_keepsTheSignature() throws AnswerFault {
        assertThat(recorded("amazon-bedrock-reasoning")
                        .choices()
                        .getFirst()
                        .parts()
                        .getFirst())
                .isInstanceOfSatisfying(Part.Thinking.class, thought -> {
                    assertThat(thought.text()).startsWith("Let me count");
                    assertThat(Seal.valueFor(thought.seal(), "anthropic")).startsWith("EvYBCkg");
                });
    }

    @Test
    void recording_toolCall_isRead() throws AnswerFault {
        ChatAnswer.Choice choice =
                recorded("amazon-bedrock-tool-call.1").choices().getFirst();

        assertThat(choice.finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(choice.parts()).containsExactly(Part.ToolCall.of("tool-use-id", "bash", "{\"command\":\"ls -l\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "reasoning", "tool-call.1"})
    void recording_every_replaysAsAStream(String name) throws AnswerFault {
        ChatAnswer answer = recorded("amazon-bedrock-" + name);
        Assembled assembled = new Assembled();
        Replay.of(answer, assembled);

        assertThat(assembled.answer()).isEqualTo(answer);
    }

    @Test
    void blocks_ofEveryKind_becomeParts() throws AnswerFault {
        ChatAnswer answer = answer("""
                {"reasoningContent":{"redactedContent":"YWJj"}},
                {"citationsContent":{"content":[{"text":"Gr"},{"text":"een"}],"citations":[{"source":"https://a.b","title":"T"}]}},
                {"image":{"format":"webp","source":{"bytes":"AAAA"}}},
                {"audio":{"format":"wav","source":{"bytes":"AAAA"}}},
                {"toolUse":{"toolUseId":"a","name":"f","input":{}}},
                {"toolUse":{"toolUseId":"b","name":"g"}}
                """, "end_turn");

        List<Part> parts = answer.choices().getFirst().parts();
        assertThat(parts.get(0)).isEqualTo(new Part.Thinking("", new Seal("anthropic", "YWJj"), true, null, false));
        assertThat(parts.get(1)).isInstanceOfSatisfying(Part.Text.class, text -> {
            assertThat(text.text()).isEqualTo("Green");
            assertThat(text.citations().getFirst().url()).isEqualTo("https://a.b");
        });
        assertThat(parts.get(2)).isInstanceOf(Part.Image.class);
        assertThat(parts.get(3)).isInstanceOf(Part.Opaque.class);
        assertThat(parts.subList(4, 6))
                .containsExactly(Part.ToolCall.of("a", "f", "{}"), Part.ToolCall.of("b", "g", "{}"));
        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void reservedTool_isTextAndStops() throws AnswerFault {
        ChatAnswer.Choice choice = answer(
                        "{\"toolUse\":{\"toolUseId\":\"a\",\"name\":\"bifrost_json_output\",\"input\":{\"n\":1.50}}}",
                        "tool_use")
                .choices()
                .getFirst();

        assertThat(choice.parts()).containsExactly(Part.Text.of("{\"n\":1.50}"));
        assertThat(choice.finish()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void usage_cached_isPartOfThePrompt() throws AnswerFault {
        ChatAnswer answer = read("""
                {"output":{"message":{"content":[]}},"stopReason":"stop_sequence","serviceTier":{"type":"flex"},
                 "additionalModelResponseFields":{"stop_sequence":"END"},
                 "usage":{"inputTokens":3,"outputTokens":4,"cacheReadInputTokens":10,"cacheWriteInputTokens":7}}
                """, Streamed.NOVA);

        assertThat(answer.usage()).isEqualTo(new Usage(20, 10, 7, 4, 0, 0, 0, false));
        assertThat(answer.serviceTier()).isEqualTo("flex");
        assertThat(answer.choices().getFirst().stopSequence()).isEqualTo("END");
    }

    @Test
    void noAnswer_isAFault() {
        assertThatThrownBy(() -> read("{\"output\":{}}", Streamed.CLAUDE))
                .isInstanceOf(AnswerFault.class)
                .hasMessageContaining("output.message");
        assertThatThrownBy(() -> read("{\"__type\":\"a#ThrottlingException\",\"message\":\"slow\"}", Streamed.CLAUDE))
                .isInstanceOfSatisfying(
                        AnswerFault.class,
                        fault -> assertThat(fault.error())
                                .isEqualTo(new ErrorDetail(429, "ThrottlingException", "", "slow")));
    }

    private static ErrorDetail error(int status, String body) {
        return new ConverseProvider().error(status, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void error_ofBedrock_isRead() {
        assertThat(error(403, "{\"Message\":\"User: arn is not authorized\"}"))
                .isEqualTo(new ErrorDetail(403, "", "", "User: arn is not authorized"));
        assertThat(error(400, "{\"message\":\"Input is too long for requested model.\"}"))
                .isEqualTo(
                        new ErrorDetail(400, "context_length_exceeded", "", "Input is too long for requested model."));
        assertThat(error(424, "{\"message\":\"failed\",\"originalStatusCode\":500}")
                        .status())
                .isEqualTo(500);
        assertThat(error(424, "{\"message\":\"failed\"}").status()).isEqualTo(502);
        assertThat(error(502, "<html>")).isNull();
        assertThat(error(500, "{\"error\":{}}")).isNull();
    }
}
