package dev.bifrost.app.matrix;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** openai-java, responses. */
final class ResponsesTalker implements Talker {
    private final OpenAIClient client;
    private final String model;
    private final List<ResponseInputItem> conversation = new ArrayList<>();
    private String toolId = "";

    ResponsesTalker(String url, String key, String model) {
        this.model = model;
        client = OpenAIOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(url + "/v1")
                .maxRetries(0)
                .build();
        conversation.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content("How warm is it in Bern?")
                .build()));
    }

    @Override
    public String name() {
        return "responses";
    }

    @Override
    public String stopForTool() {
        return "completed";
    }

    @Override
    public String stopWhenDone() {
        return "completed";
    }

    @Override
    public Heard ask(boolean stream) {
        Response answer = answer(stream);
        for (ResponseOutputItem item : answer.output()) {
            if (item.isMessage()) {
                conversation.add(ResponseInputItem.ofResponseOutputMessage(item.asMessage()));
            } else if (item.isReasoning()) {
                conversation.add(ResponseInputItem.ofReasoning(item.asReasoning()));
            } else if (item.isFunctionCall()) {
                conversation.add(ResponseInputItem.ofFunctionCall(item.asFunctionCall()));
            }
        }
        return heard(answer);
    }

    @Override
    public Heard answerTool(boolean stream, String result) {
        conversation.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                .callId(toolId)
                .output(result)
                .build()));
        return heard(answer(stream));
    }

    private Response answer(boolean stream) {
        ResponseCreateParams params = ResponseCreateParams.builder()
                .model(model)
                .instructions("Be brief.")
                .inputOfResponse(List.copyOf(conversation))
                .reasoning(Reasoning.builder().effort(ReasoningEffort.LOW).build())
                .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT)
                .store(false)
                .maxOutputTokens(4000)
                .addTool(FunctionTool.builder()
                        .name("weather")
                        .description("The weather of a city.")
                        .strict(false)
                        .parameters(FunctionTool.Parameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                        .build())
                .build();
        if (!stream) {
            return client.responses().create(params);
        }
        ResponseAccumulator whole = ResponseAccumulator.create();
        try (var events = client.responses().createStreaming(params)) {
            events.stream().forEach(whole::accumulate);
        }
        return whole.response();
    }

    private Heard heard(Response answer) {
        String text = answer.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .map(part -> part.text())
                .collect(Collectors.joining());
        String thought = answer.output().stream()
                .flatMap(item -> item.reasoning().stream())
                .flatMap(item -> java.util.stream.Stream.concat(
                        item.summary().stream().map(part -> part.text()),
                        item.content().stream().flatMap(List::stream).map(part -> part.text())))
                .collect(Collectors.joining());
        ResponseFunctionToolCall call = answer.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .findFirst()
                .orElse(null);
        toolId = call == null ? "" : call.callId();
        var usage = answer.usage().orElseThrow();
        return new Heard(
                text,
                thought.isEmpty() ? null : thought,
                call == null ? null : call.callId(),
                call == null ? null : call.name(),
                call == null ? null : call.arguments(),
                answer.status().orElseThrow().asString(),
                usage.inputTokens(),
                usage.inputTokensDetails().cachedTokens(),
                usage.outputTokens());
    }

    @Override
    public void close() {
        client.close();
    }
}
