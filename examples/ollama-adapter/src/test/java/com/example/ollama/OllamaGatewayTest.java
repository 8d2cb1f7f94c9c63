package com.example.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OpenAI's client, a gateway with this module's jar and the configuration that docs/adding-a-provider.md shows, and what
 * says the same as Ollama.
 */
@Timeout(60)
class OllamaGatewayTest {
    @TempDir
    private static Path folder;

    private static ScriptedOllama ollama;
    private static RunningGateway gateway;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws IOException {
        String classes = OllamaDialect.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        int failed = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--create",
                        "--file",
                        folder.resolve("ollama-adapter.jar").toString(),
                        "-C",
                        classes,
                        ".");
        assertThat(failed).isZero();
        ollama = new ScriptedOllama();
        String yaml = Walkthrough.blocks("yaml").getLast();
        assertThat(yaml).contains("adapters: [ollama-adapter.jar]", "http://localhost:11434");
        Path config =
                Files.writeString(folder.resolve("bifrost.yaml"), yaml.replace("http://localhost:11434", ollama.url()));
        gateway = new RunningGateway(config);
        client = OpenAIOkHttpClient.builder()
                .apiKey("none")
                .baseUrl(gateway.url() + "/v1")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
        ollama.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void conversation_withATool_losesNothing(boolean stream) {
        ChatCompletionCreateParams.Builder conversation = question("local")
                .addTool(ChatCompletionFunctionTool.builder()
                        .function(FunctionDefinition.builder().name("weather").build())
                        .build())
                .putAdditionalBodyProperty("num_ctx", JsonValue.from(8192));
        ChatCompletion first = ask(conversation, stream);

        ChatCompletionMessage said = first.choices().getFirst().message();
        var call = said.toolCalls().orElseThrow().getFirst().asFunction();
        assertThat(call.function().name()).isEqualTo("weather");
        assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Bern\"}");
        assertThat(first.choices().getFirst().finishReason().asString()).isEqualTo("tool_calls");
        assertThat(first.usage().orElseThrow().promptTokens()).isEqualTo(26);
        assertThat(first.usage().orElseThrow().completionTokens()).isEqualTo(9);
        assertThat(ollama.requests().getLast())
                .contains("\"options\":{\"num_ctx\":8192}", "\"stream\":" + stream, "How warm is it in Bern?");

        ChatCompletion second = ask(
                conversation
                        .addMessage(said.toParam())
                        .addMessage(ChatCompletionToolMessageParam.builder()
                                .toolCallId(call.id())
                                .content("12 degrees outside")
                                .build()),
                stream);

        assertThat(second.choices().getFirst().message().content()).contains("12 degrees.");
        assertThat(second.choices().getFirst().finishReason().asString()).isEqualTo("stop");
        assertThat(ollama.requests().getLast())
                .contains(
                        "\"content\":\"12 degrees outside\",\"tool_name\":\"weather\",\"tool_call_id\":\"" + call.id());
    }

    @Test
    void error_withAStatus_reachesTheClientInItsWords() {
        assertThatThrownBy(() -> ask(question("box/gone"), false))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("model 'gone' not found");
    }

    @Test
    void error_inAStream_reachesTheClientInItsWords() {
        assertThatThrownBy(() -> ask(question("box/weak"), true))
                .isInstanceOf(OpenAIException.class)
                .hasMessageContaining("out of memory");
    }

    private static ChatCompletionCreateParams.Builder question(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("How warm is it in Bern?");
    }

    private static ChatCompletion ask(ChatCompletionCreateParams.Builder conversation, boolean stream) {
        if (!stream) {
            return client.chat().completions().create(conversation.build());
        }
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams asked = conversation
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (var chunks = client.chat().completions().createStreaming(asked)) {
            chunks.stream().forEach(whole::accumulate);
        }
        return whole.chatCompletion();
    }
}
