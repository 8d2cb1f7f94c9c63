package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.content.ContentKeys;
import dev.bifrost.audit.content.ContentReader;
import dev.bifrost.audit.content.MasterKeys;
import dev.bifrost.journal.Entry;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.journal.Placed;
import dev.bifrost.store.Store;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Killed at any moment: what was answered under sync is there with its content, and no record has another's. */
class KeptContentKillTest {
    private static final String MASTER = "22".repeat(32);
    private static final int CLIENTS = 4;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sync", "batched"})
    void killed_amongCalls_everyRecordHasItsOwnContent(String durability) throws Exception {
        Set<String> answered = ConcurrentHashMap.newKeySet();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            Path file = Files.writeString(folder.resolve("bifrost.yaml"), """
                    data: %s
                    journal: { durability: %s }
                    providers: [{ name: up, dialect: openai, base_url: "%s", api_key: sk-1 }]
                    virtual_keys: [{ name: all, key: %s }]
                    observability: { audit: { content: full, content_key: "%s" } }
                    """.formatted(
                            folder, durability, upstream.baseUrl(), Stage.KEY, MASTER));
            try (ChildGateway gateway = ChildGateway.start(file);
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                // What was answered in the last 50 ms may be lost where it is batched.
                CountDownLatch enough = new CountDownLatch(durability.equals("sync") ? 30 : 500);
                for (int i = 0; i < CLIENTS; i++) {
                    int client = i;
                    threads.submit(() -> ask(gateway.port(), client, answered, enough));
                }
                assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
                gateway.kill();
            }
        }
        Map<String, Json.Obj> kept = kept();
        if (durability.equals("sync")) {
            assertThat(kept.keySet()).containsAll(answered);
        }
        assertThat(kept.size()).isGreaterThan(10);
        kept.forEach((id, content) -> {
            assertThat(content.text("state")).isEqualTo("kept");
            assertThat(content.print()).contains("\"content\":\"" + id + "\"");
        });
    }

    private static Void ask(int port, int client, Set<String> answered, CountDownLatch enough) throws IOException {
        for (int i = 0; i < 100_000; i++) {
            String id = "c" + client + "-" + i;
            String body = "{\"model\":\"up/m\",\"user\":\"u" + i % 3
                    + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + id + "\"}]}";
            try (RawClient raw = new RawClient(port)) {
                RawClient.Answer answer = raw.post(Stage.CHAT, Stage.AUTHORIZED + "x-request-id: " + id + "\r\n", body)
                        .read();
                if (answer.status() == 200 && answer.text().equals(Stage.ANSWER)) {
                    answered.add(id);
                    enough.countDown();
                }
            }
        }
        return null;
    }

    private Map<String, Json.Obj> kept() throws Exception {
        Map<String, Json.Obj> kept = new HashMap<>();
        InstantSource clock = InstantSource.system();
        try (Store store = Store.open(null, folder, clock, _ -> {});
                Journal journal = Journal.open(
                        JournalSettings.standard(), folder.resolve("journal"), clock, System::nanoTime, _ -> {});
                var follower = journal.follow("test", 0)) {
            var masters = new MasterKeys(Secret.of(MASTER), List.of());
            var keys = new ContentKeys(new StoreContentKeys(store), masters, clock, System::nanoTime);
            var reader = new ContentReader(keys, journal);
            long end = journal.durable();
            while (follower.position() < end) {
                for (Placed placed : follower.read(1000, Duration.ofSeconds(5))) {
                    if (placed.sequence() <= end && placed.entry() instanceof Entry.Call call) {
                        kept.put(call.record().requestId(), reader.open(placed.bytes(), placed.attachment(), "ops"));
                    }
                    follower.passed(placed.sequence());
                }
            }
        }
        return kept;
    }
}
