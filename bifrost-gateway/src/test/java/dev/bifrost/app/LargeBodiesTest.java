package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Ending;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that do not fit into memory all at once. */
class LargeBodiesTest {
    private static final String BEGIN = "{\"messages\":[{\"role\":\"user\",\"content\":\"";
    private static final String END = "\"}],\"model\":\"up/m\"}";
    private static final String SENT = "\"}],\"model\":\"m\"}";
    /** So much is made at once; what is longer is filled up behind it. */
    private static final int FIRST = 64 << 10;

    private static final byte[] FILL = fill();

    @Test
    void fiftyOf20MbAtOnce_within128Mb_areAllAnswered() throws Exception {
        int size = 20 << 20;
        try (Stage stage = Stage.scripted(LargeBodiesTest::digest, "max_buffered: 128MB");
                ExecutorService clients = Executors.newFixedThreadPool(50)) {
            List<Future<RawClient.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                RawClient client = stage.client();
                client.socket().setSoTimeout(60_000);
                answers.add(clients.submit(() -> ask(client, size, (byte) 'a')));
            }
            long most = 0;
            while (!answers.stream().allMatch(Future::isDone)) {
                most = Math.max(
                        most, stage.gateway().process().gateway().memory().held());
                LockSupport.parkNanos(500_000);
            }
            String expected = expected(size, (byte) 'a');
            for (Future<RawClient.Answer> answer : answers) {
                assertThat(answer.get().status()).as(answer.get().text()).isEqualTo(200);
                assertThat(answer.get().text()).contains(expected);
            }
            assertThat(most).isPositive().isLessThanOrEqualTo(128L << 20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void body_aroundTheLimitOfMemory_isTheSame(int more) throws Exception {
        int size = (1 << 20) + more;
        try (Stage stage = Stage.scripted(LargeBodiesTest::digest)) {
            RawClient.Answer answer = ask(stage.client(), size, (byte) 'z');
            assertThat(answer.text()).contains(expected(size, (byte) 'z'));
        }
    }

    @Test
    void body_inAFile_isSentAgainToTheFallback() throws Exception {
        int size = 5 << 20;
        try (ScriptedUpstream bad = ScriptedUpstream.start(connection -> {
                    while (connection.readHead() != null) {
                        connection.socket().getInputStream().skipNBytes(100_000);
                        connection.answer(503, "application/json", "{}");
                        connection.awaitClosed();
                    }
                });
                ScriptedUpstream good = ScriptedUpstream.start(LargeBodiesTest::digest);
                TestGateway gateway =
                        TestGateway.start(Stage.yaml(bad).replace("virtual_keys:", """
                                  - name: second
                                    dialect: openai
                                    base_url: %s
                                    api_key: sk-2
                                models:
                                  - { alias: up/m, provider: up, model: m, fallback: [second/m] }
                                virtual_keys:""".formatted(good.baseUrl())));
                RawClient client = new RawClient(gateway.port())) {
            RawClient.Answer answer = ask(client, size, (byte) 'f');
            assertThat(answer.text()).contains(expected(size, (byte) 'f'));
            assertThat(answer.header("x-bifrost-attempts")).isEqualTo("2");
        }
    }

    @Test
    void body_largerThanTheDiskMayHold_is413() throws Exception {
        try (Stage stage = Stage.scripted(LargeBodiesTest::digest, "max_spilled: 3MB")) {
            RawClient.Answer answer = ask(stage.client(), 5 << 20, (byte) 'd');
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).contains("max_spilled");
            assertThat(stage.gateway().nextRecord().ending()).isEqualTo(Ending.REFUSED);
        }
    }

    @Test
    void memory_full_is503() throws Exception {
        try (Stage stage = Stage.scripted(LargeBodiesTest::digest, "max_buffered: 100KB")) {
            RawClient.Answer answer = ask(stage.client(), 200_000, (byte) 'm');
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("1");
            assertThat(answer.text()).contains("max_buffered");
        }
    }

    @Test
    void spillFolder_unwritable_is503AndNothingReachesTheUpstream() throws Exception {
        String before = System.getProperty("java.io.tmpdir");
        System.setProperty("java.io.tmpdir", "/proc/nowhere");
        try (Stage stage = Stage.scripted(LargeBodiesTest::digest)) {
            RawClient.Answer answer = ask(stage.client(), 2 << 20, (byte) 'u');
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("on disk");
            assertThat(stage.upstream().connections()).isZero();
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }
    }

    @Test
    void spillFile_inUse_isNotVisible() throws Exception {
        try (Stage stage = Stage.scripted(LargeBodiesTest::digest)) {
            RawClient client = stage.client();
            byte[] body = body(3 << 20, (byte) 'v');
            client.send(head(body.length)).send(Arrays.copyOf(body, 2 << 20));
            TestGateway.await(() -> stage.gateway().process().gateway().disk().held() > 1 << 20);
            try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                assertThat(files.filter(file -> file.toString().endsWith(".spill")))
                        .isEmpty();
            }
            client.send(Arrays.copyOfRange(body, 2 << 20, body.length));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void client_goneDuringUpload_releasesAll() throws Exception {
        try (Stage stage = Stage.scripted(LargeBodiesTest::digest)) {
            for (int size : new int[] {100_000, 2 << 20}) {
                RawClient client = stage.client();
                client.send(head(3 << 20)).send(Arrays.copyOf(body(3 << 20, (byte) 'g'), size));
                client.close();
                assertThat(stage.gateway().nextRecord().ending()).isEqualTo(Ending.CLIENT_GONE);
            }
            TestGateway.await(() -> stage.gateway().process().gateway().disk().held() == 0);
            assertThat(stage.gateway().process().gateway().memory().held()).isZero();
            assertThat(stage.upstream().connections()).isZero();
        }
    }

    @Test
    void client_goneWhileTheBodyIsSentOn_releasesAll() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        try (Stage stage = Stage.scripted(connection -> {
            connection.readHead();
            reached.countDown();
            connection.awaitClosed();
        })) {
            RawClient client = stage.client();
            client.send(head(9 << 20)).send(body(9 << 20, (byte) 's'));
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            client.close();
            assertThat(stage.gateway().nextRecord().ending()).isEqualTo(Ending.CLIENT_GONE);
        }
    }

    /** Answers with the length and checksum of what came, and with what stood at its end. */
    private static void digest(ScriptedUpstream.Connection connection) throws IOException {
        for (var head = connection.readHead(); head != null; head = connection.readHead()) {
            CRC32 sum = new CRC32();
            int length = Integer.parseInt(head.header("content-length"));
            byte[] piece = new byte[64 << 10];
            InputStream in = connection.in();
            for (int left = length; left > 0; ) {
                int n = in.read(piece, 0, Math.min(left, piece.length));
                if (n < 0) {
                    return;
                }
                sum.update(piece, 0, n);
                left -= n;
            }
            connection.answer(200, "application/json", "{\"got\":\"" + length + " " + sum.getValue() + "\"}");
        }
    }

    /** What {@link #digest} says of a body that {@link #ask} sent, with another model in it. */
    private static String expected(int size, byte mark) {
        CRC32 sum = new CRC32();
        int kept = Math.min(size, FIRST) - END.length();
        sum.update(body(Math.min(size, FIRST), mark), 0, kept);
        for (int left = size - FIRST; left > 0; left -= FILL.length) {
            sum.update(FILL, 0, Math.min(left, FILL.length));
        }
        sum.update(SENT.getBytes(StandardCharsets.US_ASCII));
        return size - END.length() + SENT.length() + " " + sum.getValue();
    }

    private static RawClient.Answer ask(RawClient client, int size, byte mark) throws IOException {
        client.send(head(size));
        try {
            byte[] first = body(Math.min(size, FIRST), mark);
            if (size == first.length) {
                client.send(first);
            } else {
                client.send(Arrays.copyOf(first, FIRST - END.length()));
                for (int left = size - FIRST; left > 0; left -= FILL.length) {
                    client.send(Arrays.copyOf(FILL, Math.min(left, FILL.length)));
                }
                client.send(END);
            }
        } catch (java.net.SocketException e) {
            // answered before the end
        }
        return client.read();
    }

    private static String head(int length) {
        return "POST " + Stage.CHAT + " HTTP/1.1\r\nhost: a\r\n" + Stage.AUTHORIZED + "content-length: " + length
                + "\r\n\r\n";
    }

    private static byte[] body(int size, byte mark) {
        byte[] body = new byte[size];
        for (int at = 0; at < size; at += FILL.length) {
            System.arraycopy(FILL, 0, body, at, Math.min(FILL.length, size - at));
        }
        System.arraycopy(BEGIN.getBytes(StandardCharsets.US_ASCII), 0, body, 0, BEGIN.length());
        body[BEGIN.length()] = mark;
        System.arraycopy(END.getBytes(StandardCharsets.US_ASCII), 0, body, size - END.length(), END.length());
        return body;
    }

    private static byte[] fill() {
        byte[] fill = new byte[99_991];
        for (int i = 0; i < fill.length; i++) {
            fill[i] = (byte) ('0' + i * 31 % 74 % 44); // no quote, no backslash
        }
        return fill;
    }
}
