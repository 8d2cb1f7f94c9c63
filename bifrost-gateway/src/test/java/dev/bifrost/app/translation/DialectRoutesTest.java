package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.testing.RawClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes that speak a dialect speak it in everything they say, errors before a call is begun included. */
class DialectRoutesTest {
    private static final Counterpart CLAUDE = Acting.counterpart("anthropic");
    private static final String VERSION = "anthropic-version: 2023-06-01\r\n";

    private static RawClient.Answer send(Acting acting, String line, String headers) throws IOException {
        try (RawClient client = acting.client()) {
            return client.send(line + " HTTP/1.1\r\nhost: a\r\n" + headers + "\r\n")
                    .read();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            GET /v1/messages                   | key | -                     | 405 | invalid_request_error
            GET /anthropic/v1/messages         | key | -                     | 405 | invalid_request_error
            GET /v1/messages/count_tokens      | key | -                     | 405 | invalid_request_error
            POST /anthropic/v1/models          | key | content-length: 0     | 405 | invalid_request_error
            GET /anthropic/nothing             | key | -                     | 404 | not_found_error
            POST /v1/messages                  | -   | content-length: 0     | 401 | authentication_error
            POST /anthropic/v1/messages        | -   | content-length: 0     | 401 | authentication_error
            GET /anthropic/v1/models           | -   | -                     | 401 | authentication_error
            GET /v1/models                     | -   | anthropic-version: 1  | 401 | authentication_error
            GET /v1/models/no/such             | key | anthropic-version: 1  | 404 | not_found_error
            GET /anthropic/v1/models/no        | key | -                     | 404 | not_found_error
            POST /anthropic/v1/messages/batches | key | content-length: 0    | 403 | permission_error
            POST /v1/messages                  | key | content-length: 999999999999 | 413 | request_too_large
            POST /v1/messages                  | key | transfer-encoding: gzip | 400 | invalid_request_error
            POST /v1/messages                  | key | content-length: 0     | 400 | invalid_request_error
            POST /v1/messages                  | key | content-encoding: br  | 415 | invalid_request_error
            """)
    void anthropicsRoutes_whateverIsWrong_haveAnthropicsErrors(
            String line, String key, String header, int status, String type) throws Exception {
        try (Acting acting = Acting.of(CLAUDE, Acting.well(CLAUDE))) {
            String headers = (key == null ? "" : Acting.AUTHORIZED) + (header == null ? "" : header + "\r\n");
            RawClient.Answer answer = send(acting, line, headers);

            assertThat(answer.status()).as(answer.text()).isEqualTo(status);
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(Voice.MESSAGES.error(answer.body()).text("type")).isEqualTo(type);
            assertThat(acting.upstream(0).requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/messages", "/anthropic/v1/messages"})
    void anthropicsRoutes_whoseRequestIsWrong_haveAnthropicsErrors(String path) throws Exception {
        try (Acting acting = Acting.of(CLAUDE, Acting.well(CLAUDE));
                RawClient client = acting.client()) {
            for (String[] each : new String[][] {
                {"{\"model\":\"nothing\",\"messages\":[]}", "404", "not_found_error"},
                {"{\"model\":", "400", "invalid_request_error"},
                {"[]", "400", "invalid_request_error"},
            }) {
                RawClient.Answer answer =
                        client.post(path, Acting.AUTHORIZED, each[0]).read();
                assertThat(answer.status()).as(each[0]).isEqualTo(Integer.parseInt(each[1]));
                assertThat(Voice.MESSAGES.error(answer.body()).text("type")).isEqualTo(each[2]);
            }
            String few = "x-api-key: " + Acting.FEW_KEY + "\r\n";
            RawClient.Answer answer =
                    client.post(path, few, Voice.MESSAGES.ask(false)).read();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(Voice.MESSAGES.error(answer.body()).text("type")).isEqualTo("permission_error");
        }
    }

    @Test
    void openAisRoutes_haveOpenAisErrors() throws Exception {
        try (Acting acting = Acting.of(CLAUDE, Acting.well(CLAUDE))) {
            for (String line :
                    List.of("GET /v1/chat/completions", "GET /v1/responses", "GET /nothing", "GET /v1/models/no")) {
                RawClient.Answer answer = send(acting, line, Acting.AUTHORIZED);
                assertThat(answer.status()).isIn(404, 405);
                Voice.CHAT.error(answer.body());
            }
        }
    }

    @Test
    void models_areListedInTheClientsForm() throws Exception {
        try (Acting acting = Acting.of(CLAUDE, Acting.well(CLAUDE))) {
            for (String line : List.of("GET /v1/models|" + VERSION, "GET /anthropic/v1/models|", "GET /v1/models|")) {
                String headers = line.substring(line.indexOf('|') + 1);
                RawClient.Answer answer =
                        send(acting, line.substring(0, line.indexOf('|')), Acting.AUTHORIZED + headers);
                boolean anthropic = !line.equals("GET /v1/models|");

                Json.Obj list = Voice.object(answer.body());
                Json.Obj first = list.objects("data").getFirst();
                assertThat(first.text("id")).isEqualTo("m");
                assertThat(list.text("first_id")).isEqualTo(anthropic ? "m" : null);
                assertThat(list.text("object")).isEqualTo(anthropic ? null : "list");
                assertThat(first.text(anthropic ? "type" : "object")).isEqualTo("model");
            }
            Json.Obj one = Voice.object(send(acting, "GET /v1/models/m", Acting.AUTHORIZED + VERSION)
                    .body());
            assertThat(one.text("display_name")).isEqualTo("m");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            type: cohere | embed-english-v3.0 | /v2/embed | {"id":"1","embeddings":{"float":[[0.25,0.5]]},"texts":["a"],"meta":{"billed_units":{"input_tokens":3}}}
            type: gemini | gemini-embedding-001 | /v1beta/models/gemini-embedding-001:batchEmbedContents | {"embeddings":[{"values":[0.25,0.5]}]}
            'type: bedrock, region: eu-west-1' | amazon.titan-embed-text-v2:0 | /model/amazon.titan-embed-text-v2%3A0/invoke | {"embedding":[0.25,0.5],"inputTextTokenCount":3}
            """)
    void embeddings_ofAnyProvider_areOpenAis(String type, String model, String there, String said) throws Exception {
        Counterpart it = new Counterpart(
                "it",
                "{ name: p, " + type + ", base_url: \"%s\", api_key: k }",
                model,
                "sse",
                "",
                List.of(),
                "",
                List.of(),
                "",
                "");
        try (Acting acting = Acting.of(it, Acting.answering(200, "content-type: application/json\r\n", said))) {
            RawClient.Answer answer = acting.post("/v1/embeddings", "", "{\"model\":\"m\",\"input\":\"a\"}");

            Json.Obj json = Voice.object(answer.body());
            assertThat(json.text("object")).as(answer.text()).isEqualTo("list");
            assertThat(json.objects("data").getFirst().list("embedding")).hasSize(2);
            assertThat(acting.upstream(0).requests().getFirst().target()).isEqualTo(there);
            var usage = acting.gateway().nextRecord().usage();
            assertThat(type.contains("gemini") || usage.prompt() == 3).isTrue();
            RawClient.Answer wrong = acting.post("/v1/embeddings", "", "{\"model\":\"m\",\"input\":7}");
            assertThat(wrong.status()).isEqualTo(400);
            Voice.CHAT.error(wrong.body());
        }
    }

    @Test
    void rerank_splicedAndTranslated_isCoheres() throws Exception {
        String body = "{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":1}";
        String said =
                "{\"id\":\"1\",\"results\":[{\"index\":1,\"relevance_score\":0.5}],\"meta\":{\"billed_units\":{\"search_units\":1}}}";
        for (String[] each : new String[][] {
            {"type: cohere", "rerank-v3.5", "/v2/rerank"},
            {"type: bedrock, region: eu-west-1", "cohere.rerank-v3-5:0", "/model/cohere.rerank-v3-5%3A0/invoke"}
        }) {
            Counterpart it = new Counterpart(
                    "it",
                    "{ name: p, " + each[0] + ", base_url: \"%s\", api_key: k }",
                    each[1],
                    "sse",
                    "",
                    List.of(),
                    "",
                    List.of(),
                    "",
                    "");
            try (Acting acting = Acting.of(it, Acting.answering(200, "content-type: application/json\r\n", said))) {
                RawClient.Answer answer = acting.post("/v1/rerank", "", body);

                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                Json.Obj first = Voice.object(answer.body()).objects("results").getFirst();
                assertThat(first.number("index", -1)).isEqualTo(1);
                assertThat(first.number("relevance_score").doubleValue()).isEqualTo(0.5);
                assertThat(acting.upstream(0).requests().getFirst().target()).isEqualTo(each[2]);
            }
        }
    }
}
