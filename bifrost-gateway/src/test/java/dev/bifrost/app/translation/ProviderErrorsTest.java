package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.testing.RawClient;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each provider's own ways of saying no, in the words of every client: status, code and message. */
class ProviderErrorsTest {
    private static final String JSON = "content-type: application/json\r\n";
    /** What a provider answers, and what clients are told: status, code of ours, a piece of the message. */
    record Case(String provider, int status, String headers, String body, int told, String code, String says) {
        @Override
        public String toString() {
            return provider + " " + status + " " + body.substring(0, Math.min(60, body.length()));
        }
    }

    static List<Case> refusals() {
        String anthropic =
                "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"%s\"},\"request_id\":\"req_1\"}";
        String aws = "x-amzn-errortype: %s:http://internal.amazon.com/coral/com.amazon.bedrock/\r\n";
        String google =
                "{\"error\":{\"code\":429,\"message\":\"Quota exceeded for metric\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":["
                        + "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"7s\"}]}}";
        return List.of(
                new Case(
                        "anthropic",
                        529,
                        JSON,
                        anthropic.formatted("overloaded_error", "Overloaded"),
                        502,
                        "upstream_error",
                        "Overloaded"),
                new Case(
                        "anthropic",
                        400,
                        JSON,
                        anthropic.formatted("invalid_request_error", "max_tokens: too large"),
                        400,
                        "upstream_refused",
                        "max_tokens: too large"),
                new Case(
                        "anthropic",
                        401,
                        JSON,
                        anthropic.formatted("authentication_error", "invalid x-api-key"),
                        502,
                        "upstream_credentials",
                        "credential"),
                new Case(
                        "anthropic",
                        429,
                        JSON + "retry-after: 12\r\n",
                        anthropic.formatted("rate_limit_error", "Too many"),
                        429,
                        "upstream_rate_limited",
                        "Too many"),
                new Case("gemini", 429, JSON, google, 429, "upstream_rate_limited", "Quota exceeded"),
                new Case("gemini", 429, JSON, "[" + google + "]", 429, "upstream_rate_limited", "Quota exceeded"),
                new Case(
                        "gemini",
                        400,
                        JSON,
                        "{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid API key.\",\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\",\"domain\":\"googleapis.com\"}]}}",
                        502,
                        "upstream_credentials",
                        "credential"),
                new Case(
                        "bedrock (Converse)",
                        429,
                        JSON + aws.formatted("ThrottlingException"),
                        "{\"message\":\"Too many requests, please wait\"}",
                        429,
                        "upstream_rate_limited",
                        "Too many requests"),
                new Case(
                        "bedrock (Converse)",
                        400,
                        JSON + aws.formatted("ValidationException"),
                        "{\"message\":\"The provided model identifier is invalid.\"}",
                        400,
                        "upstream_refused",
                        "model identifier"),
                new Case(
                        "bedrock (Converse)",
                        403,
                        JSON + aws.formatted("AccessDeniedException"),
                        "{\"Message\":\"User: arn:aws:iam::1:user/x is not authorized\"}",
                        502,
                        "upstream_credentials",
                        "credential"),
                new Case(
                        "bedrock (Claude, InvokeModel)",
                        429,
                        JSON + aws.formatted("ThrottlingException"),
                        "{\"message\":\"Too many tokens\"}",
                        429,
                        "upstream_rate_limited",
                        "Too many tokens"),
                new Case(
                        "bedrock (Claude, InvokeModel)",
                        503,
                        JSON + aws.formatted("ServiceUnavailableException"),
                        "{\"message\":\"Bedrock is unable to process\"}",
                        502,
                        "upstream_error",
                        "unable to process"),
                new Case(
                        "cohere",
                        400,
                        JSON,
                        "{\"id\":\"1\",\"message\":\"invalid request: too many tokens\"}",
                        400,
                        "upstream_refused",
                        "too many tokens"),
                new Case(
                        "cohere",
                        500,
                        JSON,
                        "{\"message\":\"internal server error\"}",
                        502,
                        "upstream_error",
                        "internal server error"),
                new Case(
                        "openai (chat)",
                        404,
                        JSON,
                        "{\"error\":{\"message\":\"The model does not exist\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"model_not_found\"}}",
                        404,
                        "upstream_refused",
                        "does not exist"),
                new Case(
                        "openai (responses)",
                        429,
                        JSON,
                        "{\"error\":{\"message\":\"You exceeded your current quota\",\"type\":\"insufficient_quota\",\"param\":null,\"code\":\"insufficient_quota\"}}",
                        502,
                        "upstream_credentials",
                        "credential"),
                new Case(
                        "anthropic",
                        502,
                        "content-type: text/html\r\n",
                        "<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>",
                        502,
                        "upstream_error",
                        "Bad Gateway"),
                new Case("gemini", 500, "", "", 502, "upstream_error", "500"),
                new Case("cohere", 302, "location: /elsewhere\r\n", "", 502, "upstream_error", "302"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void status_ofAProvider_isToldAsTheClientsOwnDialectDoes(Case it) throws Exception {
        try (Acting acting =
                Acting.of(Acting.counterpart(it.provider), Acting.answering(it.status, it.headers, it.body))) {
            for (Voice voice : Voice.values()) {
                for (boolean stream : new boolean[] {false, true}) {
                    RawClient.Answer answer = acting.ask(voice, stream);

                    assertThat(answer.status()).as(answer.text()).isEqualTo(it.told);
                    assertThat(answer.header("content-type")).isEqualTo("application/json");
                    assertThat(voice.error(answer.body()).text("message")).contains(it.says);
                    CallRecord record = acting.gateway().nextRecord();
                    assertThat(record.failure()).isEqualTo(it.code);
                    assertThat(record.ending())
                            .isEqualTo(it.code.equals("upstream_refused") ? Ending.REFUSED : Ending.UPSTREAM_FAILED);
                    assertThat(record.status()).isEqualTo(it.told);
                    if (it.told == 429 && (it.headers + it.body).contains("7s")) {
                        assertThat(answer.header("retry-after")).isEqualTo("7");
                    }
                    // What was cooled down must not turn the next call away.
                    acting.gateway().advance(java.time.Duration.ofMinutes(6));
                }
            }
        }
    }
}
