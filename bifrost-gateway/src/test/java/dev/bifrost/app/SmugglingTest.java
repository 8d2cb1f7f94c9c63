package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.bifrost.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that two readers could understand differently: refused, their connection closed, nothing passed on. */
class SmugglingTest {
    private static final String HEAD = "POST /v1/chat/completions HTTP/1.1\r\n";
    private static final String HOST = "host: gateway\r\n";
    private static final String NEXT = "GET /health/live HTTP/1.1\r\nhost: smuggled\r\n\r\n";

    private static Stage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = Stage.answering();
    }

    @AfterAll
    static void stop() throws IOException {
        stage.close();
    }

    /** Heads that are wrong, without their first line and host; a body of five bytes follows each. */
    static List<String> framing() {
        return List.of(
                "content-length: 5\r\ntransfer-encoding: chunked\r\n",
                "transfer-encoding: chunked\r\ncontent-length: 5\r\n",
                "content-length: 5\r\ncontent-length: 5\r\n",
                "content-length: 5\r\ncontent-length: 6\r\n",
                "content-length: 5\r\nContent-Length: 0\r\n",
                "content-length: 5, 5\r\n",
                "content-length: 5, 6\r\n",
                "content-length: 5,\r\n",
                "content-length: -5\r\n",
                "content-length: +5\r\n",
                "content-length: 0x5\r\n",
                "content-length: 5e0\r\n",
                "content-length: 5 5\r\n",
                "content-length: 5.0\r\n",
                "content-length: five\r\n",
                "content-length:\r\n",
                "content-length: \u0665\r\n",
                "content-length: 9223372036854775808\r\n",
                "content-length: 99999999999999999999999999\r\n",
                "transfer-encoding: identity\r\n",
                "transfer-encoding: gzip\r\n",
                "transfer-encoding: gzip, chunked\r\n",
                "transfer-encoding: chunked, gzip\r\n",
                "transfer-encoding: chunked, chunked\r\n",
                "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
                "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
                "transfer-encoding: xchunked\r\n",
                "transfer-encoding: chunkedx\r\n",
                "transfer-encoding: \"chunked\"\r\n",
                "transfer-encoding: chunked;q=1\r\n",
                "transfer-encoding: ,chunked\r\n",
                "transfer-encoding:\r\n",
                "transfer-encoding:\u000bchunked\r\n",
                "transfer-encoding: chunked\u000b\r\n",
                "transfer-encoding : chunked\r\n",
                "transfer_encoding: chunked\r\ntransfer-encoding\t: chunked\r\n",
                "content-length : 5\r\n",
                "content-length\t: 5\r\n",
                "x-a: b\r\n content-length: 5\r\n",
                "x-a: b\r\n\tfolded\r\ncontent-length: 5\r\n",
                "transfer-encoding:\r\n chunked\r\n",
                " x-a: b\r\ncontent-length: 5\r\n",
                ": empty\r\ncontent-length: 5\r\n",
                "no colon at all\r\ncontent-length: 5\r\n",
                "x a: b\r\ncontent-length: 5\r\n",
                "x(a): b\r\ncontent-length: 5\r\n",
                "x\u0001a: b\r\ncontent-length: 5\r\n",
                "x-a: b\u0000c\r\ncontent-length: 5\r\n",
                "x-a: b\u0001c\r\ncontent-length: 5\r\n",
                "x-a: b\u007fc\r\ncontent-length: 5\r\n",
                "x-a: b\rcontent-length: 5\r\n\r\n",
                "x-a: b\r\rcontent-length: 5\r\n",
                "x-a: b\ncontent-length: 5\r\n",
                "content-length: 5\n",
                "expect: 200-maybe\r\ncontent-length: 5\r\n");
    }

    @ParameterizedTest
    @MethodSource("framing")
    void head_ambiguous_isRefusedAndNothingBehindItIsAnswered(String headers) throws Exception {
        refused(HEAD + HOST + Stage.AUTHORIZED + headers + "\r\nabcde" + NEXT);
        refused(HEAD + HOST + Stage.AUTHORIZED + headers + "\r\n0\r\n\r\n" + NEXT);
    }

    /** Whole requests whose first lines or hosts are wrong. */
    static List<String> requests() {
        String rest = Stage.AUTHORIZED + "content-length: 2\r\n\r\n{}";
        return List.of(
                HEAD + rest,
                HEAD + HOST + HOST + rest,
                HEAD + "host: a\r\nhost: b\r\n" + rest,
                HEAD + "host: a b\r\n" + rest,
                HEAD + "host: a/b\r\n" + rest,
                HEAD + "host: user@a\r\n" + rest,
                HEAD + "host: a, b\r\n" + rest,
                "CONNECT api.openai.com:443 HTTP/1.1\r\n" + HOST + rest,
                "OPTIONS * HTTP/1.1\r\n" + HOST + rest,
                "POST v1/chat/completions HTTP/1.1\r\n" + HOST + rest,
                "POST ftp://host/v1/chat/completions HTTP/1.1\r\n" + HOST + rest,
                "POST  /v1/chat/completions HTTP/1.1\r\n" + HOST + rest,
                "POST /v1/chat/completions  HTTP/1.1\r\n" + HOST + rest,
                "POST /v1/chat/completions HTTP/1.1 x\r\n" + HOST + rest,
                "POST /v1/chat completions HTTP/1.1\r\n" + HOST + rest,
                "POST /v1/chat/completions HTTP/1.2\r\n" + HOST + rest,
                "POST /v1/chat/completions HTTP/2.0\r\n" + HOST + rest,
                "POST /v1/chat/completions HTTP/0.9\r\n" + HOST + rest,
                "POST /v1/chat/completions HTTP/1.10\r\n" + HOST + rest,
                "POST /v1/chat/completions HTTPS/1.1\r\n" + HOST + rest,
                "POST /v1/chat/completions http/1.1\r\n" + HOST + rest,
                "POST /v1/chat/completions\r\n" + HOST + rest,
                "POST\t/v1/chat/completions\tHTTP/1.1\r\n" + HOST + rest,
                "POST /v1/chat/completions HTTP/1.1\n" + HOST + rest,
                "POST /v1/chat/completions\u0000 HTTP/1.1\r\n" + HOST + rest,
                "PO\u0000ST /v1/chat/completions HTTP/1.1\r\n" + HOST + rest,
                "P(ST /v1/chat/completions HTTP/1.1\r\n" + HOST + rest,
                "GET /v1/models\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n",
                "complete nonsense\r\n\r\n",
                "{\"model\":\"up/m\"}\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.0\r\ntransfer-encoding: chunked\r\n" + Stage.AUTHORIZED
                        + "\r\n2\r\n{}\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void request_notOurHttp_isRefusedAndNothingBehindItIsAnswered(String request) throws Exception {
        refused(request + NEXT);
    }

    /** Bodies in chunks that are wrong. */
    static List<String> chunks() {
        return List.of(
                "-1\r\n{}\r\n0\r\n\r\n",
                "0x2\r\n{}\r\n0\r\n\r\n",
                "+2\r\n{}\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
                "80000000\r\n{}\r\n0\r\n\r\n",
                "100000002\r\n{}\r\n0\r\n\r\n",
                "2 2\r\n{}\r\n0\r\n\r\n",
                " 2\r\n{}\r\n0\r\n\r\n",
                "2 \r\n{}\r\n0\r\n\r\n",
                "\r\n{}\r\n0\r\n\r\n",
                "g\r\n{}\r\n0\r\n\r\n",
                ";a=b\r\n{}\r\n0\r\n\r\n",
                "2\n{}\r\n0\r\n\r\n",
                "2\r\n{}\n0\r\n\r\n",
                "2\r\n{}0\r\n\r\n",
                "2\r\n{}xx0\r\n\r\n",
                "2\r\n{}}\r\n0\r\n\r\n",
                "2\r{}\r\n0\r\n\r\n",
                "2;a=b\n{}\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void chunk_malformed_isRefusedAndNothingBehindItIsAnswered(String body) throws Exception {
        refused(HEAD + HOST + Stage.AUTHORIZED + "transfer-encoding: chunked\r\n\r\n" + body + NEXT);
    }

    @Test
    void fold_splitOverTwoWrites_isRefused() throws Exception {
        try (RawClient client = new RawClient(stage.gateway().port())) {
            client.send(HEAD + HOST + Stage.AUTHORIZED + "x-a: b\r\n");
            quiet();
            client.send(" transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n{}" + NEXT);
            expectRefusal(client, "a split fold");
        }
    }

    @Test
    void chunkExtensionsAndTrailers_allowed_areNotForwarded() throws Exception {
        int before = stage.upstream().requests().size();
        try (RawClient client = new RawClient(stage.gateway().port())) {
            byte[] question = Stage.QUESTION.getBytes(StandardCharsets.UTF_8);
            client.send(HEAD + HOST + Stage.AUTHORIZED + "transfer-encoding: Chunked\r\n\r\n"
                    + Integer.toHexString(question.length) + ";secret=extension\r\n" + Stage.QUESTION
                    + "\r\n0;more\r\nauthorization: Bearer trailer\r\nx-trailer: yes\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            client.send(NEXT);
            assertThat(client.read().status()).isEqualTo(200);
        }
        var seen = stage.upstream().requests().get(before);
        assertThat(seen.body()).hasSize(Stage.QUESTION.length() - 3);
        assertThat(seen.headers().toString()).doesNotContain("trailer", "extension");
    }

    @Test
    void absoluteForm_anyHost_isServedByItsPath() throws Exception {
        try (RawClient client = new RawClient(stage.gateway().port())) {
            client.send("GET http://elsewhere.example/health/live?x=/v1/models HTTP/1.1\r\nhost: here\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            client.send("GET http://elsewhere.example?/health HTTP/1.1\r\nhost: here\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(404); // the path is empty
        }
    }

    @Test
    void method_lowerCase_isAnotherMethod() throws Exception {
        try (RawClient client = new RawClient(stage.gateway().port())) {
            client.send(
                    "post /v1/chat/completions HTTP/1.1\r\n" + HOST + Stage.AUTHORIZED + "content-length: 2\r\n\r\n{}");
            assertThat(client.read().status()).isEqualTo(405);
        }
    }

    @Test
    void garbage_long_isAnsweredWithoutReset() throws Exception {
        byte[] garbage = new byte[30_000];
        Arrays.fill(garbage, (byte) 'x');
        for (int i = 0; i < 20; i++) {
            try (RawClient client = new RawClient(stage.gateway().port())) {
                client.send("BAD\r\n").send(garbage);
                assertThat(client.read().status()).isEqualTo(400);
                assertThat(client.closed()).isTrue();
            }
        }
    }

    /** Lets the loops take what was sent, so that the next bytes come in another read. */
    private static void quiet() {
        for (int round = 0; round < 2; round++) {
            stage.gateway()
                    .process()
                    .workers()
                    .keySet()
                    .forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        }
    }

    private static void refused(String bytes) throws Exception {
        try (RawClient client = new RawClient(stage.gateway().port())) {
            client.send(bytes.getBytes(StandardCharsets.UTF_8));
            expectRefusal(client, bytes);
        }
    }

    private static void expectRefusal(RawClient client, String sent) throws Exception {
        int before = stage.upstream().requests().size();
        client.socket().setSoTimeout(5_000);
        String all = readAll(client);
        assertThat(all).as("the answer to %s", sent).startsWith("HTTP/1.1 4").contains("connection: close");
        assertThat(all.split("HTTP/1\\.1 \\d", -1))
                .as("answers to %s: %s", sent, all)
                .hasSize(2);
        assertThat(all).contains("{\"error\":{\"message\":", "\"type\":", "\"param\":", "\"code\":");
        assertThatCode(() -> client.send(NEXT))
                .satisfiesAnyOf(e -> assertThat(e).isNull(), e -> assertThat(e).isInstanceOf(IOException.class));
        assertThat(stage.upstream().requests()).as("reached by %s", sent).hasSize(before);
    }

    private static String readAll(RawClient client) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            client.socket().getInputStream().transferTo(all);
        } catch (SocketException e) {
            all.writeBytes("RESET".getBytes(StandardCharsets.US_ASCII));
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }
}
