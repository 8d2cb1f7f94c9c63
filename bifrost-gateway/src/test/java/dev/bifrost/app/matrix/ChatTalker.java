package dev.bifrost.app.matrix;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** openai-java, chat completions. */
@SuppressWarnings("deprecation") // only so can fields be read that OpenAI does not have
final class ChatTalker implements Talker {
    private final OpenAIClient client;
    private ChatCompletionCreateParams.Builder conversation;
    private String toolId = "";

    ChatTalker(String url, String key, String model) {
        client = OpenAIOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(url + "/v1")
                .maxRetries(0)
                .build();
        conversation = ChatCompletionCreateParams.builder()
                .model(model)
                .reasoningEffort(ReasoningEffort.LOW)
                .maxCompletionTokens(4000)
                .addSystemMessage("Be brief.")
                .addUserMessage("How warm is it in Bern?")
                .addTool(ChatCompletionFunctionTool.builder()
                        .function(FunctionDefinition.builder()
                                .name("weather")
                                .description("The weather of a city.")
                                .parameters(FunctionParameters.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .putAdditionalProperty(
                                                "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                        .build())
                                .build())
                        .build());
    }

    @Override
    public String name() {
        return "chat";
    }

    @Override
    public String stopForTool() {
        return "tool_calls";
    }

    @Override
    public String stopWhenDone() {
        return "stop";
    }

    @Override
    public Heard ask(boolean stream) {
        ChatCompletion answer = answer(stream);
        ChatCompletionMessage message = answer.choices().getFirst().message();
        ChatCompletionAssistantMessageParam.Builder back = message.toParam().toBuilder();
        message._additionalProperties().forEach(back::putAdditionalProperty);
        details.forEach(back::putAdditionalProperty); // where the accumulator has only the last piece
        conversation = conversation.addMessage(back.build());
        return heard(answer);
    }

    @Override
    public Heard answerTool(boolean stream, String result) {
        conversation = conversation.addMessage(ChatCompletionToolMessageParam.builder()
                .toolCallId(toolId)
                .content(result)
                .build());
        return heard(answer(stream));
    }

    /** What the accumulator does not keep: the fields that are not OpenAI's, put together as such clients do. */
    private final Map<String, JsonValue> details = new java.util.LinkedHashMap<>();

    private ChatCompletion answer(boolean stream) {
        details.clear();
        if (!stream) {
            return client.chat().completions().create(conversation.build());
        }
        var params = conversation.build().toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        StringBuilder thought = new StringBuilder();
        List<JsonValue> reasoning = new ArrayList<>();
        try (var events = client.chat().completions().createStreaming(params)) {
            events.stream().forEach(chunk -> {
                whole.accumulate(chunk);
                chunk.choices().stream().map(ChatCompletionChunk.Choice::delta).forEach(delta -> {
                    Map<String, JsonValue> more = delta._additionalProperties();
                    if (more.containsKey("reasoning_content")) {
                        thought.append(more.get("reasoning_content").convert(String.class));
                    }
                    if (more.containsKey("reasoning_details")) {
                        List<?> some = more.get("reasoning_details").convert(List.class);
                        some.forEach(each -> reasoning.add(JsonValue.from(each)));
                    }
                });
            });
        }
        if (!thought.isEmpty()) {
            details.put("reasoning_content", JsonValue.from(thought.toString()));
        }
        if (!reasoning.isEmpty()) {
            details.put("reasoning_details", JsonValue.from(reasoning));
        }
        return whole.chatCompletion();
    }

    private Heard heard(ChatCompletion answer) {
        ChatCompletion.Choice choice = answer.choices().getFirst();
        ChatCompletionMessage message = choice.message();
        List<ChatCompletionMessageFunctionToolCall> calls = message.toolCalls().stream()
                .flatMap(List::stream)
                .map(call -> call.asFunction())
                .toList();
        ChatCompletionMessageFunctionToolCall call = calls.isEmpty() ? null : calls.getFirst();
        toolId = call == null ? "" : call.id();
        JsonValue thought = details.getOrDefault(
                "reasoning_content", message._additionalProperties().get("reasoning_content"));
        var usage = answer.usage().orElseThrow();
        return new Heard(
                message.content().orElse(""),
                thought == null ? null : thought.convert(String.class),
                call == null ? null : call.id(),
                call == null ? null : call.function().name(),
                call == null ? null : call.function().arguments(),
                choice.finishReason().asString(),
                usage.promptTokens(),
                usage.promptTokensDetails().flatMap(d -> d.cachedTokens()).orElse(0L),
                usage.completionTokens());
    }

    @Override
    public void close() {
        client.close();
    }
}
