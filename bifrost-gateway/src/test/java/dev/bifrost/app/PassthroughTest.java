package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.telemetry.metrics.Told;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Routes that go to a provider as they are. */
class PassthroughTest {
    private static final String UP = "host: a\r\nx-bifrost-provider: up\r\n" + Stage.AUTHORIZED;

    @Test
    void upload_fixedAndChunked_arrivesByteForByte() throws Exception {
        byte[] file = random(3 << 20);
        try (Stage stage = Stage.answering()) {
            RawClient client = stage.client()
                    .send("POST /v1/files?purpose=batch HTTP/1.1\r\n" + UP
                            + "content-type: multipart/form-data; boundary=x\r\ncontent-length: " + file.length
                            + "\r\n\r\n")
                    .send(file);
            assertThat(client.read().text()).isEqualTo(Stage.ANSWER);
            client.send("PUT /passthrough/up/uploads/1 HTTP/1.1\r\nhost: a\r\n" + Stage.AUTHORIZED
                            + "transfer-encoding: chunked\r\n\r\n")
                    .send(chunked(file));
            assertThat(client.read().text()).isEqualTo(Stage.ANSWER);
            List<ScriptedUpstream.Request> seen = stage.upstream().requests();
            assertThat(seen.get(0).body()).isEqualTo(file);
            assertThat(seen.get(0).target()).isEqualTo("/v1/files?purpose=batch");
            assertThat(seen.get(0).header("content-type")).isEqualTo("multipart/form-data; boundary=x");
            assertThat(seen.get(0).header("content-length")).isEqualTo("" + file.length);
            assertThat(seen.get(1).body()).isEqualTo(file);
            assertThat(seen.get(1).method()).isEqualTo("PUT");
            assertThat(seen.get(1).target()).isEqualTo("/v1/uploads/1");
            CallRecord record = stage.gateway().nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(record.bytesIn()).isEqualTo(file.length);
        }
    }

    @Test
    void answer_whileUploading_streamsDown() throws Exception {
        try (Stage stage = Stage.scripted(connection -> {
            connection.readHead();
            connection.write("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n");
            byte[] piece = new byte[16];
            for (int i = 0; i < 5; i++) {
                assertThat(connection.socket().getInputStream()).isNotNull();
                connection.chunk("echo " + i);
            }
            connection.endChunks();
            connection.awaitClosed();
            assertThat(piece).hasSize(16);
        })) {
            RawClient client = stage.client()
                    .send("POST /v1/files HTTP/1.1\r\n" + UP + "transfer-encoding: chunked\r\n\r\n")
                    .send("5\r\nhello\r\n");
            assertThat(client.readHead().status()).isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                assertThat(new String(client.readChunk(), StandardCharsets.US_ASCII))
                        .isEqualTo("echo " + i);
            }
            assertThat(client.readChunk()).isEmpty();
            assertThat(stage.gateway().nextRecord().status()).isEqualTo(200);
        }
    }

    @Test
    void download_binary_isByteForByte() throws Exception {
        byte[] file = random(1_000_003);
        try (Stage stage = Stage.scripted(connection -> {
            while (connection.readRequest() != null) {
                connection.write("HTTP/1.1 206 Partial\r\ncontent-type: application/octet-stream\r\ncontent-length: "
                        + file.length + "\r\nset-cookie: a=b\r\nopenai-organization: secret-org\r\netag: x\r\n\r\n");
                connection.write(file);
            }
        })) {
            RawClient client = stage.client()
                    .send("GET /v1/files/1/content?x=1&y=%20z HTTP/1.1\r\n" + UP
                            + "range: bytes=0-\r\ncookie: c=d\r\nx-forwarded-for: 1.2.3.4\r\nx-other: e\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.body()).isEqualTo(file);
            assertThat(answer.headers())
                    .containsEntry("etag", "x")
                    .doesNotContainKeys("set-cookie", "openai-organization");
            ScriptedUpstream.Request seen = stage.upstream().requests().getFirst();
            assertThat(seen.target()).isEqualTo("/v1/files/1/content?x=1&y=%20z");
            assertThat(seen.headers())
                    .containsEntry("range", "bytes=0-")
                    .containsEntry("authorization", "Bearer " + Stage.PROVIDER_KEY)
                    .doesNotContainKeys("cookie", "x-forwarded-for", "x-other", "content-length", "x-bifrost-provider");
        }
    }

    @Test
    void delete_withoutBody_isPassedOn() throws Exception {
        try (Stage stage = Stage.answering()) {
            RawClient client = stage.client().send("DELETE /v1/files/1 HTTP/1.1\r\n" + UP + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(stage.upstream().requests().getFirst().method()).isEqualTo("DELETE");
        }
    }

    @Test
    void head_asked_endsWithoutBody() throws Exception {
        try (Stage stage = Stage.scripted(connection -> {
            while (connection.readRequest() != null) {
                connection.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
            }
        })) {
            RawClient client = stage.client().send("HEAD /v1/files/1 HTTP/1.1\r\n" + UP + "\r\n");
            assertThat(client.readHead().header("content-length")).isEqualTo("1000");
            client.send("GET /health HTTP/1.1\r\nhost: a\r\n\r\n");
            assertThat(client.read().text()).contains("ok");
        }
    }

    @Test
    void upstreamError_ofTheRequest_passesUntouchedButCredentialsAreWithheld() throws Exception {
        String error = "{\"error\":{\"message\":\"key sk-provider is wrong\",\"type\":\"t\"}}";
        try (Stage stage = Stage.scripted(connection -> {
            for (var request = connection.readRequest(); request != null; request = connection.readRequest()) {
                connection.answer(Integer.parseInt(request.target().substring(10)), "application/json", error);
            }
        })) {
            for (int status : List.of(400, 404, 409, 422, 429, 500)) {
                RawClient.Answer answer = get(stage, "/v1/files/" + status);
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.text()).isEqualTo(error);
            }
            for (int status : List.of(401, 403)) {
                RawClient.Answer answer = get(stage, "/v1/files/" + status);
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.text()).contains("upstream_credentials").doesNotContain("sk-provider");
            }
        }
    }

    @Test
    void upstreamError_isAFailureInTheRecord() throws Exception {
        Map<Integer, String> codes =
                Map.of(404, "upstream_refused", 429, "upstream_rate_limited", 500, "upstream_error");
        try (Stage stage = Stage.scripted(connection -> {
            for (var request = connection.readRequest(); request != null; request = connection.readRequest()) {
                connection.answer(Integer.parseInt(request.target().substring(10)), "application/json", "{}");
            }
        })) {
            for (Map.Entry<Integer, String> each : codes.entrySet()) {
                assertThat(get(stage, "/v1/files/" + each.getKey()).text()).isEqualTo("{}");
                CallRecord record = stage.gateway().nextRecord();
                assertThat(record.status()).isEqualTo(each.getKey());
                assertThat(record.failure()).isEqualTo(each.getValue());
                assertThat(record.ending()) // what the client got wrong is no failure of the provider's
                        .isEqualTo(each.getKey() == 404 ? Ending.REFUSED : Ending.UPSTREAM_FAILED);
                assertThat(record.attempts().getFirst().outcome()).isEqualTo(each.getValue());
            }
            assertThat(get(stage, "/v1/files/429").status()).isEqualTo(429);
            Told told = new Told(scrape(stage));
            assertThat(told.sum("bifrost_error_requests_total")).isEqualTo(4);
            assertThat(told.sum("bifrost_success_requests_total")).isZero();
            assertThat(told.count("bifrost_key_cooldowns_total")).isZero();
        }
    }

    @Test
    void stream_isKnownAsOneAndBreaksOffUnchanged() throws Exception {
        CountDownLatch counted = new CountDownLatch(1);
        try (Stage stage = Stage.scripted(connection -> {
            connection.readRequest();
            connection.write(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
            connection.chunk(Stage.EVENT);
            counted.await();
        })) {
            RawClient client = stage.client()
                    .send("POST /passthrough/up/chat/completions HTTP/1.1\r\n" + UP + "content-length: 2\r\n\r\n{}");
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(new String(client.readChunk(), StandardCharsets.UTF_8)).isEqualTo(Stage.EVENT);
            assertThat(stage.gateway().process().gateway().streams()).isEqualTo(1);
            counted.countDown();
            assertThatThrownBy(client::readChunk)
                    .as("nothing of the gateway's own is added")
                    .isInstanceOf(IOException.class);
            CallRecord record = stage.gateway().nextRecord();
            assertThat(record.stream()).isTrue();
            assertThat(record.firstTokenNanos()).isPositive();
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_CUT);
            assertThat(stage.gateway().process().gateway().streams()).isZero();
        }
    }

    @Test
    void stream_thatReportsAnError_hasFailed() throws Exception {
        String events = Stage.EVENT + "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}\n\n";
        try (Stage stage = Stage.of(ScriptedUpstream.answering(200, "text/event-stream", events))) {
            RawClient.Answer answer = get(stage, "/passthrough/up/chat/completions");
            assertThat(answer.text()).isEqualTo(events);
            CallRecord record = stage.gateway().nextRecord();
            assertThat(record.failure()).isEqualTo("upstream_error");
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_CUT);
        }
    }

    private static String scrape(Stage stage) throws IOException {
        return stage.client()
                .send("GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n")
                .read()
                .text();
    }

    @Test
    void connection_deadInThePool_isReplaced() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Stage stage = Stage.scripted(connection -> {
            connection.readRequest();
            connection.answer(200, "application/json", "{}");
            if (connection.readRequest() != null) {
                closed.countDown(); // hang up instead of answering
            }
        })) {
            RawClient client = stage.client().send("GET /v1/files HTTP/1.1\r\n" + UP + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            client.send("POST /v1/files HTTP/1.1\r\n" + UP + "content-length: 5\r\n\r\nhello");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(stage.upstream().requests().getLast().text()).isEqualTo("hello");
        }
    }

    @Test
    void upload_intoAnUpstreamThatDoesNotRead_blocksTheClient() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        int size = 64 << 20;
        try (Stage stage = Stage.scripted(connection -> {
            connection.socket().setReceiveBufferSize(64 << 10);
            go.await();
            connection.readRequest();
            connection.answer(200, "application/json", "{}");
        })) {
            RawClient client =
                    stage.client().send("POST /v1/files HTTP/1.1\r\n" + UP + "content-length: " + size + "\r\n\r\n");
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> upload = CompletableFuture.runAsync(() -> upload(client, size, sent));
            long stuck = steady(sent);
            assertThat(stuck).isLessThan(32L << 20);
            assertThat(upload).isNotDone();
            assertThat(stage.gateway().process().gateway().memory().held()).isLessThan(1 << 20);
            go.countDown();
            upload.get(20, TimeUnit.SECONDS);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(stage.upstream().requests().getFirst().body()).hasSize(size);
        }
    }

    @Test
    void client_goneDuringUpload_endsTheUpstreamCall() throws Exception {
        try (Stage stage = Stage.scripted(connection -> {
            connection.readHead();
            connection.awaitClosed();
        })) {
            RawClient client = stage.client()
                    .send("POST /v1/files HTTP/1.1\r\n" + UP + "content-length: 100000\r\n\r\n")
                    .send(new byte[50_000]);
            TestGateway.await(() -> stage.upstream().connections() == 1);
            client.close();
            assertThat(stage.gateway().nextRecord().ending()).isEqualTo(Ending.CLIENT_GONE);
        }
    }

    private static void upload(RawClient client, int size, AtomicLong sent) {
        byte[] piece = new byte[64 << 10];
        try {
            while (sent.get() < size) {
                client.send(piece);
                sent.addAndGet(piece.length);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value once it has not changed for half a second. */
    static long steady(AtomicLong value) {
        long[] last = {-1, System.nanoTime()};
        TestGateway.await(() -> {
            if (value.get() != last[0]) {
                last[0] = value.get();
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > 500_000_000L;
        });
        return last[0];
    }

    private static RawClient.Answer get(Stage stage, String path) throws IOException {
        return stage.client()
                .send("GET " + path + " HTTP/1.1\r\n" + UP + "\r\n")
                .read();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    private static byte[] chunked(byte[] file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + 10_000);
        for (int at = 0; at < file.length; at += 10_007) {
            int n = Math.min(10_007, file.length - at);
            out.writeBytes((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(file, at, n);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }
}
