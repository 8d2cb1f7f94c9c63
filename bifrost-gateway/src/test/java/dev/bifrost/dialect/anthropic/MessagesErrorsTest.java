package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Target;
import dev.bifrost.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesErrorsTest {
    private static final Target TARGET = new Target("claude", "m");

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new Failure.InvalidRequest("no", "messages", "invalid_request"), "invalid_request_error"),
                Arguments.of(new Failure.Unauthenticated("no", "invalid_api_key"), "authentication_error"),
                Arguments.of(new Failure.Forbidden("no", "model_denied"), "permission_error"),
                Arguments.of(new Failure.UnknownModel("x", List.of()), "not_found_error"),
                Arguments.of(new Failure.UnknownRoute("GET", "/x"), "not_found_error"),
                Arguments.of(new Failure.MethodNotAllowed("GET", "/x", "POST"), "invalid_request_error"),
                Arguments.of(new Failure.HeadTooLarge(), "request_too_large"),
                Arguments.of(new Failure.BodyTooLarge(1), "request_too_large"),
                Arguments.of(new Failure.BodyTooSlow(Duration.ofSeconds(1)), "invalid_request_error"),
                Arguments.of(new Failure.UnsupportedEncoding("br", "gzip, zstd"), "invalid_request_error"),
                Arguments.of(new Failure.Overloaded("full", Duration.ofSeconds(1)), "overloaded_error"),
                Arguments.of(new Failure.Internal("oh"), "api_error"),
                Arguments.of(new Failure.ClientGone(), "invalid_request_error"),
                Arguments.of(new Failure.NoTarget("none"), "invalid_request_error"),
                Arguments.of(new Failure.UpstreamUnreachable(TARGET, "x"), "api_error"),
                Arguments.of(new Failure.UpstreamTimeout(TARGET, "total", Duration.ofSeconds(1)), "timeout_error"),
                Arguments.of(new Failure.UpstreamError(TARGET, 529, "x"), "overloaded_error"),
                Arguments.of(new Failure.UpstreamError(TARGET, 500, "x"), "api_error"),
                Arguments.of(new Failure.UpstreamBroken(TARGET, "x"), "api_error"),
                Arguments.of(new Failure.UpstreamRateLimited(TARGET, "x", null), "rate_limit_error"),
                Arguments.of(new Failure.UpstreamCredentials(TARGET, 401), "api_error"),
                Arguments.of(new Failure.UpstreamRefused(TARGET, 400, "x"), "invalid_request_error"),
                Arguments.of(new Failure.UpstreamRefused(TARGET, 402, "x"), "billing_error"),
                Arguments.of(new Failure.UpstreamRefused(TARGET, 404, "x"), "not_found_error"),
                Arguments.of(new Failure.UpstreamRefused(TARGET, 413, "x"), "request_too_large"),
                Arguments.of(
                        new Failure.UpstreamRefused(TARGET, 422, "x", null, "server_error", null),
                        "invalid_request_error"),
                Arguments.of(
                        new Failure.UpstreamRefused(TARGET, 400, "x", null, "not_found_error", null),
                        "not_found_error"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void body_everyFailure_hasAnthropicsTypeAndOurCode(Failure failure, String type) {
        Json.Obj body = Read.json(new String(MessagesErrors.body(failure), StandardCharsets.UTF_8));

        assertThat(body.text("type")).isEqualTo("error");
        assertThat(body.object("error").text("type")).isEqualTo(type);
        assertThat(body.object("error").text("message")).isEqualTo(failure.message());
        assertThat(body.object("error").text("code")).isEqualTo(failure.code());
        assertThat(new MessagesClient().error(failure)).isEqualTo(MessagesErrors.body(failure));
    }

    @Test
    void event_inAStream_isNamedAndOneLine() {
        String event =
                new String(MessagesErrors.event(new Failure.InvalidRequest("a\nb", "x", "c")), StandardCharsets.UTF_8);

        assertThat(event)
                .isEqualTo("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                        + "\"message\":\"a\\nb\",\"code\":\"c\",\"param\":\"x\"}}\n\n");
    }
}
