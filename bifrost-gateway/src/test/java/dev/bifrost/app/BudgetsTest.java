package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Money over real sockets: a budget holds, is used to the end, and every cent is somebody's. */
class BudgetsTest {
    /** 9 tokens in and 1 out at these prices: 10 millionths of a dollar. */
    private static final String PRICES = """
            prices:
              overrides:
                - { provider: up, model: m, input: 1, output: 1 }
                - { provider: up, model: dear, input: 1000000, output: 1000000 }
            """;

    private static final long CALL = 10_000;

    private static String yaml(ScriptedUpstream upstream, String key, String more) {
        return PRICES + """
                defaults: { retry: { attempts: 1 } }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                virtual_keys:
                  - name: all
                    key: %s
                    passthrough: [up]
                %s
                %s
                """.formatted(upstream.baseUrl(), Stage.KEY, key.indent(4), more);
    }

    private static String question(String model, String more) {
        return "{\"model\":\"up/" + model + "\"" + more + ",\"messages\":[]}";
    }

    private static RawClient.Answer ask(TestGateway gateway, String body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(Stage.CHAT, Stage.AUTHORIZED, body).read();
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
    void call_priced_leavesItsCostAndIsShownToItsKey() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(upstream, "budget_usd_per_month: 50", ""))) {
            assertThat(ask(gateway, question("m", ",\"max_tokens\":5")).status())
                    .isEqualTo(200);

            CallRecord record = gateway.nextRecord();
            assertThat(record.keyId()).isEqualTo("all");
            assertThat(record.cost().nanoDollars()).isEqualTo(CALL);
            assertThat(record.cost().price()).contains("override");
            assertThat(record.attempts().getFirst().cost()).isEqualTo(record.cost());
            assertThat(ownState(gateway))
                    .contains("\"spent_usd\":0.00001,", "\"limit_usd\":50,", "\"reserved_usd\":0,", "\"resets_at\":");
        }
    }

    @Test
    void thousandCallsAtOnce_onACentOfBudget_neverExceedItAndUseItUp() throws Exception {
        String budget = "budgets: [{ usd: 0.0001, per: total, reserve: cap }]";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(upstream, budget, ""));
                var clients = Executors.newFixedThreadPool(50)) {
            List<Future<RawClient.Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                calls.add(clients.submit(() -> ask(gateway, question("m", ",\"max_tokens\":1"))));
            }
            int made = 0;
            for (Future<RawClient.Answer> call : calls) {
                int status = call.get().status();
                assertThat(status).isIn(200, 402, 429);
                made += status == 200 ? 1 : 0;
            }
            long spent = gateway.records().stream()
                    .mapToLong(
                            record -> record.cost() == null ? 0 : record.cost().nanoDollars())
                    .sum();
            assertThat(spent).isEqualTo(made * CALL).isLessThanOrEqualTo(100_000);
            assertThat(made).as("the budget can be used").isBetween(3, 10);
        }
    }

    @Test
    void budget_spent_is402AndSaysWhatIsLeftAndWhenItBeginsAnew() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(upstream, "budgets: [{ usd: 0.00002, per: day }]", ""))) {
            assertThat(ask(gateway, question("m", ",\"max_tokens\":1")).status())
                    .isEqualTo(200);
            RawClient.Answer refused = ask(gateway, question("m", ",\"max_tokens\":400"));

            assertThat(refused.status()).isEqualTo(402);
            assertThat(refused.text())
                    .contains("\"code\":\"budget_spent\"", "\"type\":\"insufficient_quota\"", "key 'all'", "$0.00001");
            gateway.nextRecord();
            CallRecord record = gateway.nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.REFUSED);
            assertThat(record.cost()).isNull();
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void budget_spentWithAFallback_goesToTheCheaperAlias() throws Exception {
        String budget = "budgets: [{ usd: 5, per: total, fallback: cheap }]";
        String alias = "models: [{ alias: cheap, provider: up, model: m }]";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(upstream, budget, alias))) {
            RawClient.Answer answer = ask(gateway, question("dear", ",\"max_tokens\":9"));

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.header("x-bifrost-target")).isEqualTo("up/m");
            assertThat(gateway.nextRecord().alias()).isEqualTo("cheap");
        }
    }

    @Test
    void cappedBudget_clientAsksForMore_sendsWhatIsAffordable() throws Exception {
        String budget = "budgets: [{ usd: 0.001, per: total, reserve: cap }]";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(upstream, budget, ""))) {
            assertThat(ask(gateway, question("m", "")).status()).isEqualTo(200);
            assertThat(ask(gateway, question("m", ",\"max_tokens\":5000")).status())
                    .isEqualTo(200);
            assertThat(ask(gateway, question("m", ",\"max_tokens\":5")).status())
                    .isEqualTo(200);

            assertThat(upstream.requests().get(0).text()).containsPattern("\\{\"max_tokens\":9\\d\\d,");
            assertThat(upstream.requests().get(1).text()).containsPattern("\"max_tokens\":9\\d\\d,");
            assertThat(upstream.requests().get(2).text()).contains("\"max_tokens\":5,");
        }
    }

    @Test
    void unknownPrice_underABudget_isRefusedUnlessAllowed() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(upstream, "budget_usd_per_month: 5", ""))) {
            RawClient.Answer refused = ask(gateway, question("nobodys", ""));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text()).contains("price_unknown", "prices.overrides");
        }
        String allowing = "prices: { on_unknown: allow }\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(
                        allowing + yaml(upstream, "budget_usd_per_month: 5", "").replace(PRICES, ""))) {
            assertThat(ask(gateway, question("nobodys", "")).status()).isEqualTo(200);
            assertThat(gateway.nextRecord().cost().isUnknown())
                    .as("visible, not free")
                    .isTrue();
        }
    }

    @Test
    void stream_cutByTheProvider_isChargedForWhatCameAsAnEstimate() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.startStream();
                    for (int i = 0; i < 7; i++) {
                        connection.chunk(Stage.EVENT);
                    }
                    connection.reset();
                });
                TestGateway gateway = TestGateway.start(yaml(upstream, "budget_usd_per_month: 5", ""))) {
            ask(gateway, question("m", ",\"stream\":true"));

            CallRecord record = gateway.nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_CUT);
            assertThat(record.usage().estimated()).isTrue();
            assertThat(record.usage().completion()).isEqualTo(14);
            assertThat(record.usage().prompt()).isPositive();
            assertThat(record.cost().nanoDollars())
                    .isEqualTo(1000 * (record.usage().prompt() + record.usage().completion()));
        }
    }

    @Test
    void client_goneInTheMiddle_isChargedForWhatCame() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.startStream();
                    connection.chunk(Stage.EVENT);
                    connection.awaitClosed();
                });
                TestGateway gateway = TestGateway.start(yaml(upstream, "budget_usd_per_month: 5", ""))) {
            try (RawClient client = new RawClient(gateway.port())) {
                client.post(Stage.CHAT, Stage.AUTHORIZED, question("m", ",\"stream\":true"))
                        .readHead();
                client.readChunk();
            }
            CallRecord record = gateway.nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.CLIENT_GONE);
            assertThat(record.usage().estimated()).isTrue();
            assertThat(record.cost().nanoDollars()).isPositive();
        }
    }

    @Test
    void attempts_ofAFallback_areEachAccountedToTheirTarget() throws Exception {
        try (ScriptedUpstream down = ScriptedUpstream.answering(503, "application/json", "{}");
                ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway =
                        TestGateway.start(PRICES + """
                        defaults: { retry: { attempts: 1 } }
                        providers:
                          - { name: down, dialect: openai, base_url: "%s", api_key: sk-1 }
                          - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                        models:
                          - { alias: chain, provider: down, model: m, fallback: [up/m] }
                        virtual_keys: [{ name: all, key: %s }]
                        """.formatted(down.baseUrl(), upstream.baseUrl(), Stage.KEY))) {
            assertThat(ask(gateway, "{\"model\":\"chain\",\"messages\":[]}").status())
                    .isEqualTo(200);

            CallRecord record = gateway.nextRecord();
            assertThat(record.attempts()).hasSize(2);
            assertThat(record.attempts().getFirst().cost())
                    .as("a refusal costs nothing")
                    .isNull();
            assertThat(record.attempts().getLast().cost().nanoDollars()).isEqualTo(CALL);
            assertThat(record.cost().nanoDollars()).isEqualTo(CALL);
        }
    }

    @Test
    void rateLimit_reached_is429AndDoesNotCountRefusals() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(upstream, "rate_limit: { requests_per_minute: 2 }", ""))) {
            RawClient.Answer first = ask(gateway, question("m", ""));
            ask(gateway, question("m", ""));
            RawClient.Answer refused = ask(gateway, question("m", ""));

            assertThat(first.header("x-ratelimit-limit-requests")).isEqualTo("2");
            assertThat(first.header("x-ratelimit-remaining-requests")).isEqualTo("1");
            assertThat(first.header("x-ratelimit-reset-requests")).matches("\\d.*s");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("\"code\":\"rate_limited\"", "2 requests per minute");
            assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 61);
            assertThat(upstream.requests()).hasSize(2);
        }
    }

    @Test
    void tokenLimit_aRequestThatNeverFits_isRefusedAtOnce() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(upstream, "rate_limit: { tokens_per_minute: 100 }", ""))) {
            RawClient.Answer refused = ask(gateway, question("m", ",\"max_tokens\":500"));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("100 tokens per minute", "ever");
            RawClient.Answer answer = ask(gateway, question("m", ",\"max_tokens\":5"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-ratelimit-limit-tokens")).isEqualTo("100");
        }
    }

    @Test
    void passthrough_underASpentBudget_is402() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway =
                        TestGateway.start(yaml(upstream, "budgets: [{ usd: 0.00001, per: total }]", ""))) {
            String direct = "/passthrough/up/chat/completions";
            try (RawClient client = new RawClient(gateway.port())) {
                assertThat(client.post(
                                        direct,
                                        Stage.AUTHORIZED,
                                        question("m", "").replace("up/m", "m"))
                                .read()
                                .status())
                        .isEqualTo(200);
            }
            CallRecord record = gateway.nextRecord();
            assertThat(record.cost().nanoDollars())
                    .as("priced by what its answer says")
                    .isEqualTo(CALL);
            try (RawClient client = new RawClient(gateway.port())) {
                assertThat(client.post(direct, Stage.AUTHORIZED, "{\"model\":\"m\"}")
                                .read()
                                .status())
                        .isEqualTo(402);
            }
        }
    }

    @Test
    void team_spent_stopsItsOtherKeysToo() throws Exception {
        String team = "teams: [{ name: legal, budgets: [{ usd: 0.00002, per: total }] }]";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(
                        upstream,
                        "team: legal",
                        "  - { name: other, key: vk-other-0123456789, team: legal }\n" + team))) {
            assertThat(ask(gateway, question("m", ",\"max_tokens\":1")).status())
                    .isEqualTo(200);
            gateway.nextRecord();
            try (RawClient client = new RawClient(gateway.port())) {
                RawClient.Answer refused = client.post(
                                Stage.CHAT,
                                "authorization: Bearer vk-other-0123456789\r\n",
                                question("m", ",\"max_tokens\":1"))
                        .read();
                assertThat(refused.status()).as(refused.text()).isEqualTo(402);
                assertThat(refused.text()).contains("team 'legal'");
            }
        }
    }

    @Test
    void refused_forMoney_doesNotCountAsARequest() throws Exception {
        String limits = "budgets: [{ usd: 0.00003, per: total }]\nrate_limit: { requests_per_minute: 2 }";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(upstream, limits, ""))) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(gateway, question("m", ",\"max_tokens\":400")).status())
                        .isEqualTo(402);
            }
            assertThat(ask(gateway, question("m", ",\"max_tokens\":1")).header("x-ratelimit-remaining-requests"))
                    .isEqualTo("1");
        }
    }

    @Test
    void error_with200_costsNothing() throws Exception {
        String error = "{\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", error);
                TestGateway gateway = TestGateway.start(yaml(upstream, "budget_usd_per_month: 5", ""))) {
            assertThat(ask(gateway, question("m", "")).status()).isGreaterThanOrEqualTo(500);
            assertThat(gateway.nextRecord().cost()).isNull();
        }
    }

    @Test
    void cappedBudget_concurrentCallsWithoutALimit_areNotCutToAToken() throws Exception {
        String budget = "budgets: [{ usd: 0.0065, per: total, reserve: cap }]";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(upstream, budget, ""));
                var clients = Executors.newFixedThreadPool(8)) {
            List<Future<RawClient.Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(clients.submit(() -> ask(gateway, question("m", ""))));
            }
            for (Future<RawClient.Answer> call : calls) {
                assertThat(call.get().status()).isIn(200, 429);
            }
            assertThat(upstream.requests())
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.text()).containsPattern("\"max_tokens\":\\d{4}\\b"));
        }
    }

    @Test
    void passthrough_streamWithoutUsage_isChargedByEstimate() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.startStream();
                    for (int i = 0; i < 6; i++) {
                        connection.chunk(Stage.EVENT);
                    }
                    connection.chunk(Stage.DONE);
                    connection.endChunks();
                });
                TestGateway gateway = TestGateway.start(yaml(upstream, "budget_usd_per_month: 5", ""));
                RawClient client = new RawClient(gateway.port())) {
            client.post(
                            "/passthrough/up/chat/completions",
                            Stage.AUTHORIZED + "content-type: application/json\r\n",
                            "{\"model\":\"m\",\"stream\":true,\"messages\":[]}")
                    .read();
            CallRecord record = gateway.nextRecord();
            assertThat(record.usage().estimated()).isTrue();
            assertThat(record.usage().completion()).isEqualTo(12);
            assertThat(record.cost().nanoDollars()).isPositive();
        }
    }
}
