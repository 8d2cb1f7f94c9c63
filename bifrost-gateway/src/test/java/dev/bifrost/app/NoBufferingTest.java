package dev.bifrost.app;

import static dev.bifrost.app.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A token reaches the client before the provider has said the next: the provider waits for it. */
class NoBufferingTest {
    private static final int TOKENS = 200;

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, false",
        "/v1/chat/completions, true",
        "/v1/completions, false",
        "/v1/completions, true",
        "/v1/responses, false"
    })
    void stream_providerWaitsForTheClient_everyTokenArrives(String path, boolean inject) throws Exception {
        boolean responses = path.equals(RESPONSES);
        Semaphore received = new Semaphore(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.startStream();
                    for (int i = 0; i < TOKENS; i++) {
                        assertThat(received.tryAcquire(20, TimeUnit.SECONDS))
                                .as("token " + i)
                                .isTrue();
                        connection.chunk(token(responses, i));
                    }
                    connection.chunk(responses ? COMPLETED : DONE);
                    connection.endChunks();
                });
                TestGateway gateway = gateway("inject_usage: " + inject, "", upstream);
                RawClient client = new RawClient(gateway.port())) {
            client.post(path, "", ASK_STREAM).readHead();
            for (int i = 0; i < TOKENS; i++) {
                assertThat(chunk(client)).isEqualTo(token(responses, i));
                received.release();
            }
            assertThat(chunk(client)).isEqualTo(responses ? COMPLETED : DONE);
            assertThat(chunk(client)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions", "/v1/completions", "/v1/responses"})
    void stream_eventCutInTwo_firstHalfArrivesAtOnce(String path) throws Exception {
        boolean responses = path.equals(RESPONSES);
        Semaphore received = new Semaphore(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.startStream();
                    for (int i = 0; i < TOKENS; i++) {
                        String token = token(responses, i);
                        int cut = i == 0 ? token.length() : 1 + i % (token.length() - 1);
                        assertThat(received.tryAcquire(20, TimeUnit.SECONDS))
                                .as("token " + i)
                                .isTrue();
                        connection.chunk(token.substring(0, cut));
                        if (cut < token.length()) {
                            assertThat(received.tryAcquire(20, TimeUnit.SECONDS))
                                    .as("rest of token " + i)
                                    .isTrue();
                            connection.chunk(token.substring(cut));
                        }
                    }
                    connection.endChunks();
                });
                TestGateway gateway = gateway(upstream);
                RawClient client = new RawClient(gateway.port())) {
            client.post(path, "", ASK_STREAM).readHead();
            StringBuilder all = new StringBuilder();
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < TOKENS; i++) {
                expected.append(token(responses, i));
            }
            for (String piece = chunk(client); !piece.isEmpty(); piece = chunk(client)) {
                all.append(piece);
                received.release();
            }
            assertThat(all.toString()).isEqualTo(expected.toString());
        }
    }

    /** A chunk of HTTP that is cut by the network, instead of an event that is cut by chunks. */
    @ParameterizedTest
    @CsvSource({"/v1/chat/completions", "/v1/responses"})
    void stream_chunkCutInTwo_firstHalfArrivesAtOnce(String path) throws Exception {
        String first = path.equals(RESPONSES) ? DELTA : content("first");
        Semaphore received = new Semaphore(0);
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.startStream();
                    connection.write(Integer.toHexString(first.length() + 100) + "\r\n" + first);
                    assertThat(received.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                    connection.write("x".repeat(40));
                    assertThat(received.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                    connection.write("x".repeat(60) + "\r\n0\r\n\r\n");
                });
                TestGateway gateway = gateway(upstream);
                RawClient client = new RawClient(gateway.port())) {
            client.post(path, "", ASK_STREAM).readHead();
            assertThat(chunk(client)).isEqualTo(first);
            received.release();
            assertThat(chunk(client)).isEqualTo("x".repeat(40));
            received.release();
            assertThat(chunk(client)).isEqualTo("x".repeat(60));
            assertThat(chunk(client)).isEmpty();
        }
    }

    private static String token(boolean responses, int i) {
        return responses ? DELTA.replace("Hi", "t" + i) : content("t" + i);
    }
}
