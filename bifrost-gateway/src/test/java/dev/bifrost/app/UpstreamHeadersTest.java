package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a client's headers a provider gets to see, and what of a provider's the client. */
class UpstreamHeadersTest {
    /** Every form of a credential, and everything else that is nobody's business but the gateway's. */
    private static final List<String> PRIVATE = List.of(
            "Authorization: Bearer " + Stage.KEY,
            "X-Api-Key: " + Stage.KEY,
            "X-Goog-Api-Key: " + Stage.KEY,
            "Api-Key: " + Stage.KEY,
            "X-BF-VK: " + Stage.KEY,
            "Proxy-Authorization: Basic " + Stage.KEY,
            "Cookie: session=" + Stage.KEY,
            "X-Forwarded-For: 10.9.8.7",
            "X-Forwarded-Host: inside.example",
            "X-Forwarded-Proto: https",
            "Forwarded: for=10.9.8.7",
            "X-BF-Dim-Team: blue",
            "X-BF-Whatever: a",
            "Accept-Encoding: gzip, br",
            "X-Mine: b",
            "User-Agent: the-client/1",
            "Referer: https://inside.example/",
            "Origin: https://inside.example",
            "X-Stainless-Lang: python");

    private static final String HEADERS = String.join("\r\n", PRIVATE) + "\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/passthrough/up/files"})
    void headers_ofTheClient_stayHere(String path) throws Exception {
        try (Stage stage = Stage.answering()) {
            assertThat(stage.client()
                            .post(path + "?key=" + Stage.KEY, HEADERS, Stage.QUESTION)
                            .read()
                            .status())
                    .isEqualTo(200);
            assertNothingPrivate(stage.upstream());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void credential_inAnyForm_isReplacedByTheProviders(int form) throws Exception {
        try (Stage stage = Stage.answering()) {
            for (String path : List.of("/v1/chat/completions", "/passthrough/up/files")) {
                RawClient.Answer answer = stage.client()
                        .post(path, PRIVATE.get(form) + "\r\n", Stage.QUESTION)
                        .read();
                assertThat(answer.status()).isEqualTo(200);
            }
            assertNothingPrivate(stage.upstream());
        }
    }

    @Test
    void forwardHeaders_ofCredentials_areNotForwardedForAllThat() throws Exception {
        StringBuilder names = new StringBuilder();
        for (String line : PRIVATE.subList(0, 14)) {
            names.append(names.isEmpty() ? "" : ", ").append(line, 0, line.indexOf(':'));
        }
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = forwarding(upstream, names + ", X-Tenant");
                RawClient client = new RawClient(gateway.port())) {
            for (String path : List.of("/v1/chat/completions", "/passthrough/up/files")) {
                RawClient.Answer answer = client.post(path, HEADERS + "X-Tenant: blue\r\n", Stage.QUESTION)
                        .read();
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                assertThat(upstream.requests().getLast().header("x-tenant")).isEqualTo("blue");
            }
            assertNothingPrivate(upstream);
        }
    }

    private static TestGateway forwarding(ScriptedUpstream upstream, String names) {
        return TestGateway.start(
                Stage.yaml(upstream).replace("    api_key:", "    forward_headers: [" + names + "]\n    api_key:"));
    }

    private static void assertNothingPrivate(ScriptedUpstream upstream) {
        assertThat(upstream.requests()).isNotEmpty().allSatisfy(request -> {
            assertThat(request.target()).doesNotContain("key").doesNotContain(Stage.KEY);
            assertThat(request.headers().toString()).doesNotContain(Stage.KEY).doesNotContain("inside.example");
            assertThat(request.header("authorization")).isEqualTo("Bearer " + Stage.PROVIDER_KEY);
            for (String line : PRIVATE.subList(1, PRIVATE.size())) {
                String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
                if (name.equals("accept-encoding")) {
                    assertThat(request.header(name)).isIn(null, "identity");
                } else {
                    assertThat(request.headers()).doesNotContainKey(name);
                }
            }
            assertThat(request.headers().keySet())
                    .isSubsetOf(
                            "host",
                            "authorization",
                            "content-type",
                            "content-length",
                            "accept",
                            "accept-encoding",
                            "user-agent",
                            "x-tenant");
        });
    }

    @Test
    void headers_ofTheDialect_reachTheProvider() throws Exception {
        try (Stage stage = Stage.answering()) {
            for (String path : List.of("/v1/chat/completions", "/passthrough/up/files")) {
                RawClient client = stage.client();
                client.post(
                        path,
                        Stage.AUTHORIZED + "OpenAI-Beta: assistants=v2\r\nIdempotency-Key: once\r\n",
                        Stage.QUESTION);
                assertThat(client.read().status()).isEqualTo(200);
                assertThat(stage.upstream().requests().getLast().headers())
                        .containsEntry("openai-beta", "assistants=v2")
                        .containsEntry("idempotency-key", "once");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/passthrough/up/files"})
    void headers_ofTheProvider_areSiftedAndRenamed(String path) throws Exception {
        try (Stage stage = Stage.scripted(UpstreamHeadersTest::talkative)) {
            RawClient.Answer answer = stage.client()
                    .post(path, Stage.AUTHORIZED + "X-Request-Id: mine-1\r\n", Stage.QUESTION)
                    .read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers())
                    .doesNotContainKeys(
                            "set-cookie",
                            "openai-organization",
                            "openai-project",
                            "server",
                            "cf-ray",
                            "strict-transport-security",
                            "x-hop",
                            "x-ratelimit-limit-requests",
                            "x-ratelimit-remaining-tokens")
                    .containsEntry("x-request-id", "mine-1")
                    .containsEntry("x-bifrost-upstream-request-id", "req_provider")
                    .containsEntry("x-bifrost-upstream-ratelimit-limit-requests", "500")
                    .containsEntry("x-bifrost-upstream-ratelimit-remaining-tokens", "9")
                    .containsEntry("openai-processing-ms", "12")
                    .containsEntry("openai-version", "2020-10-01");
            assertThat(answer.headers().toString()).doesNotContain("org-secret").doesNotContain("proj-secret");
        }
    }

    private static void talkative(ScriptedUpstream.Connection connection) throws IOException {
        while (connection.readRequest() != null) {
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + Stage.ANSWER.length()
                    + "\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nOpenAI-Organization: org-secret\r\n"
                    + "OpenAI-Project: proj-secret\r\nServer: cloudflare\r\nCF-Ray: x\r\n"
                    + "Strict-Transport-Security: max-age=1\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\n"
                    + "X-Request-Id: req_provider\r\nX-RateLimit-Limit-Requests: 500\r\n"
                    + "x-ratelimit-remaining-tokens: 9\r\nOpenAI-Processing-MS: 12\r\nOpenAI-Version: 2020-10-01\r\n"
                    + "Server-Timing: theirs;dur=1\r\nX-Bifrost-Target: a/lie\r\n\r\n" + Stage.ANSWER);
        }
    }

    @Test
    void requestId_ofNoClient_isOursAndNew() throws Exception {
        try (Stage stage = Stage.answering()) {
            String first = stage.ask().header("x-request-id");
            assertThat(first).isNotBlank();
            assertThat(stage.ask().header("x-request-id")).isNotBlank().isNotEqualTo(first);
        }
    }

    @Test
    void target_ofTheProvidersOwnSaying_isNotBelieved() throws Exception {
        try (Stage stage = Stage.scripted(UpstreamHeadersTest::talkative)) {
            assertThat(stage.ask().header("x-bifrost-target")).isEqualTo("up/m");
        }
    }

    @Test
    void serverTiming_ofACall_addsUpToNoMoreThanItTook() throws Exception {
        try (Stage stage = Stage.scripted(UpstreamHeadersTest::talkative)) {
            for (int i = 0; i < 20; i++) {
                long begun = System.nanoTime();
                String timing = stage.ask().header("server-timing");
                double took = (System.nanoTime() - begun) / 1e6;
                Matcher matcher = Pattern.compile("gateway;dur=(\\d+\\.\\d\\d), upstream;dur=(\\d+\\.\\d\\d)")
                        .matcher(timing);
                assertThat(matcher.matches()).as(timing).isTrue();
                double gateway = Double.parseDouble(matcher.group(1));
                double upstream = Double.parseDouble(matcher.group(2));
                assertThat(upstream).as(timing).isPositive();
                assertThat(gateway + upstream).as(timing).isLessThanOrEqualTo(took + 0.02);
            }
        }
    }
}
