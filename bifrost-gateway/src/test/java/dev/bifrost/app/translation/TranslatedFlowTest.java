package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.app.matrix.Playing;
import dev.bifrost.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A token leaves when it comes; a client that does not read stops the provider; one that leaves ends the call. */
class TranslatedFlowTest {
    private static final int TOKENS = 50;

    static Stream<Arguments> streams() {
        return Growing.all().stream()
                .flatMap(each -> Stream.of(Voice.values()).map(voice -> Arguments.of(voice, each)));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void stream_providerWaitsForTheClient_everyTokenArrives(Voice voice, Growing growing) throws Exception {
        Semaphore received = new Semaphore(0);
        try (Acting acting = Acting.of(growing.provider(), (connection, request) -> {
                    Playing.begin(growing.provider(), connection);
                    Playing.chunk(connection, growing.first());
                    for (int i = 0; i < TOKENS; i++) {
                        Playing.chunk(connection, growing.more("w" + i + "."));
                        assertThat(received.tryAcquire(20, TimeUnit.SECONDS))
                                .as("token " + i)
                                .isTrue();
                    }
                    return false;
                });
                RawClient client = acting.client()) {
            client.post(voice.path, Acting.AUTHORIZED, voice.ask(true)).readHead();
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < TOKENS; i++) {
                readUntil(client, all, "w" + i + ".");
                received.release();
            }
            CallRecord record = acting.gateway().nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_CUT);
            assertThat(record.failure()).isEqualTo("upstream_broken");
            assertThat(record.firstTokenNanos()).isPositive();
        }
    }

    /** Reads chunks until that has come. */
    private static void readUntil(RawClient client, StringBuilder all, String token) throws IOException {
        while (all.indexOf(token) < 0) {
            byte[] chunk = client.readChunk();
            assertThat(chunk).as("more, before %s, behind %s", token, all).isNotEmpty();
            all.append(new String(chunk, StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void client_gone_stopsTheProviderAndLeavesItsUsage(Voice voice, Growing growing) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Acting acting = Acting.of(growing.provider(), (connection, request) -> {
            Playing.begin(growing.provider(), connection);
            Playing.chunk(connection, growing.first());
            Playing.chunk(connection, growing.more("w0."));
            connection.awaitClosed();
            closed.countDown();
            return false;
        })) {
            try (RawClient client = acting.client()) {
                client.post(voice.path, Acting.AUTHORIZED, voice.ask(true)).readHead();
                readUntil(client, new StringBuilder(), "w0.");
            }
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            CallRecord record = acting.gateway().nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.CLIENT_GONE);
            assertThat(record.status()).isEqualTo(200);
            if (growing.tellsUsageAtOnce()) {
                assertThat(record.usage()).isNotNull();
                assertThat(record.usage().prompt()).isEqualTo(20);
            }
        }
    }

    static Stream<String> providers() {
        return Counterpart.all().stream().map(Counterpart::name);
    }

    /** Thousands of chunks of HTTP in one packet, or one in each. */
    @ParameterizedTest
    @MethodSource("providers")
    void answer_inChunksOfOneByte_isTheSame(String provider) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        AtomicInteger size = new AtomicInteger();
        try (Acting acting = Acting.of(counterpart, (connection, request) -> {
            boolean stream = Acting.streamed(request);
            String type = stream ? Playing.mediaType(counterpart) : "application/json";
            byte[] body = stream
                    ? Acting.joined(Acting.events(counterpart))
                    : counterpart.whole1().getBytes(StandardCharsets.UTF_8);
            connection.write("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ntransfer-encoding: chunked\r\n\r\n");
            connection.write(chunked(body, size.get()));
            return true;
        })) {
            for (Voice voice : Voice.values()) {
                for (boolean stream : new boolean[] {false, true}) {
                    size.set(1 << 20);
                    String once = alike(acting.ask(voice, stream));
                    size.set(1);
                    assertThat(alike(acting.ask(voice, stream))).isEqualTo(once);
                }
            }
        }
    }

    private static byte[] chunked(byte[] body, int size) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; at += size) {
            int n = Math.min(size, body.length - at);
            chunks.writeBytes((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunks.write(body, at, n);
            chunks.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return chunks.toByteArray();
    }

    /** Without what is made anew for every answer. */
    private static String alike(RawClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return answer.text()
                .replaceAll("\"(created|created_at|completed_at)\":\\d+", "")
                .replaceAll("req_[0-9a-f]+", "");
    }

    static List<Arguments> floods() {
        return List.of(
                Arguments.of(Voice.CHAT, growing("anthropic, text")),
                Arguments.of(Voice.MESSAGES, growing("openai (chat), arguments")),
                Arguments.of(Voice.MESSAGES, growing("bedrock (Claude, InvokeModel), text")),
                Arguments.of(Voice.RESPONSES, growing("bedrock (Converse), text")));
    }

    private static Growing growing(String name) {
        return Growing.all().stream()
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What sockets between a provider and a client hold at most. */
    private static final long MOST_BETWEEN = 24L << 20;

    @ParameterizedTest
    @MethodSource("floods")
    void client_thatDoesNotRead_stopsTheProvider(Voice voice, Growing growing) throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch tooMuch = new CountDownLatch(1);
        byte[] token = growing.more("w".repeat(64 << 10));
        try (Acting acting = Acting.of(growing.provider(), (connection, request) -> {
                    connection.socket().setSendBufferSize(64 << 10);
                    Playing.begin(growing.provider(), connection);
                    Playing.chunk(connection, growing.first());
                    for (int i = 0; i < 3200; i++) {
                        Playing.chunk(connection, token);
                        if (written.addAndGet(token.length) >= MOST_BETWEEN) {
                            tooMuch.countDown();
                        }
                    }
                    return false;
                });
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(32 << 10);
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), acting.gateway().port()));
            RawClient client = new RawClient(socket);
            client.post(voice.path, Acting.AUTHORIZED, voice.ask(true));
            assertThat(client.readHead().status()).isEqualTo(200);
            // 200 MB are to come; sockets between us may hold some, as Linux grows their buffers.
            assertThat(tooMuch.await(2, TimeUnit.SECONDS)).isFalse();
            long before = written.get();
            for (int i = 0; i < 400; i++) {
                assertThat(client.readChunk()).isNotEmpty();
            }
            assertThat(written.get()).isGreaterThan(before);
            client.close();
            assertThat(acting.gateway().nextRecord().ending()).isEqualTo(Ending.CLIENT_GONE);
        }
    }
}
