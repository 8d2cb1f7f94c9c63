package dev.bifrost.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SimulatedAnswersTest extends Simulation {
    @Test
    void chat_whole_echoesAndCounts() {
        run("/v1/chat/completions", chat("sim-1", "", "What \\\"is\\\" 2+2? \\u00e9\\ud83d\\ude00"));

        JsonNode answer = JSON.readTree(heard.body());
        assertThat(heard.ended).isTrue();
        assertThat(heard.head.status()).isEqualTo(200);
        assertThat(heard.head.length()).isEqualTo(heard.body().getBytes(StandardCharsets.UTF_8).length);
        assertThat(heard.head.headers().get("x-simulated")).isEqualTo("true");
        assertThat(heard.head.headers().get("content-type")).isEqualTo("application/json");
        assertThat(answer.at("/id").stringValue()).startsWith("chatcmpl-sim");
        assertThat(answer.at("/object").stringValue()).isEqualTo("chat.completion");
        assertThat(answer.at("/created").longValue()).isEqualTo(1_700_000_000);
        assertThat(answer.at("/system_fingerprint").stringValue()).isEqualTo("simulated");
        assertThat(answer.at("/choices/0/message/content").stringValue())
                .startsWith("You said: What \"is\" 2+2? é\uD83D\uDE00");
        assertThat(answer.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
        // Two messages: "Be brief." and 20 bytes in UTF-8.
        assertThat(answer.at("/usage/prompt_tokens").intValue()).isEqualTo((9 + 20 + 3) / 4);
    }

    @Test
    void chat_stream_keepsOpenAisGrammar() {
        run(
                "/chat/completions",
                chat("sim-1?tokens=5", "\"stream\":true,\"stream_options\":{\"include_usage\":true},", "hi"));

        List<String> data = data();
        assertThat(heard.head.length()).isEqualTo(-1);
        assertThat(heard.head.headers().get("content-type")).isEqualTo("text/event-stream; charset=utf-8");
        assertThat(data).hasSize(1 + 5 + 1 + 1 + 1);
        assertThat(data.getLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks =
                data.subList(0, data.size() - 1).stream().map(JSON::readTree).toList();
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.at("/object").stringValue()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.at("/id")).isEqualTo(chunks.getFirst().at("/id"));
            assertThat(chunk.at("/model").stringValue()).isEqualTo("sim-1?tokens=5");
            assertThat(chunk.has("usage")).isTrue();
        });
        assertThat(chunks.getFirst().at("/choices/0/delta/role").stringValue()).isEqualTo("assistant");
        assertThat(chunks.get(1).at("/choices/0/delta/content").stringValue()).isEqualTo("You");
        assertThat(chunks.get(6).at("/choices/0/delta").isEmpty()).isTrue();
        assertThat(chunks.get(6).at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
        assertThat(chunks.get(7).at("/choices").isEmpty()).isTrue();
        assertThat(chunks.get(7).at("/usage/completion_tokens").intValue()).isEqualTo(5);
        assertThat(chunks.get(6).at("/usage").isNull()).isTrue();
    }

    @Test
    void chat_streamWithoutUsage_saysNothingOfIt() {
        run("/chat/completions", chat("sim-1?tokens=2", "\"stream\":true,", "hi"));

        assertThat(heard.body()).doesNotContain("usage").endsWith("data: [DONE]\n\n");
    }

    @Test
    void chat_maxTokens_endsWithLength() {
        run("/chat/completions", chat("sim-1", "\"max_tokens\":3,", "hi"));

        JsonNode answer = JSON.readTree(heard.body());
        assertThat(answer.at("/choices/0/message/content").stringValue()).isEqualTo("You said: hi");
        assertThat(answer.at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"required\"|first|tool_calls",
                "{\"type\":\"function\",\"function\":{\"name\":\"second\"}}|second|stop"
            })
    void chat_forcedTool_isCalled(String choice, String tool, String reason) {
        String fields =
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"first\",\"parameters\":{\"a\":[1]}}},"
                        + "{\"type\":\"function\",\"function\":{\"name\":\"second\"}}],\"tool_choice\":" + choice + ",";
        run("/chat/completions", chat("sim-1", fields, "hi"));

        JsonNode answer = JSON.readTree(heard.body()).at("/choices/0");
        assertThat(answer.at("/message/content").isNull()).isTrue();
        assertThat(answer.at("/message/tool_calls/0/function/name").stringValue())
                .isEqualTo(tool);
        assertThat(answer.at("/message/tool_calls/0/function/arguments").stringValue())
                .isEqualTo("{}");
        assertThat(answer.at("/finish_reason").stringValue()).isEqualTo(reason);
    }

    @Test
    void chat_forcedToolStreamed_isCalledInPieces() {
        run(
                "/chat/completions",
                chat(
                        "sim-1",
                        "\"stream\":true,\"tools\":[{\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"required\",",
                        "x"));

        List<String> data = data();
        assertThat(JSON.readTree(data.get(0))
                        .at("/choices/0/delta/tool_calls/0/function/name")
                        .stringValue())
                .isEqualTo("f");
        assertThat(JSON.readTree(data.get(1))
                        .at("/choices/0/delta/tool_calls/0/function/arguments")
                        .stringValue())
                .isEqualTo("{}");
        assertThat(JSON.readTree(data.get(2)).at("/choices/0/finish_reason").stringValue())
                .isEqualTo("tool_calls");
    }

    @Test
    void completions_bothWays_haveTheirOwnShape() {
        run("/completions", "{\"model\":\"sim-1?tokens=4\",\"prompt\":\"Once\",\"stream\":true}");

        List<String> data = data();
        assertThat(JSON.readTree(data.get(1)).at("/object").stringValue()).isEqualTo("text_completion");
        assertThat(JSON.readTree(data.get(1)).at("/choices/0/text").stringValue())
                .isEqualTo("You");
        assertThat(data.getLast()).isEqualTo("[DONE]");
    }

    @Test
    void responses_stream_keepsOpenAisGrammar() {
        run("/responses", "{\"model\":\"sim-1?tokens=3\",\"input\":\"hi\",\"stream\":true}");

        List<JsonNode> events = data().stream().map(JSON::readTree).toList();
        assertThat(events.stream().map(event -> event.at("/type").stringValue()))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).at("/sequence_number").intValue()).isEqualTo(i);
            assertThat(heard.body())
                    .contains("event: " + events.get(i).at("/type").stringValue() + "\n");
        }
        JsonNode last = events.getLast().at("/response");
        assertThat(last.at("/status").stringValue()).isEqualTo("completed");
        assertThat(last.at("/output/0/content/0/text").stringValue()).isEqualTo("You said: hi");
        assertThat(last.at("/usage/output_tokens").intValue()).isEqualTo(3);
    }

    @Test
    void responses_messagesAndTool_areUnderstood() {
        run("/responses", """
                {"model":"sim-1","instructions":"Be brief.","input":[{"role":"user","content":[
                {"type":"input_image","image_url":"data:AAAA"},{"type":"input_text","text":"hi"}]}],
                "tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"function","name":"f"}}""");

        JsonNode item = JSON.readTree(heard.body()).at("/output/0");
        assertThat(item.at("/type").stringValue()).isEqualTo("function_call");
        assertThat(item.at("/name").stringValue()).isEqualTo("f");
        assertThat(JSON.readTree(heard.body()).at("/usage/input_tokens").intValue())
                .isEqualTo((9 + 2 + 3) / 4);
    }

    @Test
    void embeddings_sameText_sameVector() {
        run("/embeddings", "{\"model\":\"sim-1\",\"input\":[\"a\",\"b\",\"a\"],\"dimensions\":3}");

        JsonNode data = JSON.readTree(heard.body()).at("/data");
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.at("/0/embedding")).isEqualTo(data.at("/2/embedding")).isNotEqualTo(data.at("/1/embedding"));
        assertThat(data.at("/0/embedding").size()).isEqualTo(3);
    }

    @Test
    void embeddings_base64_holdsSingles() {
        run("/embeddings", "{\"model\":\"sim-1\",\"input\":[1,2,3],\"encoding_format\":\"base64\"}");

        byte[] bytes = Base64.getDecoder()
                .decode(JSON.readTree(heard.body()).at("/data/0/embedding").stringValue());
        assertThat(bytes).hasSize(1536 * 4);
    }

    @Test
    void moderations_anyText_flagsNothing() {
        run("/moderations", "{\"model\":\"sim-1\",\"input\":[\"a\",\"b\"]}");

        JsonNode results = JSON.readTree(heard.body()).at("/results");
        assertThat(results.size()).isEqualTo(2);
        assertThat(results.at("/0/flagged").booleanValue()).isFalse();
        assertThat(results.at("/0/categories/self-harm~1intent").booleanValue()).isFalse();
    }

    @Test
    void models_get_areListed() {
        run("/models", "");

        assertThat(JSON.readTree(heard.body()).at("/data/0/id").stringValue()).isEqualTo("sim-1");
    }

    @ParameterizedTest
    @CsvSource({
        "sim-1?speed=1, speed",
        "sim-1?latency=3, latency",
        "sim-1?rate=-1, rate",
        "sim-1?fault=fire, fault",
        "sim-1?fault=status:200, fault",
        "sim-1?probability=2, probability",
        "sim-1?, simulated"
    })
    void model_unknownParameter_isNamedInA400(String model, String named) {
        run("/chat/completions", chat(model, "", "hi"));

        JsonNode error = JSON.readTree(heard.body()).at("/error");
        assertThat(heard.head.status()).isEqualTo(400);
        assertThat(error.at("/type").stringValue()).isEqualTo("invalid_request_error");
        assertThat(error.at("/param").stringValue()).isEqualTo("model");
        assertThat(error.at("/message").stringValue()).contains(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"messages\":[]}", "nonsense", "{\"model\":7}"})
    void body_senseless_isA400(String body) {
        run("/chat/completions", body);

        assertThat(heard.head.status()).isEqualTo(400);
        assertThat(heard.ended).isTrue();
    }

    @Test
    void path_unknown_isA404() {
        run("/batches", chat("sim-1", "", "hi"));

        assertThat(heard.head.status()).isEqualTo(404);
    }

    @Test
    void words_longQuestionWithoutBlanks_comeInTokens() {
        run("/chat/completions", chat("sim-1", "\"stream\":true,", "\\ud83d\\ude00".repeat(3_000)));

        assertThat(heard.ended).isTrue();
        assertThat(heard.pieces.size()).isGreaterThan(50);
        assertThat(heard.body()).doesNotContain("?").doesNotContain("\uFFFD");
    }
}
