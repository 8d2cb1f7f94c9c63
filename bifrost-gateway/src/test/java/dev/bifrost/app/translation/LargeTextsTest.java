package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.app.TestGateway;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.exchange.MemoryBudget;
import dev.bifrost.testing.LoopSampler;
import dev.bifrost.testing.RawClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Large texts to providers of another dialect: no loop works on them, and where the heap ends it is said. */
class LargeTextsTest {
    private static final Counterpart CLAUDE = Acting.counterpart("anthropic");
    private static final String LINE = "A line of text that is translated, with \\\"quotes\\\".\\n";

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
            boolean translates = Stream.of(stack)
                    .anyMatch(frame -> frame.getClassName().equals("dev.bifrost.exchange.UnderstoodRequest")
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
    void text_thatFindsNoHeapNow_waitsForIt() throws Exception {
        try (Acting acting = Acting.of(CLAUDE, Acting.well(CLAUDE));
                RawClient client = acting.client()) {
            MemoryBudget documents = acting.gateway().process().gateway().translating();
            assertThat(documents.reserve(documents.limit())).isTrue();
            client.post(Voice.CHAT.path, Acting.AUTHORIZED, Voice.CHAT.ask(false));
            TestGateway.await(() -> acting.gateway().process().gateway().running() == 1);
            documents.release(documents.limit());

            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void answer_beyondTheHeap_is503AndIsNotAskedForAgain() throws Exception {
        String large = CLAUDE.whole2().replace("12 degrees.", "x".repeat(1 << 20));
        try (Acting acting = Acting.of(CLAUDE, Acting.answering(200, "content-type: application/json\r\n", large))) {
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
                    Voice.CHAT.path,
                    "",
                    Voice.CHAT.ask(false).replace("\"tools\"", "\"x\":[" + zeros + "0],\"tools\""));

            assertThat(answer.status()).as(answer.text()).isEqualTo(413);
            assertThat(answer.text()).contains("-Xmx");
            assertThat(acting.ask(Voice.CHAT, false).status()).isEqualTo(200);
        }
    }
}
