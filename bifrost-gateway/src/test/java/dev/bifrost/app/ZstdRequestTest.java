package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Clients that send zstd, as Codex does, are understood, and can not blow the gateway up with it. */
class ZstdRequestTest {
    private static final String BODY = "{\"model\":\"up/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Grüezi\"}]}";
    private static final String SENT_ON = BODY.replace("up/m", "m");

    @Test
    void zstdBody_reachesTheProviderDecoded() throws Exception {
        try (ScriptedUpstream upstream = answering();
                TestGateway gateway = gateway(upstream, "100MB");
                RawClient client = new RawClient(gateway.port())) {
            assertThat(post(client, zstd(BODY), "zstd").status()).isEqualTo(200);
            assertThat(post(client, streamed(BODY), "ZSTD").status()).isEqualTo(200);
            assertThat(upstream.requests()).hasSize(2).allSatisfy(request -> {
                assertThat(request.text()).isEqualTo(SENT_ON);
                assertThat(request.header("content-encoding")).isNull();
            });
            assertThat(gateway.nextRecord().bytesIn()).isEqualTo(bytes(BODY).length);
        }
    }

    @Test
    void zstdBody_splitAnywhere_isTheSame() throws Exception {
        try (ScriptedUpstream upstream = answering();
                TestGateway gateway = gateway(upstream, "1MB");
                RawClient client = new RawClient(gateway.port())) {
            byte[] body = streamed(BODY);
            for (int at = 0; at <= body.length; at++) {
                client.send(head("zstd", body.length));
                client.send(Arrays.copyOf(body, at));
                quiet(gateway);
                client.send(Arrays.copyOfRange(body, at, body.length));
                assertThat(client.read().status()).as("split at %s", at).isEqualTo(200);
            }
            assertThat(upstream.requests())
                    .allSatisfy(request -> assertThat(request.text()).isEqualTo(SENT_ON));
        }
    }

    @Test
    void bodyTooLargeForMemory_comesWhole() throws Exception {
        try (ScriptedUpstream upstream = answering();
                TestGateway gateway = gateway(upstream, "100MB");
                RawClient client = new RawClient(gateway.port())) {
            StringBuilder prose = new StringBuilder();
            for (int i = 0; prose.length() < 20_000_000; i++) {
                prose.append("sentence ").append(i).append(", and then some more of the same. ");
            }
            String body = BODY.replace("Grüezi", prose);

            assertThat(post(client, streamed(body), "zstd").status()).isEqualTo(200);
            assertThat(upstream.requests().getFirst().text()).isEqualTo(body.replace("up/m", "m"));
        }
    }

    @Test
    void bombs_areRefusedAtTheLimit_orDecodedNoFasterThanTheyAreKept() throws Exception {
        try (ScriptedUpstream upstream = answering();
                TestGateway small = gateway(upstream, "1MB");
                TestGateway large = gateway(upstream, "100MB");
                RawClient refused = new RawClient(small.port());
                RawClient taken = new RawClient(large.port())) {
            byte[] bomb = zstd(BODY + " ".repeat(80_000_000));

            assertThat(bomb).hasSizeLessThan(20_000);
            assertThat(post(refused, bomb, "zstd").status()).isEqualTo(413);
            assertThat(post(taken, bomb, "zstd").status()).isEqualTo(200);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void brokenZstd_isABadRequest() throws Exception {
        try (ScriptedUpstream upstream = answering();
                TestGateway gateway = gateway(upstream, "1MB")) {
            byte[] body = zstd(BODY);
            for (int length = 0; length < body.length; length++) {
                assertThat(once(gateway, Arrays.copyOf(body, length)).text())
                        .as("the first %s bytes", length)
                        .contains("The request body in zstd breaks off");
            }
            assertThat(once(gateway, bytes(BODY)).text()).contains("The request body is not valid zstd");
            for (int extra : new int[] {1, 9, 700}) {
                assertThat(once(gateway, Arrays.copyOf(body, body.length + extra))
                                .status())
                        .isEqualTo(400);
            }
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    void severalFrames_areOneBody() throws Exception {
        try (ScriptedUpstream upstream = answering();
                TestGateway gateway = gateway(upstream, "1MB")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(new byte[] {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'}); // to be skipped
            for (int at = 0; at < BODY.length(); at += 20) {
                body.writeBytes(zstd(BODY.substring(at, Math.min(BODY.length(), at + 20))));
            }

            assertThat(once(gateway, body.toByteArray()).status()).isEqualTo(200);
            assertThat(upstream.requests().getFirst().text()).isEqualTo(SENT_ON);
        }
    }

    @Test
    void endlessEmptyFrames_areRefused() throws Exception {
        try (ScriptedUpstream upstream = answering();
                TestGateway gateway = gateway(upstream, "1MB")) {
            byte[] empty = zstd("");
            byte[] body = new byte[empty.length * 20_000];
            for (int at = 0; at < body.length; at += empty.length) {
                System.arraycopy(empty, 0, body, at, empty.length);
            }

            assertThat(once(gateway, body).text()).contains("too many frames");
        }
    }

    @Test
    void frameThatNeedsALargeWindow_isRefusedWithTheReason() throws Exception {
        try (ScriptedUpstream upstream = answering();
                TestGateway gateway = gateway(upstream, "100MB")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            try (var out = new ZstdOutputStreamNoFinalizer(body).setLong(27)) {
                out.write(bytes(BODY));
            }

            RawClient.Answer answer = once(gateway, body.toByteArray());

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("needs a window of more than 8 MiB");
        }
    }

    @Test
    void damagedBodies_areAnsweredAllTheSame() throws Exception {
        try (ScriptedUpstream upstream = answering();
                TestGateway gateway = gateway(upstream, "1MB")) {
            byte[] whole = zstd(BODY.repeat(50));
            Seeded.times(300, random -> {
                byte[] body = whole.clone();
                for (int damage = random.nextInt(1, 5); damage > 0; damage--) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt();
                }
                try {
                    assertThat(once(gateway, body).status()).isIn(200, 400, 413);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void otherEncodings_areRefusedNamingThoseThatWork() throws Exception {
        try (ScriptedUpstream upstream = answering();
                TestGateway gateway = gateway(upstream, "1MB")) {
            for (String coding : new String[] {"br", "deflate", "gzip, zstd", "compress"}) {
                try (RawClient client = new RawClient(gateway.port())) {
                    RawClient.Answer answer = post(client, bytes(BODY), coding);
                    assertThat(answer.status()).isEqualTo(415);
                    assertThat(answer.text()).contains("'" + coding + "'", "send identity, gzip or zstd");
                }
            }
        }
    }

    private static ScriptedUpstream answering() throws IOException {
        return ScriptedUpstream.answering(200, "application/json", "{\"choices\":[]}");
    }

    private static TestGateway gateway(ScriptedUpstream upstream, String maxBody) {
        return TestGateway.start("server: { max_body: " + maxBody
                + " }\nproviders:\n  - { name: up, dialect: openai, base_url: \"" + upstream.baseUrl() + "\" }\n");
    }

    /** Lets the loops take what was sent, so that the next bytes come in another read. */
    private static void quiet(TestGateway gateway) {
        for (int round = 0; round < 2; round++) {
            gateway.process()
                    .workers()
                    .keySet()
                    .forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        }
    }

    private static RawClient.Answer once(TestGateway gateway, byte[] body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return post(client, body, "zstd");
        }
    }

    private static RawClient.Answer post(RawClient client, byte[] body, String coding) throws IOException {
        return client.send(head(coding, body.length)).send(body).read();
    }

    private static String head(String coding, int length) {
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: test\r\ncontent-encoding: " + coding
                + "\r\ncontent-length: " + length + "\r\n\r\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** In one frame that says how long it is. */
    private static byte[] zstd(String plain) {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            return context.setLevel(Zstd.defaultCompressionLevel())
                    .setChecksum(true)
                    .compress(bytes(plain));
        }
    }

    /** In a frame that does not say how long it is, as encoders of streams write it. */
    private static byte[] streamed(String plain) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (var out = new ZstdOutputStreamNoFinalizer(body, 3)) {
            out.write(bytes(plain));
        }
        return body.toByteArray();
    }
}
