package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths are passed on as they are, and for whom. */
class PassthroughAccessTest {
    private static final String UP = "host: a\r\nx-bifrost-provider: up\r\n" + Stage.AUTHORIZED;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/files/../models",
                "/v1/files/..",
                "/v1/files/./a",
                "/v1/files/%2e%2e/a",
                "/v1/files/.%2E/a",
                "/v1/files%2f..%2fa",
                "/v1/files%2Fa",
                "/v1/files%5ca",
                "/v1/files\\a",
                "/v1/files//a",
                "/v1//files",
                "/v1/files/..;/a",
                "/v1/files%00",
                "/v1/files%252e%252e/a",
                "/v1/files%0d%0aa",
                "/v1/files#a",
                "/passthrough/up//x",
                "/passthrough/up/../x",
                "/passthrough/up/%2e%2e/x",
            })
    void path_thatCouldClimb_is400(String path) throws Exception {
        try (Stage stage = Stage.answering()) {
            RawClient client = stage.client().send("GET " + path + " HTTP/1.1\r\n" + UP + "\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(stage.upstream().requests()).isEmpty();
        }
    }

    @Test
    void governedRoute_disguised_isNotPassedOn() throws Exception {
        try (Stage stage = Stage.answering()) {
            for (String path : List.of(
                    "/passthrough/up/chat/completions",
                    "/v1/chat/completions/",
                    "/v1/Chat/completions",
                    "/v1/chat%2Fcompletions",
                    "/v1/ch%61t/completions")) {
                RawClient client = stage.client()
                        .send("POST " + path + " HTTP/1.1\r\nhost: a\r\nx-bifrost-provider: up\r\n"
                                + "content-length: 2\r\n\r\n{}");
                assertThat(client.read().status()).as(path).isIn(400, 401, 404);
            }
            assertThat(stage.upstream().requests()).isEmpty();
        }
    }

    @Test
    void key_withoutPassthrough_is403() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", "{}");
                TestGateway gateway =
                        TestGateway.start(Stage.yaml(upstream).replace("passthrough: [up]", "labels: {}"));
                RawClient client = new RawClient(gateway.port())) {
            client.send("GET /v1/files HTTP/1.1\r\n" + UP + "\r\n");
            assertThat(client.read().status()).isEqualTo(403);
            client.send("GET /passthrough/up/files HTTP/1.1\r\n" + UP + "\r\n");
            assertThat(client.read().status()).isEqualTo(403);
            client.send("GET /passthrough/nobody/files HTTP/1.1\r\n" + UP + "\r\n");
            assertThat(client.read().status()).isIn(400, 403, 404);
            assertThat(upstream.requests()).isEmpty();
        }
    }
}
