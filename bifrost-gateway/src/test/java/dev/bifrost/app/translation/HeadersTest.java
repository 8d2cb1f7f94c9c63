package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.app.matrix.Playing;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of a head passes, in either direction, whatever the dialects: nothing of the client's account, or of ours. */
@SuppressWarnings("StringConcatToTextBlock") // lines of headers end in CR LF
class HeadersTest {
    private static final Set<String> SENT = Set.of(
            "host",
            "accept",
            "accept-encoding",
            "content-type",
            "content-length",
            "user-agent",
            "authorization",
            "x-api-key",
            "x-goog-api-key",
            "anthropic-version",
            "anthropic-beta",
            "idempotency-key");

    private static final String ASKED =
            "x-api-key: " + Acting.KEY + "\r\nx-goog-api-key: " + Acting.KEY + "\r\napi-key: "
                    + Acting.KEY + "\r\nx-bf-vk: " + Acting.KEY + "\r\ncookie: session=" + Acting.KEY
                    + "\r\nproxy-authorization: Basic " + Acting.KEY
                    + "\r\nx-forwarded-for: 10.1.2.3\r\nforwarded: for=10.1.2.3\r\nx-real-ip: 10.1.2.3\r\nx-bf-dim-team: t"
                    + "\r\nx-bifrost-strict: false\r\nx-request-id: mine-1\r\ntraceparent: 00-11111111111111111111111111111111-2222222222222222-01"
                    + "\r\nanthropic-version: 2023-06-01\r\nanthropic-beta: some-beta-1\r\nidempotency-key: idem-1\r\nx-stainless-lang: java"
                    + "\r\nopenai-organization: org-mine\r\nreferer: http://mine/\r\norigin: http://mine\r\n";

    private static final String ANSWERED = String.join(
            "\r\n",
            "set-cookie: __cf_bm=secret; path=/",
            "openai-organization: org-secret",
            "openai-project: proj-secret",
            "anthropic-organization-id: secret-org",
            "server: cloudflare-secret",
            "x-amzn-requestid: req-theirs",
            "x-ratelimit-remaining-requests: 41",
            "x-bifrost-target: forged",
            "x-bifrost-lossy: forged",
            "cf-ray: secret",
            "via: secret",
            "");

    static Stream<String> providers() {
        return Counterpart.all().stream().map(Counterpart::name);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void heads_passOnlyWhatIsMeantTo(String provider) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        try (Acting acting = Acting.of(counterpart, (connection, request) -> {
            boolean stream = Acting.streamed(request);
            byte[] body = stream
                    ? Acting.joined(Acting.events(counterpart))
                    : counterpart.whole1().getBytes(StandardCharsets.UTF_8);
            connection.write("HTTP/1.1 200 OK\r\ncontent-type: "
                    + (stream ? Playing.mediaType(counterpart) : "application/json") + "\r\n" + ANSWERED
                    + "content-length: " + body.length + "\r\n\r\n");
            connection.write(body);
            return true;
        })) {
            for (Voice voice : Voice.values()) {
                for (boolean stream : new boolean[] {false, true}) {
                    try (RawClient client = acting.client()) {
                        RawClient.Answer answer = client.post(
                                        voice.path + "?key=" + Acting.KEY, Acting.AUTHORIZED + ASKED, voice.ask(stream))
                                .read();
                        checkAnswered(answer, counterpart, stream);
                    }
                    checkSent(acting.upstream(0).requests().getLast(), voice, provider);
                }
            }
        }
    }

    private static void checkSent(Request request, Voice voice, String provider) {
        assertThat(request.headers().keySet()).isSubsetOf(SENT);
        assertThat(request.target() + request.headers() + request.text())
                .doesNotContain(Acting.KEY, "10.1.2.3", "mine", "session");
        assertThat(request.header("accept-encoding")).isIn(null, "identity");
        boolean toAnthropic = voice == Voice.MESSAGES && provider.equals("anthropic");
        assertThat("some-beta-1".equals(request.header("anthropic-beta"))).isEqualTo(toAnthropic);
        assertThat(request.text().contains("some-beta-1"))
                .isEqualTo(voice == Voice.MESSAGES && provider.contains("InvokeModel"));
    }

    private static void checkAnswered(RawClient.Answer answer, Counterpart counterpart, boolean stream) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.headers().toString()).doesNotContain("secret", "forged");
        assertThat(answer.header("content-type")).isEqualTo(stream ? "text/event-stream" : "application/json");
        assertThat(answer.header("x-bifrost-target")).isEqualTo("p0/" + counterpart.model());
        assertThat(answer.header("x-bifrost-attempts")).isEqualTo("1");
        assertThat(answer.header("x-request-id")).isEqualTo("mine-1");
        assertThat(answer.header("x-bifrost-upstream-request-id")).isEqualTo("req-theirs");
        assertThat(answer.header("x-bifrost-upstream-ratelimit-remaining-requests"))
                .isEqualTo("41");
        assertThat(answer.header("server-timing")).contains("gateway;dur=").contains("upstream;dur=");
        assertThat(answer.header("set-cookie")).isNull();
    }
}
