package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Money that an operator moves must move once, in every book, whether or not a gateway runs. */
class UsageCommandTest {
    private static final String OVERRIDE = "{ provider: up, model: m, input: 1, output: 1 }";
    private final String today =
            java.time.LocalDate.now(java.time.ZoneOffset.UTC).minusDays(1).toString();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private ScriptedUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
        write(OVERRIDE);
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private String yaml(String override) {
        return """
                data: %s
                prices: { overrides: [%s] }
                defaults: { retry: { attempts: 1 } }
                admin:
                  tokens:
                    - { name: boss, sha256: %s, role: owner }
                    - { name: ops, sha256: %s, role: operator }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                teams: [{ name: legal, budgets: [{ usd: 5, per: month }] }]
                virtual_keys:
                  - { name: all, id: k-all, key: %s, team: legal, budget_usd_per_month: 1 }
                """.formatted(
                        folder.resolve("data"), override, hash("boss"), hash("ops"), upstream.baseUrl(), Stage.KEY);
    }

    private static String hash(String token) {
        return HexFormat.of().formatHex(Secret.of(token).sha256());
    }

    private void write(String override) throws IOException {
        Files.writeString(folder.resolve("bifrost.yaml"), yaml(override));
    }

    private TestGateway gateway() {
        return TestGateway.startDurable(yaml(OVERRIDE));
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = folder.resolve("bifrost.yaml").toString();
        return command.execute(all);
    }

    private static int ask(TestGateway gateway, String key) {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(
                            Stage.CHAT,
                            "authorization: Bearer " + key + "\r\n",
                            "{\"model\":\"up/m\",\"max_tokens\":9,\"messages\":[]}")
                    .read()
                    .status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String state(TestGateway gateway, String key) {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send("GET /api/key HTTP/1.1\r\nhost: a\r\nauthorization: Bearer " + key + "\r\n\r\n")
                    .read()
                    .text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitState(TestGateway gateway, String part) {
        TestGateway.await(() -> state(gateway, Stage.KEY).contains(part));
        assertThat(state(gateway, Stage.KEY)).contains(part);
    }

    @Test
    void credit_besideARunningGateway_opensASpentBudget() {
        try (TestGateway gateway = gateway()) {
            assertThat(ask(gateway, Stage.KEY)).isEqualTo(200);
            assertThat(run("usage", "credit", "key:k-all", "-1", "--reason", "abuse"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("key:k-all was charged $1 by cli: abuse");
            TestGateway.await(() -> ask(gateway, Stage.KEY) == 402);
            assertThat(ask(gateway, Stage.KEY)).isEqualTo(402);

            assertThat(run("usage", "credit", "key:k-all", "1.000000001", "--reason", "a mistake"))
                    .isZero();
            assertThat(out.toString()).contains("key:k-all was credited with $1.000000001 by cli: a mistake");
            TestGateway.await(() -> ask(gateway, Stage.KEY) == 200);
            assertThat(ask(gateway, Stage.KEY)).isEqualTo(200);
        }
    }

    @Test
    void restart_afterCreditsGivenWhileItRanAndWhileItDidNot_countsEachOnce() {
        try (TestGateway gateway = gateway()) {
            ask(gateway, Stage.KEY);
            run("usage", "credit", "key:k-all", "0.000004", "--reason", "a");
            awaitState(gateway, "\"spent_usd\":0.000006,");
        }
        for (int round = 0; round < 2; round++) {
            try (TestGateway gateway = gateway()) {
                awaitState(gateway, "\"spent_usd\":0.000006,\"reserved_usd\":0,\"uncertain_usd\":0,");
            }
        }
        run("usage", "credit", "key:k-all", "0.000003", "--reason", "while it is down");
        for (int round = 0; round < 2; round++) {
            try (TestGateway gateway = gateway()) {
                assertThat(state(gateway, Stage.KEY))
                        .as("known before the first call, and not taken for a crash's doubt")
                        .contains("\"spent_usd\":0.000003,\"reserved_usd\":0,\"uncertain_usd\":0,");
            }
        }
    }

    @Test
    void restart_creditOfAKeyOfTheStore_isNotTakenForDoubt() {
        run("keys", "create", "made", "--budget", "1", "--json");
        String answer = out.toString();
        String key = answer.substring(answer.indexOf("vk-"), answer.indexOf('"', answer.indexOf("vk-")));
        String id = "key:" + key.substring(3, key.indexOf('_'));
        try (TestGateway gateway = gateway()) {
            assertThat(ask(gateway, key)).isEqualTo(200);
        }
        assertThat(run("usage", "credit", "key:made", "1", "--reason", "a")).isEqualTo(1);
        assertThat(err.toString()).contains("the key of that name is '" + id + "'");
        run("usage", "credit", id, "0.000009", "--reason", "a");
        try (TestGateway gateway = gateway()) {
            assertThat(state(gateway, key)).contains("\"spent_usd\":0.000001,\"reserved_usd\":0,\"uncertain_usd\":0,");
        }
    }

    @Test
    void reload_newBudgetAfterACredit_knowsItOnce() {
        String without = yaml(OVERRIDE).replace(", budget_usd_per_month: 1", "");
        try (TestGateway gateway = TestGateway.startDurable(without)) {
            ask(gateway, Stage.KEY);
            run("usage", "credit", "key:k-all", "0.000004", "--reason", "a");
            run("usage", "credit", "team:legal", "0.000001", "--reason", "a");
            awaitState(gateway, "\"spent_usd\":0.000009,");
            // The first call must be in the store, as after a second it is.
            TestGateway.await(() ->
                    run("usage", "show", "key:k-all") == 0 && out.toString().contains("$0.00001 "));
            gateway.reload(yaml(OVERRIDE));
            awaitState(gateway, "\"spent_usd\":0.000006,");
        }
    }

    @Test
    void reprice_otherPrice_movesBudgetsOnceAndNeverEdits() throws Exception {
        try (TestGateway gateway = gateway()) {
            ask(gateway, Stage.KEY);
            ask(gateway, Stage.KEY);
            awaitState(gateway, "\"spent_usd\":0.00002,");
            gateway.nextRecord();
            gateway.nextRecord();
            TestGateway.await(() -> run("usage", "show") == 0 && out.toString().contains("$0.00002 "));

            write("{ provider: up, model: m, input: 3, output: 3 }");
            assertThat(run("usage", "reprice", "--from", today, "--dry-run"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString())
                    .contains("2 with usage", "nothing was changed; without --dry-run 2 corrections")
                    .containsPattern("key:k-all +2 +\\$0.00002 +\\$0.00006 +\\+\\$0.00004")
                    .containsPattern("team:legal +2 +\\$0.00002 +\\$0.00006 +\\+\\$0.00004");
            assertThat(run("usage", "reprice", "--from", today, "--model", "other*"))
                    .isZero();
            assertThat(out.toString()).contains("0 with usage", "0 corrections appended");

            assertThat(run("usage", "reprice", "--from", today)).isZero();
            assertThat(out.toString()).contains("2 corrections appended");
            awaitState(gateway, "\"spent_usd\":0.00006,");
            assertThat(run("usage", "reprice", "--from", today, "--model", "up/*"))
                    .isZero();
            assertThat(out.toString()).contains("0 corrections appended");

            write(OVERRIDE);
            assertThat(run("usage", "reprice", "--from", today)).isZero();
            assertThat(out.toString()).contains("-$0.00004", "2 corrections appended");
            awaitState(gateway, "\"spent_usd\":0.00002,");

            run("usage", "show", "key:k-all");
            assertThat(out.toString())
                    .containsPattern("key:k-all +2 +18 +2 +\\$0.00002 +\\$0 +\\$0.00002")
                    .containsPattern("up/m +2 +\\$0.00002")
                    .containsPattern("\\$0.00004 .* cli +up/m priced anew: ")
                    .containsPattern("-\\$0.00004 .* cli +up/m priced anew: ");
            run("usage", "show", "key:k-all", "--json");
            Json.Obj json = Json.readObject(
                    out.toString().getBytes(StandardCharsets.UTF_8),
                    0,
                    out.toString().length());
            assertThat(json.objects("adjustments")).hasSize(2);
            assertThat(json.objects("owners"))
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.print())
                            .contains("\"spent_usd\":0.00002,", "\"adjusted_usd\":0,", "\"total_usd\":0.00002"));
        }
    }

    @Test
    void reprice_pricesOrJournalThatCanNotBeRead_changesNothing() throws Exception {
        assertThat(run("usage", "reprice", "--from", today)).isEqualTo(1);
        assertThat(err.toString()).contains("there is no journal in ");
        try (TestGateway gateway = gateway()) {
            ask(gateway, Stage.KEY);
        }
        Files.writeString(
                folder.resolve("bifrost.yaml"),
                yaml(OVERRIDE).replace("prices: {", "prices: { sources: [{ format: litellm, file: gone.json }],"));
        assertThat(run("usage", "reprice", "--from", today)).isEqualTo(1);
        assertThat(err.toString()).contains("gone.json", "not all prices can be read; nothing was changed");
        write("{ provider: other, model: m, input: 3, output: 3 }");
        assertThat(run("usage", "reprice", "--from", today)).isZero();
        assertThat(out.toString()).contains("no price is known for up/m: 1 attempts", "0 corrections appended");
        assertThat(run("usage", "reprice", "--from", today, "--to", "2020-01-01"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--to: '2020-01-01' is not after ");
        assertThat(run("usage", "reprice", "--from", "yesterday")).isEqualTo(1);
        assertThat(err.toString()).contains("--from: 'yesterday' is no date such as 2027-01-01");
        assertThat(run("usage", "reprice")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key:k-al|1|a|did you mean 'key:k-all'?",
                "key:all|1|a|the key of that name is 'key:k-all'",
                "team:lega|1|a|did you mean 'team:legal'?",
                "k-all|1|a|write key:ID, team:NAME or organization:NAME",
                "provider:up|1|a|write key:ID, team:NAME or organization:NAME",
                "key:|1|a|write key:ID",
                "key:k-all|0|a|is no amount",
                "key:k-all|0.0000000001|a|at most nine decimals",
                "key:k-all|1e999999999|a|is no amount",
                "key:k-all|100000000.1|a|at most 100 million",
                "key:k-all|lots|a|is no amount",
                "key:k-all|1|' '|a reason is needed",
            })
    void credit_wrong_isSaidInOneLineAndChangesNothing(String owner, String dollars, String reason, String said) {
        assertThat(run("usage", "credit", owner, dollars, "--reason", reason)).isEqualTo(1);
        assertThat(err.toString().lines())
                .filteredOn(line -> line.startsWith("bifrost: "))
                .singleElement()
                .asString()
                .contains(said);
        assertThat(out.toString()).isEmpty();
        run("usage", "show");
        assertThat(out.toString()).contains("nothing was spent from ");
    }

    @Test
    void credit_ofTheFutureOrWithoutReason_isRefused_andForceTakesAnyName() {
        assertThat(run("usage", "credit", "key:k-all", "1", "--reason", "a", "--at", "2999-01-01"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("'2999-01-01' is yet to come");
        assertThat(run("usage", "credit", "key:k-all", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("--reason");
        assertThat(run("usage", "credit", "key:gone", "1", "--reason", "a", "--force", "--at", "2026-01-31T12:07:00Z"))
                .isZero();
        assertThat(run("usage", "show", "key:gone", "--from", "2026-01-31", "--to", "2026-02-01"))
                .isZero();
        assertThat(out.toString()).containsPattern("key:gone +0 +0 +0 +\\$0 +-\\$1 +-\\$1");
        assertThat(run("usage", "show", "gone")).isEqualTo(1);
    }

    @Test
    void http_owner_creditsAtOnce_othersMayNot() throws Exception {
        String body = "{\"owner\":\"key:k-all\",\"usd\":0.000004,\"reason\":\"outage\"}";
        try (TestGateway gateway = gateway()) {
            ask(gateway, Stage.KEY);
            assertThat(post(gateway, "ops", body).status()).isEqualTo(403);
            assertThat(post(gateway, "boss", body.replace("k-all", "k-al")).text())
                    .contains("did you mean");
            assertThat(post(gateway, "boss", body.replace("usd", "used")).text())
                    .contains("did you mean 'usd'?");
            assertThat(post(gateway, "boss", body.replace("0.000004", "true")).status())
                    .isEqualTo(400);
            RawClient.Answer done = post(gateway, "boss", body);
            assertThat(done.status()).isEqualTo(201);
            assertThat(done.text()).contains("\"usd\":0.000004,", "\"created_by\":\"boss\"", "\"id\":\"credit:");
            assertThat(state(gateway, Stage.KEY)).contains("\"spent_usd\":0.000006,");
            assertThat(gateway.log()).anyMatch(line -> line.contains("key:k-all was credited with $0.000004 by boss"));
        }
    }

    private static RawClient.Answer post(TestGateway gateway, String token, String body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post("/api/usage/credit", "authorization: Bearer " + token + "\r\n", body)
                    .read();
        }
    }
}
