package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.journal.Entry;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.journal.Placed;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart, a reload and a second gateway find: nothing that was spent is forgotten. */
class DurableBooksTest {
    @TempDir
    private static Path folder;

    private static String yaml(ScriptedUpstream upstream, Path data, String more) {
        return """
                data: %s
                %s
                prices:
                  overrides:
                    - { provider: up, model: m, input: 1, output: 1 }
                defaults: { retry: { attempts: 1 } }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                virtual_keys:
                  - { name: all, key: %s, budget_usd_per_month: 1 }
                """.formatted(data, more, upstream.baseUrl(), Stage.KEY);
    }

    private static RawClient.Answer ask(TestGateway gateway, String more) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(
                            Stage.CHAT,
                            Stage.AUTHORIZED,
                            "{\"model\":\"up/m\",\"max_tokens\":9" + more + ",\"messages\":[]}")
                    .read();
        }
    }

    private static String ownState(TestGateway gateway) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send("GET /api/key HTTP/1.1\r\nhost: a\r\n" + Stage.AUTHORIZED + "\r\n")
                    .read()
                    .text();
        }
    }

    @Test
    void restart_afterCalls_keepsWhatWasSpent() throws Exception {
        Path data = folder.resolve("restart");
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            for (int round = 1; round <= 3; round++) {
                try (TestGateway gateway = TestGateway.startDurable(yaml(upstream, data, ""))) {
                    assertThat(ask(gateway, "").status()).isEqualTo(200);
                    assertThat(ownState(gateway))
                            .contains("\"spent_usd\":0.0000" + round + ",", "\"uncertain_usd\":0,");
                }
            }
        }
    }

    @Test
    void reload_otherBudget_keepsWhatWasSpent() throws Exception {
        Path data = folder.resolve("reload");
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(upstream, data, ""))) {
            ask(gateway, "");
            gateway.reload(yaml(upstream, data, "").replace("budget_usd_per_month: 1", "budget_usd_per_month: 2"));
            assertThat(ownState(gateway)).contains("\"spent_usd\":0.00001,", "\"limit_usd\":2,");
        }
    }

    @Test
    void secondGateway_onTheSameFolder_isToldWhoHasIt() throws Exception {
        Path data = folder.resolve("second");
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway =
                        TestGateway.startDurable(yaml(upstream, data, "").replace(", budget_usd_per_month: 1", ""))) {
            assertThat(ask(gateway, "").status()).isEqualTo(200);
            assertThatThrownBy(() ->
                            TestGateway.startDurable(yaml(upstream, data, "").replace(", budget_usd_per_month: 1", "")))
                    .rootCause()
                    .hasMessageContaining("journal");
        }
    }

    @Test
    void sync_everyCall_hasAnIntentBeforeItIsSentAndItsRecordBeforeTheEnd() throws Exception {
        Path data = folder.resolve("sync");
        String sync = "journal: { durability: sync }";
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    for (var request = connection.readRequest(); request != null; request = connection.readRequest()) {
                        if (request.text().contains("\"stream\":true")) {
                            connection.startStream();
                            connection.chunk(Stage.EVENT);
                            connection.chunk(Stage.USAGE + Stage.DONE);
                            connection.endChunks();
                        } else {
                            connection.answer(200, "application/json", Stage.ANSWER);
                        }
                    }
                });
                TestGateway gateway = TestGateway.startDurable(yaml(upstream, data, sync))) {
            assertThat(ask(gateway, "").text()).isEqualTo(Stage.ANSWER);
            assertThat(ask(gateway, ",\"stream\":true").text()).endsWith(Stage.DONE);
        }
        List<Entry> entries = new ArrayList<>();
        try (Journal journal = Journal.open(
                        JournalSettings.standard(),
                        data.resolve("journal"),
                        InstantSource.system(),
                        System::nanoTime,
                        _ -> {});
                var follower = journal.follow("test", 0)) {
            for (Placed placed : follower.read(100, Duration.ofSeconds(1))) {
                if (placed.entry() instanceof Entry.Intent || placed.entry() instanceof Entry.Call) {
                    entries.add(placed.entry());
                }
            }
        }
        assertThat(entries)
                .extracting(entry -> entry.getClass().getSimpleName())
                .containsExactly("Intent", "Call", "Intent", "Call");
        assertThat(((Entry.Intent) entries.getFirst()).bodyHash()).matches("[0-9a-f]{64}");
    }
}
