package dev.bifrost.app;

import static dev.bifrost.app.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a provider's refusals: who is tried next, and what the client learns. */
class UpstreamRefusalsTest {
    private static final String TWO_KEYS = "api_keys:\n  - { value: first, weight: 1000000 }\n  - { value: second }";

    private static ScriptedUpstream refusing(int status, String headers, String body) throws IOException {
        return ScriptedUpstream.start(connection -> {
            while (connection.readRequest() != null) {
                connection.write("HTTP/1.1 " + status + " No\r\ncontent-type: application/json\r\n" + headers
                        + "content-length: " + body.length() + "\r\n\r\n" + body);
            }
        });
    }

    private static String error(String message, String code) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"t\",\"code\":\"" + code + "\"}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry-after: 7", "retry-after-ms: 6500", "retry-after: DATE", "retry-after: 6.2"})
    void limited_waitAskedFor_isPassedOn(String header) throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(7));
        try (ScriptedUpstream upstream =
                        refusing(429, header.replace("DATE", date) + "\r\n", error("slow down", "rate_limit"));
                TestGateway gateway = gateway(upstream)) {
            RawClient.Answer answer = ask(gateway, CHAT, ASK);
            assertThat(answer.status()).isEqualTo(429);
            assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(5, 7);
            assertThat(answer.text()).contains("slow down").contains("upstream_rate_limited");
            assertThat(gateway.nextRecord().ending()).isEqualTo(Ending.UPSTREAM_FAILED);
        }
    }

    @Test
    void limited_otherTarget_isTriedAndTheKeyRestsAsLongAsAsked() throws Exception {
        try (ScriptedUpstream upstream = refusing(429, "retry-after: 60\r\n", error("slow down", "rate_limit"));
                ScriptedUpstream other = answering();
                TestGateway gateway = gateway(upstream, other)) {
            assertThat(ask(gateway, CHAT, ASK).status()).isEqualTo(200);
            assertThat(attempts(gateway.nextRecord())).containsExactly("p0 429 upstream_rate_limited", "p1 200 ok");
            assertThat(ask(gateway, CHAT, ASK).header("x-bifrost-attempts")).isEqualTo("1");
            assertThat(attempts(gateway.nextRecord())).containsExactly("p0 0 cooling", "p1 200 ok");
            gateway.advance(Duration.ofSeconds(61));
            ask(gateway, CHAT, ASK);
            assertThat(attempts(gateway.nextRecord())).containsExactly("p0 429 upstream_rate_limited", "p1 200 ok");
        }
    }

    @ParameterizedTest
    @CsvSource({"401, invalid_api_key", "402, payment", "403, forbidden", "429, insufficient_quota"})
    void credential_refused_isWithheldAfterEveryKeyWasTried(int status, String code) throws Exception {
        try (ScriptedUpstream upstream = refusing(status, "", error("key sk-secret of acme", code));
                TestGateway gateway = gateway(TWO_KEYS, "", upstream)) {
            RawClient.Answer answer = ask(gateway, CHAT, ASK);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text())
                    .contains("upstream_credentials")
                    .doesNotContain("secret")
                    .doesNotContain("acme");
            assertThat(answer.header("x-should-retry")).isEqualTo("false");
            assertThat(upstream.requests())
                    .extracting(request -> request.header("authorization"))
                    .containsExactlyInAnyOrder("Bearer first", "Bearer second");
            String attempt = "p0 " + status + " upstream_credentials";
            assertThat(attempts(gateway.nextRecord())).containsExactly(attempt, attempt);
        }
    }

    @Test
    void credential_oneOfTwoRefused_otherServesTheClient() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    for (var request = connection.readRequest(); request != null; request = connection.readRequest()) {
                        boolean good = request.header("authorization").equals("Bearer second");
                        connection.answer(good ? 200 : 401, "application/json", good ? WHOLE : "{}");
                    }
                });
                TestGateway gateway = gateway(TWO_KEYS, "", upstream)) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(gateway, CHAT, ASK).text()).isEqualTo(WHOLE);
            }
            assertThat(upstream.requests()).as("the refused key rests").hasSizeBetween(5, 6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 413, 422})
    void request_refused_isToldAtOnceAndNeverTriedAgain(int status) throws Exception {
        try (ScriptedUpstream upstream = refusing(status, "", error("max_tokens is too large", "bad"));
                ScriptedUpstream other = answering();
                TestGateway gateway = gateway("", "retry: { attempts: 3, initial: 1ms }", upstream, other)) {
            for (String question : new String[] {ASK, ASK_STREAM}) {
                RawClient.Answer answer = ask(gateway, CHAT, question);
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.text()).contains("max_tokens is too large");
                assertThat(answer.header("x-should-retry")).isNull();
                assertThat(attempts(gateway.nextRecord())).containsExactly("p0 " + status + " upstream_refused");
            }
            assertThat(other.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 408, 409, 500, 503, 529})
    void server_fails_isTriedAsOftenAsConfigured(int status) throws Exception {
        try (ScriptedUpstream upstream = refusing(status, "location: http://127.0.0.1:1/\r\n", "{}");
                TestGateway gateway = gateway("", "retry: { attempts: 3, initial: 1ms }", upstream)) {
            RawClient.Answer answer = ask(gateway, CHAT, ASK);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.header("x-should-retry")).isEqualTo("false");
            assertThat(answer.header("x-bifrost-attempts")).isEqualTo("3");
            assertThat(answer.header("location")).isNull();
            String attempt = "p0 " + status + " upstream_error";
            assertThat(attempts(gateway.nextRecord())).containsExactly(attempt, attempt, attempt);
            assertThat(upstream.connections()).as("the connection is kept").isEqualTo(1);
        }
    }

    @Test
    void fallbackOn_doesNotNameTheFailure_otherTargetIsNotTried() throws Exception {
        try (ScriptedUpstream upstream = refusing(429, "", error("slow down", "rate_limit"));
                ScriptedUpstream other = answering();
                TestGateway gateway = gateway("", "fallback_on: [5xx]", upstream, other)) {
            assertThat(ask(gateway, CHAT, ASK).status()).isEqualTo(429);
            assertThat(other.connections()).isZero();
        }
        try (ScriptedUpstream upstream = refusing(500, "", "{}");
                ScriptedUpstream other = answering();
                TestGateway gateway = gateway("", "fallback_on: [5xx]", upstream, other)) {
            assertThat(ask(gateway, CHAT, ASK).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base_url: 'http://127.0.0.1:1/v1', surfaces: { embeddings: openai } | 400 | no_target | unsupported",
                "type: anthropic | 502 | upstream_unreachable | disabled"
            },
            quoteCharacter = '"')
    void targets_noneMayServe_clientIsToldWhy(String line, int status, String code, String why) throws Exception {
        String yaml =
                "providers:\n  - { name: p, " + line + " }\nmodels:\n  - { alias: m, provider: p, model: claude }\n";
        try (TestGateway gateway = TestGateway.start(yaml)) {
            RawClient.Answer answer = ask(gateway, CHAT, ASK);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).contains(code).contains(why);
            assertThat(gateway.nextRecord().attempts().getFirst().outcome()).isEqualTo(why);
        }
    }

    @Test
    void early_refusalWhileTheBodyIsStillGoingUp_reachesTheClient() throws Exception {
        String large = ASK.replace("Hello", "x".repeat(8_000_000));
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readHead();
                    String body = error("too large for us", "too_large");
                    connection.write("HTTP/1.1 413 No\r\ncontent-type: application/json\r\nconnection: close\r\n"
                            + "content-length: " + body.length() + "\r\n\r\n" + body);
                    connection.awaitClosed();
                });
                TestGateway gateway = gateway(upstream)) {
            RawClient.Answer answer = ask(gateway, CHAT, large);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).contains("too large for us");
            CallRecord record = gateway.nextRecord();
            assertThat(attempts(record)).containsExactly("p0 413 upstream_refused");
        }
    }

    @Test
    void early_refusalAndReset_reachesTheClient() throws Exception {
        String large = ASK.replace("Hello", "x".repeat(8_000_000));
        String body = error("too large for us", "too_large");
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readHead();
                    connection.write("HTTP/1.1 413 No\r\ncontent-type: application/json\r\ncontent-length: "
                            + body.length() + "\r\n\r\n" + body);
                });
                TestGateway gateway = gateway(upstream)) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(gateway, CHAT, large).text()).contains("too large for us");
            }
        }
    }

    @Test
    void headers_ofTheAnswer_tellNothingOfTheProvidersAccount() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.write(String.join(
                            "\r\n",
                            "HTTP/1.1 200 OK",
                            "content-type: application/json",
                            "set-cookie: a=b",
                            "openai-organization: acme",
                            "openai-version: 2020",
                            "x-request-id: theirs",
                            "x-ratelimit-remaining-tokens: 5",
                            "x-bifrost-target: fake",
                            "connection: x-private",
                            "x-private: 1",
                            "content-length: 2",
                            "",
                            "{}"));
                });
                TestGateway gateway = gateway(upstream);
                RawClient client = new RawClient(gateway.port())) {
            Map<String, String> headers =
                    client.post(CHAT, "x-request-id: mine-1\r\n", ASK).read().headers();
            assertThat(headers)
                    .containsEntry("x-request-id", "mine-1")
                    .containsEntry("x-bifrost-upstream-request-id", "theirs")
                    .containsEntry("x-bifrost-upstream-ratelimit-remaining-tokens", "5")
                    .containsEntry("openai-version", "2020")
                    .containsEntry("x-bifrost-target", "p0/gpt")
                    .doesNotContainKeys(
                            "set-cookie", "openai-organization", "x-ratelimit-remaining-tokens", "x-private");
            assertThat(gateway.nextRecord().requestId()).isEqualTo("mine-1");
        }
    }
}
