package dev.bifrost.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With it a house can prove years later that a text was sent, or was not, without having kept it. */
class BodyHashTest {
    @TempDir
    private static Path folder;

    private static final String BODY = "{\"model\":\"up/m\",\"messages\":[{\"role\":\"user\",\"content\":\"äöü\"}]}";

    private static String yaml(ScriptedUpstream upstream, String folderName, String content, String team, String key) {
        return """
                data: %s
                defaults: { retry: { attempts: 1 } }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                teams:
                  - { name: legal%s }
                virtual_keys:
                  - { name: all, team: legal, key: %s, passthrough: [up]%s }
                observability: { audit: { hash_key: house-key%s } }
                """.formatted(folder.resolve(folderName), upstream.baseUrl(), team, Stage.KEY, key, content);
    }

    private static String hmac(String body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("house-key".getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    }

    private static CallRecord recordOf(TestGateway gateway, String path, String headers, byte[] body)
            throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST " + path + " HTTP/1.1\r\nhost: a\r\n" + Stage.AUTHORIZED + headers
                    + "content-type: application/json\r\ncontent-length: " + body.length + "\r\n\r\n");
            client.send(body);
            assertThat(client.read().status()).isEqualTo(200);
        }
        return gateway.nextRecord();
    }

    @Test
    void bodyHash_everyWayOfABody_isTheHmacOfWhatTheClientWrote() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(upstream, "ways", "", "", ""))) {
            byte[] plain = BODY.getBytes(UTF_8);
            var zipped = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(zipped)) {
                gzip.write(plain);
            }
            String large = BODY.replace("äöü", "x".repeat(2 << 20));

            assertThat(recordOf(gateway, Stage.CHAT, "", plain).bodyHash()).isEqualTo(hmac(BODY));
            assertThat(recordOf(gateway, Stage.CHAT, "content-encoding: gzip\r\n", zipped.toByteArray())
                            .bodyHash())
                    .isEqualTo(hmac(BODY));
            assertThat(recordOf(gateway, Stage.CHAT, "", large.getBytes(UTF_8)).bodyHash())
                    .isEqualTo(hmac(large));
            assertThat(recordOf(gateway, "/passthrough/up/chat/completions", "", plain)
                            .bodyHash())
                    .isEqualTo(hmac(BODY));
        }
    }

    @Test
    void content_ofKeyTeamAndGateway_theNearestToTheKeyWins() throws Exception {
        byte[] body = BODY.getBytes(UTF_8);
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            String[][] cases = {
                {", content: none", "", "", null},
                {"", ", content: none", "", null},
                {", content: none", ", content: hash", "", "hash"},
                {"", ", content: none", ", content: hash", "hash"},
                {"", ", content: hash", ", content: none", null},
            };
            for (int i = 0; i < cases.length; i++) {
                try (TestGateway gateway =
                        TestGateway.startDurable(yaml(upstream, "c" + i, cases[i][0], cases[i][1], cases[i][2]))) {
                    assertThat(recordOf(gateway, Stage.CHAT, "", body).bodyHash())
                            .as("case " + i)
                            .isEqualTo(cases[i][3] == null ? null : hmac(BODY));
                }
            }
        }
    }

    @Test
    void body_thatDidNotComeWhole_hasNone() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(upstream, "half", "", "", ""))) {
            try (RawClient client = new RawClient(gateway.port())) {
                client.send("POST " + Stage.CHAT + " HTTP/1.1\r\nhost: a\r\n" + Stage.AUTHORIZED
                        + "content-length: 1000\r\n\r\n{\"model\":");
            }
            assertThat(gateway.nextRecord().bodyHash()).isNull();
        }
    }
}
