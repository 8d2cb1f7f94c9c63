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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large requests to providers of another dialect: neither the heap nor a loop notices how large they are. */
class LargeTranslationsTest {
    private static final Counterpart CLAUDE = Acting.counterpart("anthropic");
    private static final byte[] FILL = "iVBORw0KGgoAAAANSUhEUgAA".repeat(4096).getBytes(StandardCharsets.US_ASCII);
    /** A multiple of the fill. */
    private static final int PICTURE = 20 * 1024 * 1024 / FILL.length * FILL.length;

    private static final String LINE = "A line of text that is translated, with \\\"quotes\\\".\\n";

    private static String picture(String data) {
        return Voice.CHAT.body(
                "m",
                false,
                "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + data
                        + "\"}},{\"type\":\"text\",\"text\":\"What is it?\"}]}]");
    }

    @Test
    void fiftyPicturesOf20Mb_within128Mb_arriveAsSmallOnesDoAndTakeNoHeap() throws Exception {
        try (Acting acting =
                        Acting.scripted(CLAUDE, "server:\n  max_buffered: 128MB\n", LargeTranslationsTest::digest);
                ExecutorService clients = Executors.newFixedThreadPool(50)) {
            String small = sent("PICTURE");
            String expected = digestOf(small.split("PICTURE", -1));
            ask(acting, 1);
            long before = allocated();
            List<Future<RawClient.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(clients.submit(() -> ask(acting, PICTURE / FILL.length)));
            }
            MemoryBudget documents = acting.gateway().process().gateway().translating();
            long most = 0;
            while (!answers.stream().allMatch(Future::isDone)) {
                most = Math.max(most, documents.held());
                LockSupport.parkNanos(500_000);
            }
            for (Future<RawClient.Answer> answer : answers) {
                assertThat(answer.get().text()).contains(expected);
                assertThat(answer.get().status()).isEqualTo(200);
            }
            assertThat(most).as("heap for documents").isPositive().isLessThan(16 << 20);
            assertThat((allocated() - before) / 50).as("heap that the loops took for a call").isLessThan(10 << 20);
        }
    }

    /** What Anthropic is sent for a picture. */
    private static String sent(String picture) throws Exception {
        try (Acting acting = Acting.of(CLAUDE, Acting.well(CLAUDE))) {
            assertThat(acting.post(Voice.CHAT.path, "", picture(picture)).status()).isEqualTo(200);
            return acting.upstream(0).requests().getFirst().text();
        }
    }

    private static RawClient.Answer ask(Acting acting, int fills) throws IOException {
        String[] around = picture("@").split("@", -1);
        long length = around[0].length() + (long) fills * FILL.length + around[1].length();
        try (RawClient client = acting.client()) {
            client.socket().setSoTimeout(60_000);
            client.send("POST " + Voice.CHAT.path + " HTTP/1.1\r\nhost: a\r\n" + Acting.AUTHORIZED
                    + "content-length: " + length + "\r\n\r\n" + around[0]);
            for (int i = 0; i < fills; i++) {
                client.send(FILL);
            }
            return client.send(around[1]).read();
        }
    }

    /** Answers with the digest of what came, none of which is kept. */
    private static void digest(ScriptedUpstream.Connection connection) throws Exception {
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

    /** Bytes that the loops have allocated on the heap. */
    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Stream.of(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("loop"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
                .sum();
    }

    @Test
    void text_of8Mb_isTranslatedOffTheLoops() throws Exception {
        String text = LINE.repeat((8 << 20) / LINE.length());
        AtomicBoolean over = new AtomicBoolean();
        List<String> caught = new ArrayList<>();
        try (Acting acting = Acting.of(CLAUDE, Acting.well(CLAUDE));
                LoopSampler sampler = LoopSampler.start()) {
            Thread watching = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    caught.addAll(translatingLoops());
                    LockSupport.parkNanos(1_000_000);
                }
            });
            for (Voice voice : List.of(Voice.CHAT, Voice.RESPONSES)) {
                RawClient.Answer answer = acting.post(
                        voice.path, "", voice.body("m", false, "[{\"role\":\"user\",\"content\":\"" + text + "\"}]"));
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                assertThat(acting.upstream(0).requests().getLast().text()).contains(text);
            }
            over.set(true);
            watching.join();
            assertThat(sampler.caught()).isEmpty();
            assertThat(caught).isEmpty();
        }
    }

    private static List<String> translatingLoops() {
        List<String> found = new ArrayList<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            boolean translates = Stream.of(stack).anyMatch(frame -> frame.getClassName()
                            .equals("dev.bifrost.exchange.UnderstoodRequest")
                    && !frame.getMethodName().equals("<init>"));
            if (thread.getName().startsWith("loop") && translates && stack.length > 0) {
                found.add(Arrays.toString(stack));
            }
        });
        return found;
    }

    @Test
    void text_beyondTheHeap_isRefusedOrGoesWhereItNeedsNone() throws Exception {
        Counterpart chat = Acting.counterpart("openai (chat)");
        String text = LINE.repeat((2 << 20) / LINE.length());
        String body = Voice.CHAT.body("m", false, "[{\"role\":\"user\",\"content\":\"" + text + "\"}]");
        for (boolean spliced : new boolean[] {false, true}) {
            List<Counterpart> targets = spliced ? List.of(CLAUDE, chat) : List.of(CLAUDE);
            try (Acting acting = Acting.of(targets, "", "", Acting.well(CLAUDE), Acting.well(chat))) {
                MemoryBudget documents = acting.gateway().process().gateway().translating();
                long taken = documents.limit() - (1 << 20);
                assertThat(documents.reserve(taken)).isTrue();
                RawClient.Answer answer = acting.post(Voice.CHAT.path, "", body);
                documents.release(taken);

                assertThat(answer.status()).as(answer.text()).isEqualTo(spliced ? 200 : 503);
                assertThat(answer.header("retry-after")).isEqualTo(spliced ? null : "1");
                assertThat(acting.post(Voice.CHAT.path, "", body).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void answer_beyondTheHeap_is503AndIsNotAskedForAgain() throws Exception {
        String large = CLAUDE.whole2().replace("12 degrees.", "x".repeat(1 << 20));
        try (Acting acting =
                Acting.of(CLAUDE, Acting.answering(200, "content-type: application/json\r\n", large))) {
            MemoryBudget documents = acting.gateway().process().gateway().translating();
            long taken = documents.limit() - (1 << 20);
            assertThat(documents.reserve(taken)).isTrue();
            assertThat(acting.ask(Voice.CHAT, false).status()).isEqualTo(503);
            documents.release(taken);
            assertThat(acting.upstream(0).requests()).hasSize(1);
            for (boolean stream : new boolean[] {false, true}) {
                assertThat(acting.ask(Voice.CHAT, stream).text()).contains("x".repeat(1 << 20));
            }
        }
    }

    @Test
    void body_inAFile_isTranslatedAgainForTheFallback() throws Exception {
        Counterpart chat = Acting.counterpart("openai (chat)");
        Counterpart cohere = Acting.counterpart("cohere");
        String body = picture(new String(FILL, StandardCharsets.US_ASCII).repeat(30));
        Acting.Act fails = Acting.answering(500, "", "");
        try (Acting acting = Acting.of(
                List.of(CLAUDE, cohere, chat), "retry: { attempts: 2, initial: 1ms, max: 1ms }", "", fails, fails, Acting.well(chat))) {
            RawClient.Answer answer = acting.post(Voice.CHAT.path, "", body);

            assertThat(answer.header("x-bifrost-target")).as(answer.text()).isEqualTo("p2/m-1");
            String data = new String(FILL, StandardCharsets.US_ASCII).repeat(30);
            assertThat(acting.upstream(0).requests()).hasSizeBetween(1, 2).allSatisfy(each -> assertThat(each.text()).contains(data));
            assertThat(acting.upstream(1).requests().getFirst().text()).contains("data:image/png;base64," + data);
            assertThat(acting.upstream(2).requests().getFirst().text()).isEqualTo(body.replace("\"m\"", "\"m-1\""));
        }
    }

    @Test
    void client_goneWhileItsTextIsTranslated_leavesNothing() throws Exception {
        String text = LINE.repeat((4 << 20) / LINE.length());
        String body = Voice.CHAT.body("m", false, "[{\"role\":\"user\",\"content\":\"" + text + "\"}]");
        try (Acting acting = Acting.of(CLAUDE, (connection, request) -> false)) {
            for (int i = 0; i < 6; i++) {
                try (RawClient client = acting.client()) {
                    client.post(Voice.CHAT.path, Acting.AUTHORIZED, body);
                    LockSupport.parkNanos(i * 15_000_000L);
                }
                assertThat(acting.gateway().nextRecord().status()).isIn(499, 502);
            }
        }
    }

    @Test
    void values_moreThanTheHeapHolds_are413() throws Exception {
        try (Acting acting = Acting.of(CLAUDE, Acting.well(CLAUDE))) {
            long limit = acting.gateway().process().gateway().translating().limit();
            String zeros = "0,".repeat((int) Math.min(45 << 20, limit / 70));
            RawClient.Answer answer = acting.post(
                    Voice.CHAT.path, "", Voice.CHAT.ask(false).replace("\"tools\"", "\"x\":[" + zeros + "0],\"tools\""));

            assertThat(answer.status()).as(answer.text()).isEqualTo(413);
            assertThat(answer.text()).contains("-Xmx");
            assertThat(acting.ask(Voice.CHAT, false).status()).isEqualTo(200);
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
                    picture(new String(FILL, StandardCharsets.US_ASCII).repeat(1 + size / FILL.length).substring(0, size)),
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
