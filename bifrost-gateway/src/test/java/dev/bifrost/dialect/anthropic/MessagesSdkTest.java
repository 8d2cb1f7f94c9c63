package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.JsonValue;
import com.anthropic.core.ObjectMappers;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.dialect.Replay;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Anthropic's own SDK reads what is written and writes what is read. */
class MessagesSdkTest {
    private static final ChatRequest ASKED = Read.asking(dev.bifrost.api.chat.Message.of(Role.USER, "x"));
    private static final ChatAnswer ANSWER = new ChatAnswer(
            "resp_1",
            7,
            "gpt-x",
            List.of(new ChatAnswer.Choice(
                    0,
                    List.of(
                            new Part.Thinking("hm", new Seal("openai", "E"), false, "rs", true),
                            Part.Text.of("Hello"),
                            Part.ToolCall.of("call_1", "f", "{\"x\":1}")),
                    FinishReason.STOP,
                    null,
                    null)),
            new Usage(10, 4, 0, 3, 2, 0, 0, false),
            "default");

    private static void check(Message message) {
        assertThat(message.id()).isEqualTo("msg_resp_1");
        assertThat(message.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(message.content()).hasSize(3);
        assertThat(message.content().get(0).asThinking().thinking()).isEqualTo("hm");
        assertThat(message.content().get(0).asThinking().signature()).isEqualTo("bf1.openai.E#rs");
        assertThat(message.content().get(1).asText().text()).isEqualTo("Hello");
        assertThat(message.content().get(2).asToolUse().id()).isEqualTo("call_1");
        assertThat(message.usage().inputTokens()).isEqualTo(6);
        assertThat(message.usage().cacheReadInputTokens()).contains(4L);
        assertThat(message.usage().outputTokens()).isEqualTo(3);
    }

    @Test
    void answer_whole_isReadBySdk() throws Exception {
        String json = new MessagesClient().answer(ANSWER, ASKED).print();

        check(ObjectMappers.jsonMapper().readValue(json, Message.class));
    }

    @Test
    void answer_streamed_isAccumulatedBySdk() throws Exception {
        MessageAccumulator accumulator = MessageAccumulator.create();
        byte[] stream = Read.written(out -> Replay.of(ANSWER, out), ASKED);
        for (String line : new String(stream, StandardCharsets.UTF_8).lines().toList()) {
            if (line.startsWith("data: ")) {
                accumulator.accumulate(
                        ObjectMappers.jsonMapper().readValue(line.substring(6), RawMessageStreamEvent.class));
            }
        }

        check(accumulator.message());
    }

    @Test
    void read_requestOfSdk_isUnderstood() throws Exception {
        MessageCreateParams params = MessageCreateParams.builder()
                .model("claude-x")
                .maxTokens(50)
                .systemOfTextBlockParams(List.of(TextBlockParam.builder()
                        .text("Be kind.")
                        .cacheControl(CacheControlEphemeral.builder()
                                .ttl(CacheControlEphemeral.Ttl.TTL_1H)
                                .build())
                        .build()))
                .addUserMessageOfContentBlockParams(List.of(
                        ContentBlockParam.ofText(
                                TextBlockParam.builder().text("Look").build()),
                        ContentBlockParam.ofImage(ImageBlockParam.builder()
                                .source(Base64ImageSource.builder()
                                        .data("AAAA")
                                        .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                        .build())
                                .build())))
                .addTool(Tool.builder()
                        .name("f")
                        .description("d")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(Tool.InputSchema.Properties.builder()
                                        .putAdditionalProperty("x", JsonValue.from(Map.of("type", "number")))
                                        .build())
                                .build())
                        .build())
                .toolChoice(ToolChoiceAny.builder().disableParallelToolUse(true).build())
                .enabledThinking(2048)
                .build();
        ChatRequest read = Read.read(ObjectMappers.jsonMapper().writeValueAsString(params._body()));

        assertThat(read.sampling().maxTokens()).isEqualTo(50);
        assertThat(read.messages()).hasSize(2);
        assertThat(read.messages().get(1).parts().get(1)).isInstanceOf(Part.Image.class);
        assertThat(read.tools()).hasSize(1);
        assertThat(read.toolChoice()).isEqualTo(new ToolChoice.Required());
        assertThat(read.parallelToolCalls()).isFalse();
        assertThat(read.reasoning().budget()).isEqualTo(2048);
        assertThat(read.unread()).isEmpty();
        assertThat(read.extra()).isEmpty();
    }
}
