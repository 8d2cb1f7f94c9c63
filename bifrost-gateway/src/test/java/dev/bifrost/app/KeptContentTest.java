package dev.bifrost.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Content;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.content.ContentKeys;
import dev.bifrost.audit.content.ContentReader;
import dev.bifrost.audit.content.MasterKeys;
import dev.bifrost.journal.Entry;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.journal.Placed;
import dev.bifrost.journal.Verification;
import dev.bifrost.store.Store;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a law firm keeps of its calls: readable for who may, never what was to be left out, and gone for good once erased. */
class KeptContentTest {
    private static final String MASTER = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String SECRET = "sk-abcdefghij0123456789";

    @TempDir
    private Path folder;

    private String yaml(ScriptedUpstream upstream, String journal, String audit) {
        return """
                data: %s
                %s
                defaults: { retry: { attempts: 1 } }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                virtual_keys:
                  - { name: all, key: %s, passthrough: [up] }
                observability:
                  audit: { content: full, content_key: "%s", redact: { patterns: ["sk-[a-z0-9]{10,}"] }%s }
                """.formatted(folder, journal, upstream.baseUrl(), Stage.KEY, MASTER, audit);
    }

    private static RawClient.Answer ask(TestGateway gateway, String path, String body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(path, Stage.AUTHORIZED, body).read();
        }
    }

    private static String question(String user, String text) {
        return "{\"model\":\"up/m\",\"user\":\"" + user + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                + "\"}]}";
    }

    private Store store() {
        return Store.open(null, folder, InstantSource.system(), _ -> {});
    }

    private Journal journal() throws IOException {
        return Journal.open(
                JournalSettings.standard(),
                folder.resolve("journal"),
                InstantSource.system(),
                System::nanoTime,
                _ -> {});
    }

    private static ContentReader reader(Store store, Journal journal) {
        var masters = new MasterKeys(Secret.of(MASTER), List.of());
        return new ContentReader(
                new ContentKeys(new StoreContentKeys(store), masters, InstantSource.system(), System::nanoTime),
                journal);
    }

    private static List<Placed> calls(Journal journal) throws Exception {
        List<Placed> calls = new ArrayList<>();
        try (var follower = journal.follow("test", 0)) {
            for (Placed placed : follower.read(1000, Duration.ofSeconds(5))) {
                if (placed.entry() instanceof Entry.Call) {
                    calls.add(placed);
                }
            }
        }
        return calls;
    }

    private static Content content(Placed call) {
        CallRecord record = ((Entry.Call) call.entry()).record();
        assertThat(record.content()).isNotNull();
        return record.content();
    }

    private List<Json.Obj> opened() throws Exception {
        List<Json.Obj> all = new ArrayList<>();
        try (Store store = store();
                Journal journal = journal()) {
            for (Placed call : calls(journal)) {
                all.add(reader(store, journal).open(call.bytes(), call.attachment(), "ops"));
            }
        }
        return all;
    }

    private String journalFiles() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".journal")).toList()) {
                all.append(Files.readString(file, ISO_8859_1));
            }
        }
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "journal: { durability: sync }"})
    void stream_secretOverSeveralDeltas_isTakenOutOfWhatIsKept(String journal) throws Exception {
        try (ScriptedUpstream upstream = Scene.streaming(
                        Scene.ROLE,
                        Scene.content("The key is sk"),
                        Scene.content("-abcdefgh"),
                        Scene.content("ij0123456789") + Scene.content(" – keep it"),
                        Scene.STOP,
                        Scene.DONE);
                TestGateway gateway = TestGateway.startDurable(yaml(upstream, journal, ""))) {
            String body = question("ann", "Is it " + SECRET + "?").replace("{\"model\"", "{\"stream\":true,\"model\"");
            RawClient.Answer answer = ask(gateway, Stage.CHAT, body);
            assertThat(answer.text()).contains("-abcdefgh", "[DONE]");
            assertThat(gateway.nextRecord().bodyHash()).hasSize(64);
        }
        Json.Obj kept = opened().getFirst();
        assertThat(kept.text("state")).isEqualTo("kept");
        assertThat(kept.print())
                .contains("\"text\":\"The key is [redacted] – keep it\"", "\"content\":\"Is it [redacted]?\"")
                .doesNotContain("abcdefgh");
        assertThat(journalFiles()).doesNotContain("keep it").contains("content_read");
    }

    @Test
    void whole_answersErrorsAndPassthrough_areKept() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(upstream, "", ""))) {
            ask(gateway, Stage.CHAT, question("ann", "one"));
            ask(gateway, Stage.CHAT, "{\"model\":\"nowhere\",\"messages\":[]}");
            ask(gateway, Stage.CHAT, "{\"model\":\"up/m\",\"messages\":[" + SECRET);
            ask(gateway, "/passthrough/up/chat/completions", question("ann", SECRET));
        }
        List<String> kept = opened().stream().map(Json.Obj::print).toList();
        assertThat(kept).hasSize(4);
        assertThat(kept)
                .anyMatch(each -> each.contains("\"content\":\"one\"") && each.contains("\"content\":\"Hi\""))
                .anyMatch(each -> each.contains("nowhere") && each.contains("model_not_found"))
                .anyMatch(each -> each.contains("\"malformed\":true"))
                .anyMatch(each -> each.contains("\"content\":\"[redacted]\"") && each.contains("\"content\":\"Hi\""))
                .noneMatch(each -> each.contains(SECRET));
    }

    @Test
    void large_texts_areCutAndTheirWholeLengthAndHashesKept() throws Exception {
        String text = "ä".repeat(100_000);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.answering(200, "application/json", Stage.ANSWER.replace("Hi", text));
                TestGateway gateway = TestGateway.startDurable(yaml(upstream, "", ", max_content: 8KB"))) {
            assertThat(ask(gateway, Stage.CHAT, question("ann", text)).status()).isEqualTo(200);
            assertThat(gateway.nextRecord().bytesOut()).isGreaterThan(200_000);
        }
        try (Journal journal = journal()) {
            Content content = content(calls(journal).getFirst());
            assertThat(content.requestCut()).isTrue();
            assertThat(content.answerCut()).isTrue();
            assertThat(content.requestBytes()).isGreaterThan(200_000);
            assertThat(content.answerBytes()).isGreaterThan(200_000);
            assertThat(content.answerHash()).hasSize(64);
        }
        String kept = opened().getFirst().print();
        assertThat(kept.length()).isLessThan(20_000);
        assertThat(kept).contains("\"content\":\"äää");
    }

    @Test
    void erase_besideARunningGateway_holdsWithinSecondsEverywhereAndTheChainStillVerifies() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(upstream, "", ""))) {
            ask(gateway, Stage.CHAT, question("ann", "one"));
            awaitJournal("\"subject\":\"end_user:ann\"");
            ask(gateway, Stage.CHAT, question("bob", "two"));
            awaitJournal("\"subject\":\"end_user:bob\"");
            try (Store other = store()) {
                assertThat(new Erasure(other, InstantSource.system())
                                .of("end_user:ann", "dpo", "asked for it – 4711")
                                .keys())
                        .hasSize(1);
            }
            awaitJournal("\"kind\":\"erasure\"");
            ask(gateway, Stage.CHAT, question("ann", "three"));
        }
        assertThat(opened()).extracting(each -> each.text("state")).containsExactly("erased", "kept", "kept");
        assertThat(Verification.of(folder.resolve("journal")).findings()).isEmpty();
    }

    @Test
    void erase_byCommandAndByApi_saysWhatWasDoneAndOnlyOwnersMay() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            Path file = folder.resolve("bifrost.yaml");
            String yaml = yaml(
                    upstream,
                    "admin: { tokens: [{ name: boss, sha256: " + sha256("boss-token-0123456789")
                            + ", role: owner }, { name: ops, sha256: " + sha256("ops-token-0123456789")
                            + ", role: operator }] }",
                    "");
            Files.writeString(file, yaml);
            try (TestGateway gateway = TestGateway.startDurable(yaml)) {
                ask(gateway, Stage.CHAT, question("ann", "one"));
                ask(gateway, Stage.CHAT, question("bob", "two"));
                awaitJournal("\"subject\":\"end_user:ann\"");
                awaitJournal("\"subject\":\"end_user:bob\"");
                assertThat(erase(gateway, "ops-token-0123456789", "{\"subject\":\"end_user:ann\"}")
                                .status())
                        .isEqualTo(403);
                RawClient.Answer wrong = erase(gateway, "boss-token-0123456789", "{\"subject\":\"ann\"}");
                assertThat(wrong.status()).isEqualTo(400);
                assertThat(wrong.text()).contains("end_user:NAME");
                RawClient.Answer done = erase(
                        gateway, "boss-token-0123456789", "{\"subject\":\"end_user:ann\",\"reason\":\"Art. 17\"}");
                assertThat(done.text()).contains("\"object\":\"erasure\"", "\"keys\":[\"");
                assertThat(journalFiles()).contains("\"by\":\"boss\",\"reason\":\"Art. 17\"");

                assertThat(command("audit", "erase", "--config", file.toString(), "--subject", "end_user:bob"))
                        .contains("one key was destroyed");
                assertThat(command("audit", "erase", "--config", file.toString(), "--subject", "end_user:bob"))
                        .contains("nothing was kept");
                assertThat(command("audit", "erase", "--config", file.toString(), "--subject", "bob"))
                        .contains("is no subject");
                awaitJournal("\"by\":\"cli\"");
            }
        }
        assertThat(opened()).extracting(each -> each.text("state")).containsExactly("erased", "erased");
    }

    @Test
    void journal_newOnAStoreThatErased_hasTheErasuresToo() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            try (Store store = store()) {
                var erasure = new Erasure(store, InstantSource.system());
                erasure.of("end_user:ann", "dpo", "before any gateway");
                assertThat(erasure.scrubbed()).isTrue();
            }
            try (TestGateway _ = TestGateway.startDurable(yaml(upstream, "", ""))) {
                awaitJournal("before any gateway");
            }
        }
    }

    private static String sha256(String token) {
        return HexFormat.of().formatHex(Secret.of(token).sha256());
    }

    private static RawClient.Answer erase(TestGateway gateway, String token, String body) throws IOException {
        try (RawClient client = new RawClient(gateway.managementPort())) {
            return client.post("/api/audit/erase", "authorization: Bearer " + token + "\r\n", body)
                    .read();
        }
    }

    private static String command(String... arguments) {
        var said = new StringWriter();
        var to = new PrintWriter(said);
        int _ = Main.commandLine().setOut(to).setErr(to).execute(arguments);
        return said.toString();
    }

    private void awaitJournal(String text) throws IOException {
        long start = System.nanoTime();
        while (!journalFiles().contains(text)) {
            assertThat(System.nanoTime() - start).as(text).isLessThan(20_000_000_000L);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void start_withAnotherContentKey_saysSoAndTheOldOneHelps() throws Exception {
        String other = "f".repeat(64);
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            try (TestGateway gateway = TestGateway.startDurable(yaml(upstream, "", ""))) {
                ask(gateway, Stage.CHAT, question("ann", "one"));
            }
            String changed = yaml(upstream, "", "").replace(MASTER, other);
            assertThatThrownBy(() -> TestGateway.startDurable(changed))
                    .hasMessageContainingAll("another content_key", "content_key_old")
                    .hasMessageNotContaining(other);
            String both = changed.replace(", redact", ", content_key_old: [\"" + MASTER + "\"], redact");
            try (TestGateway gateway = TestGateway.startDurable(both)) {
                assertThat(ask(gateway, Stage.CHAT, question("ann", "two")).status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void storedKey_thatWantsItsTextsKeptWhereTheyCanNotBe_isNotServedAndToldWhy() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            String admin =
                    "admin: { tokens: [{ name: boss, sha256: " + sha256("boss-token-0123456789") + ", role: owner }] }";
            String with = yaml(upstream, admin, "");
            String without = with.replace("content: full, content_key: \"" + MASTER + "\", ", "");
            Json.Obj made;
            try (TestGateway gateway = TestGateway.startDurable(with)) {
                made = (Json.Obj) Json.read(makeKey(gateway));
                assertThat(made.text("content")).isEqualTo("full");
            }
            try (TestGateway gateway = TestGateway.startDurable(without)) {
                assertThat(makeKey(gateway)).contains("observability.audit.content_key");
                gateway.lookAtKeys();
                try (RawClient client = new RawClient(gateway.port())) {
                    RawClient.Answer answer = client.post(
                                    Stage.CHAT,
                                    "authorization: Bearer " + made.text("key") + "\r\n",
                                    question("ann", "one"))
                            .read();
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.text()).contains("can not be kept").doesNotContain("content_key");
                    assertThat(gateway.notices().toString()).contains("observability.audit.content_key");
                }
            }
        }
    }

    private static String makeKey(TestGateway gateway) throws IOException {
        try (RawClient admin = new RawClient(gateway.managementPort())) {
            return admin.post(
                            "/api/keys",
                            "authorization: Bearer boss-token-0123456789\r\n",
                            "{\"name\":\"firm\",\"content\":\"full\"}")
                    .read()
                    .text();
        }
    }

    @Test
    void read_thatCanNotBeWrittenDown_showsNothing() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(upstream, "", ""))) {
            ask(gateway, Stage.CHAT, question("ann", "one"));
        }
        try (Store store = store()) {
            Journal journal = journal();
            Placed call = calls(journal).getFirst();
            byte[] entry = call.bytes();
            byte[] attachment = call.attachment();
            ContentReader reader = reader(store, journal);
            byte[] altered = attachment.clone();
            altered[20] ^= 1;
            assertThatThrownBy(() -> reader.open(entry, altered, "ops")).hasMessageContaining("altered");
            assertThat(reader.open(entry, null, "ops").text("state")).isEqualTo("removed");
            assertThatThrownBy(() -> reader.open("{\"kind\":\"gap\"}".getBytes(ISO_8859_1), null, "ops"))
                    .hasMessageContaining("no record of a call");
            journal.close();
            assertThatThrownBy(() -> reader.open(entry, attachment, "ops")).hasMessageContaining("written down");
        }
        assertThat(journalFiles()).doesNotContain("content_read");
    }

    @Test
    void full_withoutAContentKey_isAConfigurationErrorThatNamesTheLine() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            String yaml = yaml(upstream, "", "");
            assertThatThrownBy(() -> TestGateway.startDurable(yaml.replace("content_key: \"" + MASTER + "\", ", "")))
                    .hasMessageContainingAll("test.yaml:", "content_key", "openssl rand");
            assertThatThrownBy(() -> TestGateway.startDurable(yaml.replace(MASTER, "c2hvcnQ=")))
                    .hasMessageContainingAll("content_key", "32 bytes")
                    .hasMessageNotContaining("c2hvcnQ=");
        }
    }
}
