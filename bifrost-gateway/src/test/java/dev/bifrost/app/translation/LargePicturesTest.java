package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.app.TestGateway;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.exchange.MemoryBudget;
import dev.bifrost.testing.LoopSampler;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures to providers of another dialect: neither the heap nor a loop notices how large they are. */
class LargePicturesTest {
    private static final Counterpart CLAUDE = Acting.counterpart("anthropic");
    private static final byte[] FILL = "iVBORw0KGgoAAAANSUhEUgAA".repeat(4096).getBytes(StandardCharsets.US_ASCII);
    /** A multiple of the fill. */
    private static final int PICTURE = 20 * 1024 * 1024 / FILL.length * FILL.length;

    private static String picture(String data) {
        return Voice.CHAT.body(
                "m",
                false,
                "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                        + data + "\"}},{\"type\":\"text\",\"text\":\"What is it?\"}]}]");
    }

    @Test
    void fiftyPicturesOf20Mb_within128Mb_arriveAsSmallOnesDoAndTakeNoHeap() throws Exception {
        CountDownLatch arrived = new CountDownLatch(50);
        CountDownLatch measured = new CountDownLatch(1);
        try (Acting acting = Acting.scripted(
                        CLAUDE,
                        "server:\n  max_buffered: 128MB\n",
                        connection -> digest(connection, arrived, measured));
                ExecutorService clients = Executors.newFixedThreadPool(50)) {
            String expected = digestOf(sent("PICTURE").split("PICTURE", -1));
            long before = heap();
            List<Future<RawClient.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(clients.submit(() -> ask(acting, PICTURE / FILL.length)));
            }
            MemoryBudget documents = acting.gateway().process().gateway().translating();
            long most = 0;
            while (!arrived.await(1, TimeUnit.MILLISECONDS)) {
                most = Math.max(most, documents.held());
            }
            long taken = heap() - before; // by fifty requests that have been sent and could yet be sent elsewhere
            measured.countDown();
            for (Future<RawClient.Answer> answer : answers) {
                assertThat(answer.get().text()).contains(expected);
                assertThat(answer.get().status()).isEqualTo(200);
            }
            assertThat(most).as("heap for documents").isPositive().isLessThan(16 << 20);
            assertThat(taken / 50).as("heap for each call").isLessThan(1 << 20);
        }
    }

    /** Bytes of heap in use, without garbage. */
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** What Anthropic is sent for a picture. */
    private static String sent(String picture) throws Exception {
        try (Acting acting = Acting.of(CLAUDE, Acting.well(CLAUDE))) {
            assertThat(acting.post(Voice.CHAT.path, "", picture(picture)).status())
                    .isEqualTo(200);
            return acting.upstream(0).requests().getFirst().text();
        }
    }

    private static RawClient.Answer ask(Acting acting, int fills) throws IOException {
        String[] around = picture("@").split("@", -1);
        long length = around[0].length() + (long) fills * FILL.length + around[1].length();
        try (RawClient client = acting.client()) {
            client.socket().setSoTimeout(60_000);
            client.send("POST " + Voice.CHAT.path + " HTTP/1.1\r\nhost: a\r\n" + Acting.AUTHORIZED + "content-length: "
                    + length + "\r\n\r\n" + around[0]);
            for (int i = 0; i < fills; i++) {
                client.send(FILL);
            }
            return client.send(around[1]).read();
        }
    }

    /** Answers with the digest of what came, none of which is kept, once all have come. */
    private static void digest(ScriptedUpstream.Connection connection, CountDownLatch arrived, CountDownLatch measured)
            throws Exception {
        byte[] piece = new byte[64 << 10];
        for (Request head = connection.readHead(); head != null; head = connection.readHead()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int left = Integer.parseInt(head.header("content-length")); left > 0; ) {
                int n = connection.in().read(piece, 0, Math.min(left, piece.length));
                if (n < 0) {
                    return;
                }
                digest.update(piece, 0, n);
                left -= n;
            }
            arrived.countDown();
            measured.await();
            String said = HexFormat.of().formatHex(digest.digest());
            connection.answer(200, "application/json", CLAUDE.whole2().replace("12 degrees.", said));
        }
    }

    private static String digestOf(String... around) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(around[0].getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < PICTURE / FILL.length; i++) {
            digest.update(FILL);
        }
        return HexFormat.of().formatHex(digest.digest(around[1].getBytes(StandardCharsets.UTF_8)));
    }

    private static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void body_inAFile_isTranslatedAgainForTheFallback() throws Exception {
        Counterpart chat = Acting.counterpart("openai (chat)");
        Counterpart cohere = Acting.counterpart("cohere");
        String body = picture(new String(FILL, StandardCharsets.US_ASCII).repeat(30));
        Acting.Act fails = Acting.answering(500, "", "");
        try (Acting acting = Acting.of(
                List.of(CLAUDE, cohere, chat),
                "retry: { attempts: 2, initial: 1ms, max: 1ms }",
                "",
                fails,
                fails,
                Acting.well(chat))) {
            RawClient.Answer answer = acting.post(Voice.CHAT.path, "", body);

            assertThat(answer.header("x-bifrost-target")).as(answer.text()).isEqualTo("p2/m-1");
            String data = new String(FILL, StandardCharsets.US_ASCII).repeat(30);
            assertThat(acting.upstream(0).requests())
                    .hasSizeBetween(1, 2)
                    .allSatisfy(each -> assertThat(each.text()).contains(data));
            assertThat(acting.upstream(1).requests().getFirst().text()).contains("data:image/png;base64," + data);
            assertThat(acting.upstream(2).requests().getFirst().text()).isEqualTo(body.replace("\"m\"", "\"m-1\""));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 300_000, 900_000, 5_000_000})
    void signedRequest_ofAnySize_isSignedOverWhatIsSent(int size) throws Exception {
        Counterpart converse = Acting.counterpart("bedrock (Converse)");
        Counterpart signed = new Counterpart(
                "signed",
                "{ name: p, type: bedrock, base_url: \"%s\", region: eu-central-1, access_key: AKIDEXAMPLE, secret_key: secretsecret }",
                "amazon.nova-pro-v1:0",
                converse.framing(),
                converse.whole1(),
                converse.stream1(),
                converse.whole2(),
                converse.stream2(),
                "",
                "");
        try (Acting acting = Acting.of(signed, Acting.well(signed));
                LoopSampler sampler = LoopSampler.start()) {
            List<String> bodies = List.of(
                    picture(new String(FILL, StandardCharsets.US_ASCII)
                            .repeat(1 + size / FILL.length)
                            .substring(0, size)),
                    Voice.CHAT.ask("m", false, "line\n".repeat(size / 5)));
            for (String body : bodies) {
                RawClient.Answer answer = acting.post(Voice.CHAT.path, "", body);

                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                Request sent = acting.upstream(0).requests().getLast();
                assertThat(sent.header("x-amz-content-sha256")).isEqualTo(hash(sent.body()));
                assertThat(sent.header("authorization")).startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/");
                assertThat(sent.body().length).isGreaterThan(size);
            }
            TestGateway.await(() -> acting.gateway().process().gateway().disk().held() == 0);
            assertThat(sampler.caught()).isEmpty();
        }
    }
}
