package dev.bifrost.app.matrix;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** anthropic-java. */
final class MessagesTalker implements Talker {
    private final AnthropicClient client;
    private MessageCreateParams.Builder conversation;
    private String toolId = "";

    MessagesTalker(String url, String key, String model) {
        client = AnthropicOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(url)
                .maxRetries(0)
                .build();
        conversation = MessageCreateParams.builder()
                .model(model)
                .maxTokens(4000)
                .enabledThinking(1024)
                .system("Be brief.")
                .addUserMessage("How warm is it in Bern?")
                .addTool(Tool.builder()
                        .name("weather")
                        .description("The weather of a city.")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(Tool.InputSchema.Properties.builder()
                                        .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                        .build())
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                        .build());
    }

    @Override
    public String name() {
        return "messages";
    }

    @Override
    public String stopForTool() {
        return "tool_use";
    }

    @Override
    public String stopWhenDone() {
        return "end_turn";
    }

    @Override
    public Heard ask(boolean stream) {
        Message answer = answer(stream);
        conversation = conversation.addMessage(answer);
        return heard(answer);
    }

    @Override
    public Heard answerTool(boolean stream, String result) {
        conversation = conversation.addUserMessageOfContentBlockParams(List.of(ContentBlockParam.ofToolResult(
                ToolResultBlockParam.builder().toolUseId(toolId).content(result).build())));
        return heard(answer(stream));
    }

    private Message answer(boolean stream) {
        if (!stream) {
            return client.messages().create(conversation.build());
        }
        MessageAccumulator whole = MessageAccumulator.create();
        try (var events = client.messages().createStreaming(conversation.build())) {
            events.stream().forEach(whole::accumulate);
        }
        return whole.message();
    }

    private Heard heard(Message answer) {
        String text = answer.content().stream()
                .filter(ContentBlock::isText)
                .map(block -> block.asText().text())
                .collect(Collectors.joining());
        String thought = answer.content().stream()
                .filter(ContentBlock::isThinking)
                .map(block -> block.asThinking().thinking())
                .collect(Collectors.joining());
        ToolUseBlock call = answer.content().stream()
                .filter(ContentBlock::isToolUse)
                .map(ContentBlock::asToolUse)
                .findFirst()
                .orElse(null);
        toolId = call == null ? "" : call.id();
        var usage = answer.usage();
        long cached = usage.cacheReadInputTokens().orElse(0L);
        return new Heard(
                text,
                thought.isEmpty() ? null : thought,
                call == null ? null : call.id(),
                call == null ? null : call.name(),
                call == null ? null : arguments(call),
                answer.stopReason().orElseThrow().asString(),
                usage.inputTokens() + cached + usage.cacheCreationInputTokens().orElse(0L),
                cached,
                usage.outputTokens());
    }

    private static String arguments(ToolUseBlock call) {
        Object input = call._input().convert(Object.class);
        try {
            return Json.read(new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(input))
                    .print();
        } catch (MalformedJson | com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
