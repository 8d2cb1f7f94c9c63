package dev.bifrost.app;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextDeltaEvent;
import dev.bifrost.api.CallRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java client, through the gateway. */
class OpenAiSdkTest {
    private static final ChatCompletionCreateParams CHAT = ChatCompletionCreateParams.builder()
            .model("fast")
            .addSystemMessage("Be brief.")
            .addUserMessage("Say hello.")
            .build();

    @Test
    void chat_whole_isAnswered() throws IOException {
        try (Sdk sdk = Sdk.answering("""
                {"id":"chatcmpl-1","object":"chat.completion","created":1770933883,"model":"gpt-4.1-nano-2025-04-14",\
                "choices":[{"index":0,"message":{"role":"assistant","content":"Hello.","refusal":null,"annotations":[]},\
                "logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":16,"completion_tokens":2,\
                "total_tokens":18,"prompt_tokens_details":{"cached_tokens":0}},"system_fingerprint":"fp_1"}""")) {
            ChatCompletion answer = sdk.client.chat().completions().create(CHAT);

            assertThat(answer.choices().getFirst().message().content()).contains("Hello.");
            assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(18);
            assertThat(sdk.seen().header("authorization")).isEqualTo("Bearer sk-upstream");
            assertThat(sdk.seen().text()).contains("\"model\":\"gpt-4.1-nano\"").doesNotContain("fast");
            CallRecord record = sdk.gateway.nextRecord();
            assertThat(record.usage().prompt()).isEqualTo(16);
            assertThat(record.virtualKey()).isEqualTo("app");
        }
    }

    private static final String STREAM = """
            {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}
            {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":null}],"usage":null}
            {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"lo."},"finish_reason":null}],"usage":null}
            {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}
            {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":16,"completion_tokens":2,"total_tokens":18}}
            [DONE]""";

    @Test
    void chat_streamed_arrivesWithoutTheUsageThatOnlyTheGatewayWanted() throws IOException {
        try (Sdk sdk = Sdk.streaming(STREAM);
                var stream = sdk.client.chat().completions().createStreaming(CHAT)) {
            var chunks = stream.stream().toList();

            assertThat(chunks.stream()
                            .map(chunk ->
                                    chunk.choices().getFirst().delta().content().orElse(""))
                            .collect(joining()))
                    .isEqualTo("Hello.");
            assertThat(chunks).hasSize(4).noneMatch(chunk -> chunk.usage().isPresent());
            assertThat(sdk.seen().text()).contains("include_usage");
            assertThat(sdk.gateway.nextRecord().usage().completion()).isEqualTo(2);
        }
    }

    @Test
    void chat_streamedWithUsageAskedFor_hasUsage() throws IOException {
        var params = CHAT.toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (Sdk sdk = Sdk.streaming(STREAM);
                var stream = sdk.client.chat().completions().createStreaming(params)) {
            var chunks = stream.stream().toList();

            assertThat(chunks).hasSize(5);
            assertThat(chunks.getLast().usage().orElseThrow().promptTokens()).isEqualTo(16);
        }
    }

    private static ChatCompletionCreateParams withTool() {
        FunctionDefinition weather = FunctionDefinition.builder()
                .name("weather")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .build())
                .build();
        return CHAT.toBuilder()
                .addTool(ChatCompletionFunctionTool.builder().function(weather).build())
                .parallelToolCalls(true)
                .build();
    }

    private static List<String> calls(ChatCompletion answer) {
        return answer.choices().getFirst().message().toolCalls().orElseThrow().stream()
                .map(call -> call.asFunction())
                .map(ChatCompletionMessageFunctionToolCall::function)
                .map(function -> function.name() + function.arguments())
                .toList();
    }

    @Test
    void tools_parallelCalls_arrive() throws IOException {
        try (Sdk sdk = Sdk.answering("""
                {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":\
                "assistant","content":null,"tool_calls":[\
                {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Bern\\"}"}},\
                {"id":"call_2","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Chur\\"}"}}]},\
                "finish_reason":"tool_calls"}]}""")) {
            ChatCompletion answer = sdk.client.chat().completions().create(withTool());

            assertThat(calls(answer)).containsExactly("weather{\"city\":\"Bern\"}", "weather{\"city\":\"Chur\"}");
            assertThat(sdk.seen().text()).contains("\"parallel_tool_calls\":true", "\"name\":\"weather\"");
        }
    }

    @Test
    void tools_streamedArguments_areWhole() throws IOException {
        String chunk = "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}\n";
        String call = "{\"tool_calls\":[{\"index\":%d,\"id\":\"call_%1$d\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"weather\",\"arguments\":\"\"}}]}";
        String more = "{\"tool_calls\":[{\"index\":%d,\"function\":{\"arguments\":\"%s\"}}]}";
        String lines = chunk.formatted("{\"role\":\"assistant\",\"content\":null}", "null")
                + chunk.formatted(call.formatted(0), "null")
                + chunk.formatted(more.formatted(0, "{\\\"city\\\":"), "null")
                + chunk.formatted(more.formatted(0, "\\\"Bern\\\"}"), "null")
                + chunk.formatted(call.formatted(1), "null")
                + chunk.formatted(more.formatted(1, "{\\\"city\\\":\\\"Chur\\\"}"), "null")
                + chunk.formatted("{}", "\"tool_calls\"")
                + "[DONE]";
        try (Sdk sdk = Sdk.streaming(lines);
                var stream = sdk.client.chat().completions().createStreaming(withTool())) {
            var whole = ChatCompletionAccumulator.create();
            stream.stream().forEach(whole::accumulate);

            assertThat(calls(whole.chatCompletion()))
                    .containsExactly("weather{\"city\":\"Bern\"}", "weather{\"city\":\"Chur\"}");
        }
    }

    @Test
    void embeddings_floatsAndBase64_arrive() throws IOException {
        try (Sdk sdk = Sdk.start(
                (request, connection) -> connection.answer(
                        200,
                        "application/json",
                        "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":"
                                + (request.text().contains("base64") ? "\"AACAPwAAAMA=\"" : "[1.0,-2.0]")
                                + "}],\"model\":\"text-embedding-3-small\",\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}"))) {
            for (var encoding :
                    List.of(EmbeddingCreateParams.EncodingFormat.FLOAT, EmbeddingCreateParams.EncodingFormat.BASE64)) {
                var embeddings = sdk.client
                        .embeddings()
                        .create(EmbeddingCreateParams.builder()
                                .model("openai/text-embedding-3-small")
                                .input("hello")
                                .encodingFormat(encoding)
                                .build());

                assertThat(embeddings.data().getFirst().embedding()).containsExactly(1.0f, -2.0f);
                assertThat(sdk.seen().text()).contains("\"model\":\"text-embedding-3-small\"", encoding.asString());
                assertThat(sdk.gateway.nextRecord().usage().prompt()).isEqualTo(4);
            }
        }
    }

    private static final String RESPONSE = """
            {"id":"resp_1","object":"response","created_at":1770803606,"status":"completed","error":null,\
            "incomplete_details":null,"instructions":null,"model":"gpt-4.1-nano","output":[{"id":"msg_1","type":"message",\
            "status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"text":"Hello."}]}],\
            "parallel_tool_calls":true,"temperature":1.0,"tool_choice":"auto","tools":[],"top_p":1.0,"metadata":{},\
            "usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":0},"output_tokens":3,\
            "output_tokens_details":{"reasoning_tokens":0},"total_tokens":12}}""";
    private static final ResponseCreateParams ASK =
            ResponseCreateParams.builder().model("fast").input("Say hello.").build();

    @Test
    void responses_whole_isAnswered() throws IOException {
        try (Sdk sdk = Sdk.answering(RESPONSE)) {
            var answer = sdk.client.responses().create(ASK);

            assertThat(answer.output()
                            .getFirst()
                            .asMessage()
                            .content()
                            .getFirst()
                            .asOutputText()
                            .text())
                    .isEqualTo("Hello.");
            assertThat(answer.usage().orElseThrow().inputTokens()).isEqualTo(9);
            assertThat(sdk.gateway.nextRecord().usage().completion()).isEqualTo(3);
        }
    }

    @Test
    void responses_streamed_arrivesEventByEvent() throws IOException {
        String running = RESPONSE.replace("\"completed\",\"error\"", "\"in_progress\",\"error\"");
        String delta = "{\"type\":\"response.output_text.delta\",\"sequence_number\":%d,\"item_id\":\"msg_1\","
                + "\"output_index\":0,\"content_index\":0,\"delta\":\"%s\",\"logprobs\":[]}\n";
        String lines = "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":" + running + "}\n"
                + delta.formatted(1, "Hel") + delta.formatted(2, "lo.")
                + "{\"type\":\"response.completed\",\"sequence_number\":3,\"response\":" + RESPONSE + "}";
        try (Sdk sdk = Sdk.streaming(lines);
                var stream = sdk.client.responses().createStreaming(ASK)) {
            List<ResponseStreamEvent> events = stream.stream().toList();

            assertThat(events).hasSize(4);
            assertThat(events.stream()
                            .flatMap(event -> event.outputTextDelta().stream())
                            .map(ResponseTextDeltaEvent::delta)
                            .collect(joining()))
                    .isEqualTo("Hello.");
            assertThat(events.getLast().asCompleted().response().id()).isEqualTo("resp_1");
            assertThat(sdk.gateway.nextRecord().usage().prompt()).isEqualTo(9);
        }
    }

    @Test
    void moderations_text_isJudged() throws IOException {
        try (Sdk sdk = Sdk.answering("{\"id\":\"modr-1\",\"model\":\"omni-moderation-latest\",\"results\":"
                + "[{\"flagged\":true,\"categories\":{\"violence\":true},\"category_scores\":{\"violence\":0.9}}]}")) {
            var answer = sdk.client
                    .moderations()
                    .create(ModerationCreateParams.builder()
                            .model("fast")
                            .input("Ouch.")
                            .build());

            assertThat(answer.results().getFirst().flagged()).isTrue();
        }
    }

    @Test
    void completions_prompt_isContinued() throws IOException {
        try (Sdk sdk = Sdk.answering("{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\","
                + "\"choices\":[{\"text\":\" world\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}]}")) {
            var answer = sdk.client
                    .completions()
                    .create(CompletionCreateParams.builder()
                            .model("fast")
                            .prompt("Hello")
                            .build());

            assertThat(answer.choices().getFirst().text()).isEqualTo(" world");
        }
    }

    @Test
    void models_listAndRetrieve_showWhatTheKeyMayUse() throws IOException {
        try (Sdk sdk = Sdk.answering("{}")) {
            List<String> ids =
                    sdk.client.models().list().data().stream().map(Model::id).toList();

            assertThat(ids)
                    .startsWith("fast", "sturdy")
                    .contains("openai/text-embedding-3-small")
                    .doesNotContain("openai/gpt-4o");
            assertThat(sdk.client.models().retrieve("fast").ownedBy()).isEqualTo("bifrost");
            assertThat(sdk.upstream.requests()).isEmpty();
        }
    }
}
