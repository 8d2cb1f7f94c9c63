package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.testing.RawClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many tokens a request has: said by its provider, whatever its dialect; else estimated, and told so. */
class TokenCountTest {
    private static final String COUNT = "/v1/messages/count_tokens";
    private static final String INPUT = "/v1/responses/input_tokens";
    private static final String JSON = "content-type: application/json\r\n";

    private static Counterpart provider(String yaml, String model) {
        return new Counterpart("it", yaml, model, "sse", "", List.of(), "", List.of(), "", "");
    }

    private static String question(String path, String text) {
        Voice voice = path.equals(INPUT) ? Voice.RESPONSES : Voice.MESSAGES;
        return voice.ask("m", false, text).replace("\"stream\":false,", "").replace("\"max_tokens\":1000,", "");
    }

    private static long tokens(RawClient.Answer answer, String path) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var json = Voice.object(answer.body());
        assertThat(json.text("object")).isEqualTo(path.equals(INPUT) ? "response.input_tokens" : null);
        return json.number("input_tokens", -1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/messages/count_tokens   | type: anthropic | claude-sonnet-4-5 | /v1/messages/count_tokens | {"input_tokens":31}
            /v1/responses/input_tokens  | type: anthropic | claude-sonnet-4-5 | /v1/messages/count_tokens | {"input_tokens":31}
            /v1/messages/count_tokens   | type: gemini    | gemini-2.5-flash  | /v1beta/models/gemini-2.5-flash:countTokens | {"totalTokens":31}
            /v1/responses/input_tokens  | type: gemini    | gemini-2.5-flash  | /v1beta/models/gemini-2.5-flash:countTokens | {"totalTokens":31}
            /v1/messages/count_tokens   | type: openai    | gpt-5 | /responses/input_tokens | {"object":"response.input_tokens","input_tokens":31}
            /v1/responses/input_tokens  | type: openai    | gpt-5 | /responses/input_tokens | {"object":"response.input_tokens","input_tokens":31}
            /v1/messages/count_tokens   | 'type: bedrock, region: eu-west-1' | anthropic.claude-sonnet-4-5-20250929-v1:0 | /model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens | {"inputTokens":31}
            """)
    void provider_thatCounts_isAsked(String path, String type, String model, String there, String said)
            throws Exception {
        Counterpart it = provider("{ name: p, " + type + ", base_url: \"%s\", api_key: k }", model);
        try (Acting acting = Acting.of(it, Acting.answering(200, JSON, said))) {
            RawClient.Answer answer = acting.post(path, "", question(path, "How warm is it?"));

            assertThat(tokens(answer, path)).isEqualTo(31);
            assertThat(answer.header("x-bifrost-estimated")).isNull();
            assertThat(answer.header("x-bifrost-target")).startsWith("p0/");
            assertThat(acting.upstream(0).requests().getFirst().target()).isEqualTo(there);
            assertThat(acting.upstream(0).requests().getFirst().text()).contains("How warm is it?");
            CallRecord record = acting.gateway().nextRecord();
            assertThat(record.usage()).isNull();
            assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "openai (chat), 200", // which has no such surface
        "cohere, 200",
        "anthropic, 500",
        "anthropic, 404",
        "anthropic, 405",
        "anthropic, 429",
        "anthropic, 401",
        "gemini, 503",
        "gemini, 200"
    })
    void provider_thatDoesNot_isReplacedByAnEstimate(String provider, int status) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        for (String path : List.of(COUNT, INPUT)) {
            try (Acting acting =
                    Acting.of(counterpart, Acting.answering(status, JSON, "{\"error\":{\"message\":\"no\"}}"))) {
                RawClient.Answer answer = acting.post(path, "", question(path, "How warm is it today in Bern?"));

                assertThat(tokens(answer, path)).isBetween(10L, 500L);
                assertThat(answer.header("x-bifrost-estimated")).isEqualTo("true");
                CallRecord record = acting.gateway().nextRecord();
                assertThat(record.usage()).isNull();
                assertThat(record.failure()).isNull();
                assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
                assertThat(record.status()).isEqualTo(200);
            }
        }
    }

    @Test
    void request_thatMakesNoSense_isNotEstimated() throws Exception {
        Counterpart claude = Acting.counterpart("anthropic");
        Counterpart chat = Acting.counterpart("openai (chat)");
        String refusal =
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"messages: too few\"}}";
        try (Acting acting = Acting.of(claude, Acting.answering(400, JSON, refusal))) {
            RawClient.Answer answer = acting.post(COUNT, "", question(COUNT, "Hi"));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(Voice.MESSAGES.error(answer.body()).text("message")).isEqualTo("messages: too few");
        }
        try (Acting acting = Acting.of(chat, Acting.well(chat))) {
            RawClient.Answer answer = acting.post(COUNT, "", "{\"model\":\"m\",\"messages\":[{\"role\":7}]}");
            assertThat(answer.status()).isEqualTo(400);
            Voice.MESSAGES.error(answer.body());
            assertThat(acting.gateway().nextRecord().ending()).isEqualTo(Ending.REFUSED);
        }
    }

    /** Of texts without line ends only the beginning is read, which must not be all that is counted. */
    @Test
    void estimate_growsWithTheText_howeverItIsRead() throws Exception {
        Counterpart chat = Acting.counterpart("openai (chat)");
        try (Acting acting = Acting.of(chat, Acting.well(chat))) {
            for (String text :
                    List.of("One more word of the text. ", "Ein Wörtlein mehr, geschätzt. ", "one more line\n")) {
                long few = estimate(acting, text.repeat(200));
                long many = estimate(acting, text.repeat(20_000));
                assertThat(many / (double) few).as(text).isBetween(85.0, 115.0);
            }
            String document =
                    "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":"
                            + "{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"%s\"}}]}]}";
            long one = tokens(acting.post(COUNT, "", document.formatted("QUJD".repeat(20_000))), COUNT);
            long ten = tokens(acting.post(COUNT, "", document.formatted("QUJD".repeat(200_000))), COUNT);
            assertThat(ten / (double) one).isBetween(5.0, 12.0);
        }
    }

    private static long estimate(Acting acting, String text) throws IOException {
        return tokens(acting.post(COUNT, "", question(COUNT, text)), COUNT);
    }

    @Test
    void estimate_withoutHeap_is503() throws Exception {
        Counterpart chat = Acting.counterpart("openai (chat)");
        try (Acting acting = Acting.of(chat, Acting.well(chat))) {
            var documents = acting.gateway().process().gateway().translating();
            assertThat(documents.reserve(documents.limit())).isTrue();
            RawClient.Answer answer = acting.post(COUNT, "", question(COUNT, "Hi"));
            documents.release(documents.limit());

            assertThat(answer.status()).isEqualTo(503);
            assertThat(Voice.MESSAGES.error(answer.body()).text("type")).isEqualTo("overloaded_error");
            assertThat(answer.header("retry-after")).isEqualTo("1");
        }
    }
}
