package dev.bifrost.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class OpenAiErrorsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Target TARGET = new Target("openai", "gpt-4o");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void body_failure_hasTheFormOfTheSdks() {
        var error = JSON.readTree(OpenAiErrors.body(new Failure.UnknownModel("g\"pt\n", List.of("gpt-4o"))))
                .path("error");

        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("code").asString()).isEqualTo("model_not_found");
        assertThat(error.path("param").asString()).isEqualTo("model");
        assertThat(error.path("message").asString()).contains("'g\"pt\n'").contains("gpt-4o?");
    }

    @Test
    void event_chat_isOneLineOfData() {
        var event = text(OpenAiErrors.event(Operation.CHAT, new Failure.UpstreamBroken(TARGET, "a\nb"), 7));

        assertThat(event).startsWith("data: {\"error\":{").endsWith("}}\n\n");
        assertThat(event.strip().lines()).hasSize(1);
    }

    @Test
    void event_responses_isTheErrorEvent() {
        var event = text(OpenAiErrors.event(Operation.RESPONSES, new Failure.UpstreamBroken(TARGET, "x"), 7));

        assertThat(event).startsWith("event: error\ndata: ").endsWith("}\n\n");
        var data = JSON.readTree(event.substring(event.indexOf('{')));
        assertThat(data.path("type").asString()).isEqualTo("error");
        assertThat(data.path("sequence_number").asInt()).isEqualTo(7);
        assertThat(data.path("code").asString()).isEqualTo("upstream_broken");
        assertThat(data.path("param").isNull()).isTrue();
        assertThat(data.path("message")).isEqualTo(data.path("error").path("message"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "401 | {\"error\":{\"message\":\"Incorrect API key provided: sk-abc\"}} | UpstreamCredentials",
                "402 | x | UpstreamCredentials",
                "403 | x | UpstreamCredentials",
                "429 | {\"error\":{\"code\":\"insufficient_quota\"}} | UpstreamCredentials",
                "429 | {\"error\":{\"type\":\"billing_hard_limit_reached\"}} | UpstreamCredentials",
                "429 | {\"error\":{\"message\":\"You exceeded your current quota\"}} | UpstreamCredentials",
                "429 | [{\"error\":{\"code\":429,\"message\":\"You exceeded your current quota\",\"status\":\"RESOURCE_EXHAUSTED\"}}] | UpstreamRateLimited",
                "429 | {\"error\":{\"code\":\"rate_limit_exceeded\"}} | UpstreamRateLimited",
                "400 | {} | UpstreamRefused",
                "404 | {} | UpstreamRefused",
                "413 | {} | UpstreamRefused",
                "408 | {} | UpstreamError",
                "409 | {} | UpstreamError",
                "425 | {} | UpstreamError",
                "500 | {} | UpstreamError",
                "529 | {} | UpstreamError",
                "302 | {} | UpstreamError"
            })
    void failure_status_isMapped(int status, String body, String kind) {
        var failure = failure(status, body);

        assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(failure.message()).doesNotContain("sk-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"error\":{\"message\":\"no\",\"type\":\"t\",\"code\":null}}",
                "{\"error\":\"no\"}",
                "{\"message\":\"no\"}",
                "{\"object\":\"error\",\"message\":{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"no\"}]}}",
                "{\"detail\":\"no\"}",
                "{\"detail\":[{\"loc\":[\"body\",\"model\"],\"msg\":\"no\",\"type\":\"missing\"}]}",
                "[{\"error\":{\"message\":\"no\"}}]",
                "no",
                "<html><head><title> no </title></head><body><h1>x</h1></body></html>",
                "<p><b>no</b><script>alert(1)</script></p>"
            })
    void failure_everyForm_isUnderstood(String body) {
        assertThat(failure(400, body))
                .isInstanceOfSatisfying(
                        Failure.UpstreamRefused.class,
                        refused -> assertThat(refused.detail()).isEqualTo("no"));
    }

    @Test
    void body_refusedRequest_carriesTheProvidersWords() {
        Failure failure = failure(
                400,
                "{\"error\":{\"message\":\"too long\",\"type\":\"image_generation_user_error\",\"param\":\"messages\","
                        + "\"code\":\"context_length_exceeded\"}}");

        var error = JSON.readTree(OpenAiErrors.body(failure)).path("error");
        assertThat(error.path("code").asString()).isEqualTo("context_length_exceeded");
        assertThat(error.path("type").asString()).isEqualTo("image_generation_user_error");
        assertThat(error.path("param").asString()).isEqualTo("messages");
        assertThat(failure.code()).isEqualTo("upstream_refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVALID_ARGUMENT", "request_too_large", "ValidationException", "not_found_error", "x"})
    void body_refusedInWordsOfAnotherDialect_hasATypeOfOpenAis(String type) {
        Failure failure = OpenAiErrors.failure(TARGET, new ErrorDetail(400, "", type, "no"));

        assertThat(JSON.readTree(OpenAiErrors.body(failure)).at("/error/type").asString())
                .isEqualTo("invalid_request_error");
        for (Operation operation : List.of(Operation.CHAT, Operation.RESPONSES)) {
            assertThat(text(OpenAiErrors.event(operation, failure, 1))).doesNotContain("\"" + type + "\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | | invalid_request_error | prompt is too long: 210000 tokens > 200000 maximum",
                "400 | | invalid_request_error | input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000",
                "0 | | invalid_request_error | Prompt is too long",
                "400 | 400 | INVALID_ARGUMENT | The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
                "400 | | | too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000",
                "400 | ValidationException | | Input is too long for requested model.",
                "400 | 3051 | invalid_request_prompt | Prompt contains 40000 tokens, too large for model with 32768 maximum context length",
                "400 | context_length_exceeded | invalid_request_error | Your input is too big"
            })
    void failure_promptThatIsTooLong_hasTheCodeThatClientsActUpon(
            int status, String code, String type, String message) {
        String word = code == null ? "" : code;
        Failure failure =
                OpenAiErrors.failure(TARGET, new ErrorDetail(status, word, type == null ? "" : type, message));

        var error = JSON.readTree(OpenAiErrors.body(failure)).path("error");
        assertThat(error.path("code").asString()).isEqualTo("context_length_exceeded");
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
    }

    @Test
    void failure_tooManyTokensInAMinute_isStillARate() {
        assertThat(OpenAiErrors.failure(TARGET, new ErrorDetail(429, "", "", "too many tokens per minute")))
                .isInstanceOf(Failure.UpstreamRateLimited.class);
    }

    @Test
    void body_refusedRequestWithoutWords_hasOurs() {
        var error = JSON.readTree(OpenAiErrors.body(failure(400, "{\"error\":{\"code\":400,\"message\":\"no\"}}")))
                .path("error");

        assertThat(error.path("code").asString()).isEqualTo("upstream_refused");
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").isNull()).isTrue();
    }

    @Test
    void failure_wordsUnfitForClients_areCutAndMasked() {
        var refused = (Failure.UpstreamRefused) OpenAiErrors.failure(
                TARGET,
                new ErrorDetail(400, "a\nsk-upstream-secret-key", "t".repeat(500), "no", "Bearer abcdefgh\u0000"));

        assertThat(refused.theirCode()).isEqualTo("a ***");
        assertThat(refused.theirType()).hasSize(128);
        assertThat(refused.theirParam()).isEqualTo("Bearer ***");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "key sk-proj-abcDEF123456789 is bad | key *** is bad",
                "Authorization: Bearer abcdef.123-x=  is bad | Authorization: Bearer *** is bad",
                "GET /v1?key=AIzaSyD1234567890abcdefg&x=1 | GET /v1?key=***&x=1",
                "api_key: \"abcdef123456\" | api_key: ***",
                "sk-***********************1234 | ***",
                "a\u0007b\u0085c\td | a b c d",
                "bad param sk-upstream-secret-key | bad param ***",
                "bad vk_abcdefgh, gsk_abcdefgh, xai-abcdefgh, pplx-abcdefgh | bad ***, ***, ***, ***",
                "no key-0123456789abcdef here | no *** here",
                "got 0123456789abcdef0123456789abcdef! | got ***!",
                "got aGVsbG8gd29ybGQ/IHRoaXMgaXMgYmFzZTY0LCB5ZXM=. | got ***.",
                "got aGVsbG8gd29ybGQ-IHRoaXMg_XMgYmFzZTY0LCB5ZXM. | got ***.",
                "a key-value-store, a sk-model, a task-queue-worker | a key-value-store, a sk-model, a task-queue-worker",
                "no meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8 | no meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
                "id 6f1c2d3e-0a1b-4c5d-8e9f-0123456789ab | id 6f1c2d3e-0a1b-4c5d-8e9f-0123456789ab",
                "see https://platform.openai.com/docs/guides/error-codes/api-errors | see https://platform.openai.com/docs/guides/error-codes/api-errors",
                "max_tokens is too large: 12345678 | max_tokens is too large: 12345678",
                "This key: it is a skill-based model | This key: it is a skill-based model"
            })
    void failure_textWithSecrets_isMasked(String message, String shown) {
        var body = JSON.writeValueAsString(java.util.Map.of("error", java.util.Map.of("message", message)));

        assertThat(failure(500, body)).isEqualTo(new Failure.UpstreamError(TARGET, 500, shown));
    }

    @Test
    void failure_longText_isCut() {
        var failure = (Failure.UpstreamRefused) failure(400, "x".repeat(100_000));

        assertThat(failure.detail()).hasSize(512).endsWith("…");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2000",
        "1.5, 1500",
        "0, 0",
        "-3, 0",
        "99999999999, 86400000",
        "'Thu, 01 Jan 2026 00:00:30 GMT', 30000",
        "'Wed, 31 Dec 2025 00:00:30 GMT', 0"
    })
    void failure_retryAfter_isRead(String header, long millis) {
        assertThat(wait(new HeaderList().add("retry-after", header))).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "NaN", "Thu"})
    void failure_retryAfterWithoutSense_isNone(String header) {
        assertThat(wait(new HeaderList().add("retry-after", header))).isNull();
    }

    @Test
    void failure_retryAfterInMilliseconds_wins() {
        assertThat(wait(new HeaderList().add("retry-after", "2").add("retry-after-ms", "120")))
                .isEqualTo(Duration.ofMillis(120));
    }

    @ParameterizedTest
    @CsvSource({
        "0, insufficient_quota, insufficient_quota, UpstreamCredentials",
        "0, invalid_api_key, invalid_request_error, UpstreamCredentials",
        "0, rate_limit_exceeded, tokens, UpstreamRateLimited",
        "429, 429, '', UpstreamRateLimited",
        "0, context_length_exceeded, invalid_request_error, UpstreamRefused",
        "0, server_error, server_error, UpstreamError",
        "0, '', '', UpstreamError",
        "503, '', overloaded_error, UpstreamError",
        "0, '', overloaded_error, UpstreamError",
        "0, '', api_error, UpstreamError",
        "0, '', timeout_error, UpstreamError",
        "0, '', not_found_error, UpstreamRefused",
        "0, '', request_too_large, UpstreamRefused",
        "0, '', billing_error, UpstreamCredentials",
        "0, '', authentication_error, UpstreamCredentials",
        "0, '', rate_limit_error, UpstreamRateLimited",
        "0, invalid_request_error, authentication_error, UpstreamCredentials",
        "400, 400, INVALID_ARGUMENT, UpstreamRefused",
        "401, 401, UNAUTHENTICATED, UpstreamCredentials",
        "0, '', PERMISSION_DENIED, UpstreamCredentials",
        "0, '', RESOURCE_EXHAUSTED, UpstreamRateLimited",
        "0, '', UNAVAILABLE, UpstreamError",
        "504, 504, DEADLINE_EXCEEDED, UpstreamError",
        "400, API_KEY_INVALID, INVALID_ARGUMENT, UpstreamCredentials",
        "0, '', throttlingException, UpstreamRateLimited",
        "400, '', com.amazon.coral#ThrottlingException, UpstreamRateLimited",
        "400, '', ServiceQuotaExceededException:http://x/, UpstreamRateLimited",
        "0, '', validationException, UpstreamRefused",
        "0, '', modelStreamErrorException, UpstreamError",
        "424, '', ModelErrorException, UpstreamError",
        "0, '', modelTimeoutException, UpstreamError",
        "0, '', internalServerException, UpstreamError",
        "0, '', serviceUnavailableException, UpstreamError",
        "0, '', modelNotReadyException, UpstreamError",
        "0, '', accessDeniedException, UpstreamCredentials",
        "400, '', ExpiredTokenException, UpstreamCredentials",
        "400, '', UnrecognizedClientException, UpstreamCredentials",
        "404, '', ResourceNotFoundException, UpstreamRefused",
        "0, '', ERROR_TOXIC, UpstreamRefused"
    })
    void failure_errorInAStream_isMapped(int status, String code, String type, String kind) {
        var failure = OpenAiErrors.failure(TARGET, new ErrorDetail(status, code, type, "no"));

        assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "API key not valid. Please pass a valid API key.",
                "API key expired. Please renew the API key.",
                "Incorrect API key provided: xa***. You can obtain one from https://console.x.ai.",
                "Your credit balance is too low to access the Anthropic API.",
                "invalid api token"
            })
    void failure_keyThatIsBadWithStatus400_isAboutCredentials(String message) {
        var failure =
                failure(400, JSON.writeValueAsString(java.util.Map.of("error", java.util.Map.of("message", message))));

        assertThat(failure).isEqualTo(new Failure.UpstreamCredentials(TARGET, 400));
    }

    @Test
    void failure_googlesRetryInfo_isTheWait() {
        String body = "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"no\",\"details\":"
                + "[{\"@type\":\"x\",\"violations\":[]},{\"@type\":\"y\",\"retryDelay\":\"34.4s\"}]}}";

        assertThat(failure(429, body))
                .isEqualTo(new Failure.UpstreamRateLimited(TARGET, "no", Duration.ofMillis(34_400)));
        assertThat(OpenAiErrors.failure(
                        TARGET, dev.bifrost.dialect.ErrorReader.read(body.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(new Failure.UpstreamRateLimited(TARGET, "no", Duration.ofMillis(34_400)));
    }

    @Test
    void failure_googlesReason_isTheCode() {
        String body = "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":\"no\",\"details\":"
                + "[{\"reason\":\"BAD_FIELD\",\"domain\":\"googleapis.com\"}]}}";

        assertThat(failure(400, body))
                .isEqualTo(new Failure.UpstreamRefused(TARGET, 400, "no", "BAD_FIELD", "INVALID_ARGUMENT", null));
    }

    private static Duration wait(HeaderList headers) {
        var failure = OpenAiErrors.failureOf(TARGET, 429, new byte[0], headers, CLOCK);
        return ((Failure.UpstreamRateLimited) failure).retryAfter();
    }

    private static Failure failure(int status, String body) {
        return OpenAiErrors.failureOf(TARGET, status, body.getBytes(StandardCharsets.UTF_8), new HeaderList(), CLOCK);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
