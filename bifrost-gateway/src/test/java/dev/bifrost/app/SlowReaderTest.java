package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A client that stops reading stops the provider, and misses nothing once it reads on. */
class SlowReaderTest {
    private static final int CHUNKS = 3200;
    private static final String EVENT = Stage.EVENT.replace("word", "w".repeat(64 << 10));

    @Test
    void stream_notRead_isNotReadFromTheUpstream() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Stage stage = Stage.scripted(connection -> {
                    connection.readRequest();
                    connection.socket().setSendBufferSize(64 << 10);
                    connection.startStream();
                    for (int i = 0; i < CHUNKS; i++) {
                        connection.chunk(EVENT);
                        written.addAndGet(EVENT.length());
                    }
                    connection.chunk(Stage.DONE);
                    connection.endChunks();
                });
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(32 << 10);
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), stage.gateway().port()));
            RawClient client = new RawClient(socket);
            client.post(
                    Stage.CHAT,
                    Stage.AUTHORIZED,
                    "{\"model\":\"up/m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[]}");
            assertThat(client.readHead().status()).isEqualTo(200);
            // 200 MB are to come; sockets between us may hold some, as Linux grows their buffers.
            assertThat(PassthroughTest.steady(written)).isLessThan(24L << 20);
            long got = 0;
            for (byte[] chunk = client.readChunk(); chunk.length > 0; chunk = client.readChunk()) {
                got += chunk.length;
            }
            assertThat(got).isEqualTo((long) CHUNKS * EVENT.length() + Stage.DONE.length());
        }
    }
}
