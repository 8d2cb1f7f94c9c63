package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.quota.Owner;
import dev.bifrost.store.Store;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand calls of every kind at once: records, store and budgets say the same of money, to the last nano-dollar. */
@Timeout(120)
class MixedCallsTest {
    private static final int CALLS = 1000;
    private static final int AT_ONCE = 50;
    private static final List<String> KEYS =
            List.of("vk-mixed-a-01234567", "vk-mixed-b-01234567", "vk-mixed-poor-01234567");
    private static final List<String> ENDS = List.of("well", "well", "well", "cut", "reset", "refuse", "busy", "hang");

    @TempDir
    private Path data;

    private String yaml(ScriptedUpstream upstream, String durability) {
        return """
                data: %s
                journal: { durability: %s }
                prices:
                  overrides:
                    - { provider: "*", model: "*", input: 1, output: 1 }
                defaults: { retry: { attempts: 2, initial: 1ms } }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                  - { name: spare, dialect: openai, base_url: "%s", api_key: sk-2 }
                models:
                  - { alias: chain, provider: up, model: m, fallback: [spare/m] }
                organizations:
                  - { name: bank, budgets: [{ usd: 50, per: total }, { usd: 50, per: year, rolling: true }] }
                teams:
                  - { name: legal, organization: bank, budgets: [{ usd: 20, per: total, reserve: cap }] }
                  - { name: risk, organization: bank, budgets: [{ usd: 20, per: total }] }
                virtual_keys:
                  - { name: a, key: %s, team: legal, budgets: [{ usd: 10, per: total }] }
                  - { name: b, key: %s, team: risk, rate_limit: { tokens_per_minute: 20000 } }
                  - { name: poor, key: %s, team: risk, budgets: [{ usd: 0.0015, per: total, reserve: cap }] }
                """.formatted(
                data, durability, upstream.baseUrl(), upstream.baseUrl(), KEYS.get(0), KEYS.get(1), KEYS.get(2));
    }

    private static ScriptedUpstream upstream() throws IOException {
        return ScriptedUpstream.start(connection -> {
            for (var head = connection.readHead(); head != null; head = connection.readHead()) {
                int length = Integer.parseInt(head.header("content-length"));
                String body = new String(connection.in().readNBytes(length), StandardCharsets.UTF_8);
                boolean stream = body.contains("\"stream\":true");
                if (body.contains("do-refuse")) {
                    connection.answer(400, "application/json", "{\"error\":{\"message\":\"no\"}}");
                } else if (body.contains("do-busy")) {
                    connection.answer(503, "application/json", "{\"error\":{\"message\":\"busy\"}}");
                } else if (body.contains("do-reset")) {
                    connection.reset();
                    return;
                } else if (stream) {
                    connection.startStream();
                    connection.chunk(Stage.EVENT);
                    if (body.contains("do-cut")) {
                        connection.chunk(Stage.EVENT);
                        connection.reset();
                        return;
                    } else if (body.contains("do-hang")) {
                        connection.awaitClosed();
                        return;
                    }
                    connection.chunk(Stage.USAGE);
                    connection.chunk(Stage.DONE);
                    connection.endChunks();
                } else if (body.contains("do-hang")) {
                    connection.awaitClosed();
                    return;
                } else if (body.contains("do-cut")) {
                    connection.write(
                            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{");
                    connection.reset();
                    return;
                } else {
                    connection.answer(200, "application/json", Stage.ANSWER);
                }
            }
        });
    }

    /** Asks as the random says, and waits for the end, or goes away in the middle. */
    private static int ask(TestGateway gateway, String id, SplittableRandom random) throws IOException {
        String end = ENDS.get(random.nextInt(ENDS.size()));
        boolean stream = random.nextBoolean();
        String limit = random.nextInt(3) == 0 ? "" : ",\"max_tokens\":" + random.nextInt(1, 40);
        String model = random.nextBoolean() ? "chain" : "up/m";
        try (RawClient client = new RawClient(gateway.port())) {
            client.post(
                    Stage.CHAT,
                    "authorization: Bearer " + KEYS.get(random.nextInt(KEYS.size())) + "\r\nx-request-id: " + id
                            + "\r\n",
                    "{\"model\":\"" + model + "\"" + limit + (stream ? ",\"stream\":true" : "")
                            + ",\"messages\":[{\"role\":\"user\",\"content\":\"do-" + end + "\"}]}");
            boolean leaves = end.equals("hang") || random.nextInt(10) == 0;
            if (!leaves) {
                return client.read().status();
            }
            if (stream) {
                RawClient.Answer head = client.readHead();
                if (head.status() == 200) {
                    client.readChunk();
                }
                return head.status();
            }
            return 499;
        } catch (IOException e) {
            return 0; // broken off, as by a provider in the middle
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"batched", "sync"})
    void thousandCalls_ofEveryKind_leaveBooksThatAgree(String durability) throws Exception {
        SplittableRandom random = new SplittableRandom(Long.getLong("bifrost.seed", 20261124));
        Map<Integer, Integer> statuses = new HashMap<>();
        Map<String, Long> costs;
        try (ScriptedUpstream upstream = upstream()) {
            TestGateway first = TestGateway.startDurable(yaml(upstream, durability));
            try (TestGateway gateway = first;
                    var clients = Executors.newFixedThreadPool(
                            AT_ONCE, Thread.ofVirtual().factory())) {
                List<Future<Integer>> calls = new ArrayList<>();
                for (int i = 0; i < CALLS; i++) {
                    String id = "mixed-" + i;
                    SplittableRandom own = random.split();
                    calls.add(clients.submit(() -> ask(gateway, id, own)));
                }
                for (Future<Integer> call : calls) {
                    statuses.merge(call.get(), 1, Integer::sum);
                }
                TestGateway.await(() -> gateway.records().size() >= CALLS
                        && gateway.process().gateway().running() == 0);
                assertThat(statuses).containsKeys(200, 400, 402, 499, 502);
                costs = costs(gateway.records());
                assertStates(gateway, costs);
            }
            assertThat(first.notices()).allMatch(notice -> notice.startsWith("store: applying"));
            assertThat(sums()).as("the store after the end").isEqualTo(costs);
            try (TestGateway gateway = TestGateway.startDurable(yaml(upstream, durability))) {
                assertStates(gateway, costs);
            }
        }
    }

    private static Map<String, Long> costs(List<CallRecord> records) {
        Set<String> ids = new HashSet<>();
        Map<String, Long> costs = new HashMap<>();
        for (CallRecord record : records) {
            assertThat(ids.add(record.requestId()))
                    .as("two records of %s", record.requestId())
                    .isTrue();
            long cost = record.cost() == null ? 0 : record.cost().nanoDollars();
            long attempts = record.attempts().stream()
                    .mapToLong(each -> each.cost() == null ? 0 : each.cost().nanoDollars())
                    .sum();
            assertThat(attempts).as("%s", record).isEqualTo(cost);
            for (Owner owner : SpendFollower.owners(record)) {
                costs.merge(owner.toString(), cost, Long::sum);
            }
        }
        assertThat(ids).hasSize(CALLS);
        return costs;
    }

    private static void assertStates(TestGateway gateway, Map<String, Long> costs) {
        Map<String, Crowd.State> states = new HashMap<>();
        KEYS.forEach(key -> states.putAll(Crowd.states(gateway.port(), key)));
        Map<String, Crowd.State> expected = new HashMap<>(states);
        expected.replaceAll((whose, _) -> new Crowd.State(costs.get(whose.split(" ", -1)[0]), 0, 0));
        assertThat(states).hasSize(6).isEqualTo(expected);
    }

    private Map<String, Long> sums() {
        try (Store store = Store.open(null, data, InstantSource.system(), _ -> {})) {
            return store.spend().sums(Instant.EPOCH);
        }
    }
}
