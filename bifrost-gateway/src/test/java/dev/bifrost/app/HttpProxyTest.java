package dev.bifrost.app;

import static dev.bifrost.app.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A gateway behind a company's proxy reaches its providers through it, and says what the proxy has against it. */
class HttpProxyTest {

    private static TestGateway behind(ScriptedUpstream proxy, String origin) {
        return TestGateway.start(yaml(
                "proxy: http://user:p%40ss@127.0.0.1:" + proxy.port(),
                "",
                Stream.of(origin + "://llm.example:8443/v1")));
    }

    @Test
    void plain_request_goesInAbsoluteFormWithTheProxysCredential() throws Exception {
        try (ScriptedUpstream proxy = answering();
                TestGateway gateway = behind(proxy, "http")) {
            assertThat(ask(gateway, CHAT, ASK).text()).isEqualTo(WHOLE);
            ScriptedUpstream.Request request = proxy.requests().getFirst();
            assertThat(request.target()).isEqualTo("http://llm.example:8443/v1/chat/completions");
            assertThat(request.header("host")).isEqualTo("llm.example:8443");
            assertThat(request.header("proxy-authorization")).isEqualTo("Basic dXNlcjpwQHNz");
        }
    }

    @Test
    void tunnel_refused_saysWhatTheProxySaid() throws Exception {
        try (ScriptedUpstream proxy = ScriptedUpstream.answering(407, "text/plain", "who are you?");
                TestGateway gateway = behind(proxy, "https")) {
            RawClient.Answer answer = ask(gateway, CHAT, ASK);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("407").doesNotContain("p@ss").doesNotContain("dXNlcjpwQHNz");
            ScriptedUpstream.Request request = proxy.requests().getFirst();
            assertThat(request.method() + ' ' + request.target()).isEqualTo("CONNECT llm.example:8443");
            assertThat(request.header("proxy-authorization")).isEqualTo("Basic dXNlcjpwQHNz");
            assertThat(request.header("authorization")).as("the provider's key").isNull();
            assertThat(attempts(gateway.nextRecord())).containsExactly("p0 0 upstream_unreachable");
        }
    }

    @Test
    void tunnel_proxyHangsUp_is502() throws Exception {
        try (ScriptedUpstream proxy = ScriptedUpstream.start(ScriptedUpstream.Connection::readRequest);
                TestGateway gateway = behind(proxy, "https")) {
            assertThat(ask(gateway, CHAT, ASK).status()).isEqualTo(502);
        }
    }

    @Test
    void tunnel_silentProxy_endsWithConnect() throws Exception {
        try (ScriptedUpstream proxy = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.awaitClosed();
                });
                TestGateway gateway = behind(proxy, "https");
                RawClient client = new RawClient(gateway.port())) {
            client.post(CHAT, "", ASK);
            advanceAfter(proxy, 1, gateway, Duration.ofSeconds(6));
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("connect is 5000 ms");
        }
    }
}
