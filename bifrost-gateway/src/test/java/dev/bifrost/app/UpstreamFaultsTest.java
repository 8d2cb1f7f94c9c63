package dev.bifrost.app;

import static dev.bifrost.app.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets, and what is written down, when a provider's connection or its HTTP fails. */
class UpstreamFaultsTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

    /** A provider that says this and then hangs up. */
    private static ScriptedUpstream saying(String bytes) throws IOException {
        return ScriptedUpstream.start(connection -> {
            connection.readRequest();
            connection.write(bytes);
        });
    }

    private static void assertFailed(TestGateway gateway, String json, int status, String code, String... attempts)
            throws IOException {
        RawClient.Answer answer = ask(gateway, CHAT, json);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).contains("\"code\":\"" + code + "\"");
        CallRecord record = gateway.nextRecord();
        assertThat(record.status()).isEqualTo(status);
        assertThat(record.ending())
                .isEqualTo(code.equals("upstream_refused") ? Ending.REFUSED : Ending.UPSTREAM_FAILED);
        assertThat(record.failure()).isEqualTo(code);
        assertThat(record.bytesOut()).isEqualTo(answer.body().length);
        assertThat(attempts(record)).containsExactly(attempts);
    }

    @Test
    void connect_refused_is502() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (TestGateway gateway = TestGateway.start(yaml("", "", Stream.of("http://127.0.0.1:" + port + "/v1")))) {
            assertFailed(gateway, ASK, 502, "upstream_unreachable", "p0 0 upstream_unreachable");
            assertFailed(gateway, ASK_STREAM, 502, "upstream_unreachable", "p0 0 upstream_unreachable");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset"})
    void answer_none_is502(String how) throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    if (how.equals("reset")) {
                        connection.reset();
                    }
                });
                TestGateway gateway = gateway(upstream)) {
            assertFailed(gateway, ASK, 502, "upstream_unreachable", "p0 0 upstream_unreachable");
            assertFailed(gateway, ASK_STREAM, 502, "upstream_unreachable", "p0 0 upstream_unreachable");
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-ty",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "HTTP/1.1 200 OK\n\n{}",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}"
            })
    void answer_brokenHead_is502(String bytes) throws Exception {
        try (ScriptedUpstream upstream = saying(bytes);
                TestGateway gateway = gateway(upstream)) {
            assertFailed(gateway, ASK, 502, "upstream_broken", "p0 0 upstream_broken");
            assertFailed(gateway, ASK_STREAM, 502, "upstream_broken", "p0 0 upstream_broken");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-length: 500\r\n\r\n{\"half",
                "transfer-encoding: chunked\r\n\r\n5\r\n{\"h",
                "transfer-encoding: chunked\r\n\r\n5\r\n{\"hal\r\n",
                "transfer-encoding: chunked\r\n\r\n2\r\n{}xx",
                "transfer-encoding: chunked\r\n\r\nnonsense"
            })
    void answer_brokenBody_isReplacedByTheFallbacks(String rest) throws Exception {
        try (ScriptedUpstream upstream = saying(HEAD + rest);
                ScriptedUpstream other = answering();
                TestGateway gateway = gateway(upstream, other)) {
            RawClient.Answer answer = ask(gateway, CHAT, ASK);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(WHOLE);
            assertThat(attempts(gateway.nextRecord())).containsExactly("p0 200 upstream_broken", "p1 200 ok");
        }
    }

    @Test
    void answer_longerThanItsLength_isCutThereAndTheConnectionNotUsedAgain() throws Exception {
        try (ScriptedUpstream upstream = saying(HEAD + "content-length: " + WHOLE.length() + "\r\n\r\n" + WHOLE
                        + "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nother");
                TestGateway gateway = gateway(upstream)) {
            for (int i = 1; i <= 2; i++) {
                assertThat(ask(gateway, CHAT, ASK).text()).isEqualTo(WHOLE);
                assertThat(upstream.connections()).isEqualTo(i);
            }
        }
    }

    @Test
    void answer_largeAndCut_isBrokenForTheClientToo() throws Exception {
        String half = "{\"data\":\"" + "x".repeat(400_000);
        for (String framing : new String[] {
            "content-length: 900000\r\n\r\n" + half,
            "transfer-encoding: chunked\r\n\r\n" + Integer.toHexString(half.length()) + "\r\n" + half + "\r\n"
        }) {
            try (ScriptedUpstream upstream = saying(HEAD + framing);
                    ScriptedUpstream other = answering();
                    TestGateway gateway = gateway(upstream, other);
                    RawClient client = new RawClient(gateway.port())) {
                client.post(CHAT, "", ASK);
                assertThat(client.readHead().status()).isEqualTo(200);
                org.assertj.core.api.Assertions.assertThatIOException().isThrownBy(() -> {
                    if (framing.startsWith("content-length")) {
                        client.readLine();
                    }
                    rest(client);
                });
                CallRecord record = gateway.nextRecord();
                assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_CUT);
                assertThat(record.failure()).isEqualTo("upstream_broken");
                assertThat(other.connections()).isZero();
            }
        }
    }

    @Test
    void stream_answeredByJson_isPassedOnAsWhatItIs() throws Exception {
        try (ScriptedUpstream upstream = answering();
                TestGateway gateway = gateway(upstream)) {
            RawClient.Answer answer = ask(gateway, CHAT, ASK_STREAM);
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(answer.text()).isEqualTo(WHOLE);
            assertThat(gateway.nextRecord().usage().prompt()).isEqualTo(9);
        }
    }

    @Test
    void stream_answeredByAnErrorInJson_isReplaced() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(
                        200, "application/json", "{\"error\":{\"message\":\"overloaded\"}}");
                ScriptedUpstream other = streaming(GOOD);
                TestGateway gateway = gateway(upstream, other)) {
            assertThat(ask(gateway, CHAT, ASK_STREAM).text()).isEqualTo(GOOD);
            assertThat(attempts(gateway.nextRecord())).containsExactly("p0 200 upstream_error", "p1 200 ok");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {not json}\n\n", "data: [1,2\n\n", "retry: x\nid: 1\ndata\n\n", "\0\u0001\n\n\n\n"})
    void stream_malformedEvents_arePassedOnForTheClientToJudge(String odd) throws Exception {
        try (ScriptedUpstream upstream = streaming(content("Hi"), odd, DONE);
                TestGateway gateway = gateway("inject_usage: true", "", upstream)) {
            assertThat(ask(gateway, CHAT, ASK_STREAM).text()).isEqualTo(content("Hi") + odd + DONE);
            assertThat(gateway.nextRecord().ending()).isEqualTo(Ending.COMPLETE);
        }
    }

    @Test
    void silent_beforeTheHead_streamGoesOnElsewhereAndWholeAnswerEndsWithTotal() throws Exception {
        try (ScriptedUpstream silent = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.awaitClosed();
                });
                ScriptedUpstream other = streaming(GOOD);
                TestGateway gateway = gateway(silent, other);
                RawClient client = new RawClient(gateway.port())) {
            client.post(CHAT, "", ASK_STREAM);
            advanceAfter(silent, 1, gateway, Duration.ofSeconds(121));
            assertThat(client.read().text()).isEqualTo(GOOD);
            assertThat(attempts(gateway.nextRecord())).containsExactly("p0 0 upstream_timeout", "p1 200 ok");
        }
        try (ScriptedUpstream silent = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.awaitClosed();
                });
                TestGateway gateway = gateway(silent);
                RawClient client = new RawClient(gateway.port())) {
            client.post(CHAT, "", ASK);
            advanceAfter(silent, 1, gateway, Duration.ofSeconds(601));
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("total is 600000 ms");
            assertThat(attempts(gateway.nextRecord())).containsExactly("p0 0 upstream_timeout");
        }
    }

    @Test
    void silent_inTheMiddle_endsWithIdle() throws Exception {
        try (ScriptedUpstream silent = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.startStream();
                    connection.chunk(content("Hi"));
                    connection.awaitClosed();
                });
                TestGateway gateway = gateway(silent);
                RawClient client = new RawClient(gateway.port())) {
            client.post(CHAT, "", ASK_STREAM).readHead();
            assertThat(chunk(client)).isEqualTo(content("Hi"));
            gateway.busyConnections();
            gateway.advance(Duration.ofSeconds(121));
            assertThat(rest(client)).contains("upstream_timeout").contains("idle is 120000 ms");
            CallRecord record = gateway.nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_CUT);
            assertThat(attempts(record)).containsExactly("p0 200 upstream_timeout");
        }
    }

    @Test
    void silent_whileConnecting_endsWithConnect() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestGateway gateway =
                        TestGateway.start(yaml("", "", Stream.of("https://127.0.0.1:" + deaf.getLocalPort() + "/v1")));
                RawClient client = new RawClient(gateway.port())) {
            client.post(CHAT, "", ASK);
            try (Socket silent = deaf.accept()) { // closed too early if nobody held it
                gateway.advance(Duration.ofSeconds(6));
                RawClient.Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(504);
                assertThat(answer.text()).contains("connect is 5000 ms");
                assertThat(attempts(gateway.nextRecord())).containsExactly("p0 0 upstream_timeout");
                assertThat(silent.isClosed()).isFalse();
            }
        }
    }
}
