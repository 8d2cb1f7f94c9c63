package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Clients that compress what they send are understood, and can not blow the gateway up with it. */
class GzipRequestTest {
    private static final String BODY = "{\"model\":\"up/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Grüezi\"}]}";

    @Test
    void gzipBody_reachesTheProviderDecoded() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", "{\"choices\":[]}");
                TestGateway gateway = TestGateway.start(yaml(upstream, "100MB"));
                RawClient client = new RawClient(gateway.port())) {
            byte[] body = gzip(BODY.getBytes(StandardCharsets.UTF_8));

            assertThat(post(client, body, "gzip").status()).isEqualTo(200);
            assertThat(upstream.requests().getFirst().text()).isEqualTo(BODY.replace("up/m", "m"));
            assertThat(upstream.requests().getFirst().header("content-encoding"))
                    .isNull();
        }
    }

    @Test
    void gzipBomb_isRefusedAtTheLimit() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", "{}");
                TestGateway gateway = TestGateway.start(yaml(upstream, "1MB"));
                RawClient client = new RawClient(gateway.port())) {
            byte[] zeros = new byte[50 << 20];
            Arrays.fill(zeros, (byte) ' ');

            assertThat(post(client, gzip(zeros), "gzip").status()).isEqualTo(413);
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    void brokenGzip_isABadRequest() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", "{}");
                TestGateway gateway = TestGateway.start(yaml(upstream, "1MB"))) {
            byte[] body = gzip(BODY.getBytes(StandardCharsets.UTF_8));
            try (RawClient client = new RawClient(gateway.port())) {
                assertThat(post(client, Arrays.copyOf(body, body.length - 9), "gzip")
                                .status())
                        .isEqualTo(400);
            }
            try (RawClient client = new RawClient(gateway.port())) {
                assertThat(post(client, BODY.getBytes(StandardCharsets.UTF_8), "gzip")
                                .status())
                        .isEqualTo(400);
            }
            try (RawClient client = new RawClient(gateway.port())) {
                assertThat(post(client, body, "deflate").status()).isEqualTo(415);
            }
        }
    }

    @Test
    void severalMembers_areOneBody() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", "{\"choices\":[]}");
                TestGateway gateway = TestGateway.start(yaml(upstream, "1MB"));
                RawClient client = new RawClient(gateway.port())) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int at = 0; at < BODY.length(); at += 20) {
                body.write(gzip(
                        BODY.substring(at, Math.min(BODY.length(), at + 20)).getBytes(StandardCharsets.UTF_8)));
            }

            assertThat(post(client, body.toByteArray(), "gzip").status()).isEqualTo(200);
            assertThat(upstream.requests().getFirst().text()).isEqualTo(BODY.replace("up/m", "m"));
        }
    }

    @Test
    void bytesBehindTheGzip_areABadRequest() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", "{}");
                TestGateway gateway = TestGateway.start(yaml(upstream, "1MB"))) {
            byte[] body = gzip(BODY.getBytes(StandardCharsets.UTF_8));
            for (int extra : new int[] {1, 9, 10, 700}) {
                try (RawClient client = new RawClient(gateway.port())) {
                    assertThat(post(client, Arrays.copyOf(body, body.length + extra), "gzip")
                                    .status())
                            .isEqualTo(400);
                }
            }
            assertThat(upstream.requests()).isEmpty();
        }
    }

    private static RawClient.Answer post(RawClient client, byte[] body, String encoding) throws IOException {
        client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: test\r\ncontent-encoding: " + encoding
                + "\r\ncontent-length: " + body.length + "\r\n\r\n");
        return client.send(body).read();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    private static String yaml(ScriptedUpstream upstream, String maxBody) {
        return "server: { max_body: " + maxBody + " }\nproviders:\n  - { name: up, dialect: openai, base_url: \""
                + upstream.baseUrl() + "\" }\n";
    }
}
