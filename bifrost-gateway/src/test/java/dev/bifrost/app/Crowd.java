package dev.bifrost.app;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Many clients who ask without a pause, and the provider that answers them. Both remember: what the provider has charged, and
 * which answers came whole. Of two models, {@code slim} costs what was reserved for it or less, {@code fat} more.
 */
final class Crowd implements AutoCloseable {
    static final int CLIENTS = 8;
    static final String CAPPED = "vk-capped-0123456789";
    static final String EXPECTED = "vk-expected-0123456789";
    /** 9 tokens in, 1 out, at a dollar for a million. */
    static final long SLIM = 10_000;

    static final long FAT = 401_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** An answer that a client saw to its end; times in nanoseconds. */
    record Whole(String id, String model, long begun, long ended) {}

    private final ScriptedUpstream upstream = upstream();
    private final Map<String, AtomicLong> charged =
            new ConcurrentHashMap<>(Map.of("slim", new AtomicLong(), "fat", new AtomicLong()));
    private final ConcurrentLinkedQueue<Whole> whole = new ConcurrentLinkedQueue<>();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile boolean stopping;

    Crowd() throws IOException {}

    /** Prices, the provider and two keys of a team, whose budgets are so large. */
    String yaml(String capped, String expected, String team) {
        return """
                prices:
                  overrides:
                    - { provider: up, model: slim, input: 1, output: 1 }
                    - { provider: up, model: fat, input: 1, output: 1 }
                defaults: { retry: { attempts: 1 } }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                teams:
                  - { name: all, budgets: [{ usd: %s, per: month }] }
                virtual_keys:
                  - { name: capped, key: %s, team: all, budgets: [{ usd: %s, per: total, reserve: cap }] }
                  - { name: expected, key: %s, team: all, budgets: [{ usd: %s, per: total }] }
                """.formatted(upstream.baseUrl(), team, CAPPED, capped, EXPECTED, expected);
    }

    private ScriptedUpstream upstream() throws IOException {
        return ScriptedUpstream.start(connection -> {
            for (var head = connection.readHead(); head != null; head = connection.readHead()) {
                int length = Integer.parseInt(head.header("content-length"));
                String body = new String(connection.in().readNBytes(length), StandardCharsets.UTF_8);
                boolean fat = body.contains("\"fat\"");
                String usage = fat
                        ? "\"prompt_tokens\":400,\"completion_tokens\":1"
                        : "\"prompt_tokens\":9,\"completion_tokens\":1";
                charged.get(fat ? "fat" : "slim").addAndGet(fat ? FAT : SLIM);
                if (body.contains("\"stream\":true")) {
                    connection.startStream();
                    connection.chunk(Stage.EVENT);
                    connection.chunk("data: {\"id\":\"c\",\"choices\":[],\"usage\":{" + usage + "}}\n\n");
                    connection.chunk(Stage.DONE);
                    connection.endChunks();
                } else {
                    connection.answer(
                            200,
                            "application/json",
                            "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"Hi\"}}],\"usage\":{"
                                    + usage + "}}");
                }
            }
        });
    }

    /** All clients begin to ask. */
    void ask(int port, SplittableRandom random) {
        stopping = false;
        clients.clear();
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom own = random.split();
            clients.add(Thread.ofVirtual().start(() -> askOn(port, own)));
        }
    }

    /** The clients finish what they are at, or have noticed that nobody answers. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Thread client : clients) {
            client.join();
        }
    }

    private void askOn(int port, SplittableRandom random) {
        try (RawClient client = new RawClient(port)) {
            while (!stopping) {
                ask(client, random);
            }
        } catch (IOException e) {
            // the gateway was killed
        }
    }

    private void ask(RawClient client, SplittableRandom random) throws IOException {
        String model = random.nextInt(4) == 0 ? "fat" : "slim";
        boolean stream = random.nextBoolean();
        String id = "call-" + ids.incrementAndGet();
        long begun = System.nanoTime();
        RawClient.Answer answer = client.post(
                        Stage.CHAT,
                        "authorization: Bearer " + (model.equals("fat") ? EXPECTED : CAPPED) + "\r\nx-request-id: " + id
                                + "\r\n",
                        "{\"model\":\"up/" + model + "\",\"max_tokens\":1" + (stream ? ",\"stream\":true" : "")
                                + ",\"messages\":[]}")
                .read();
        statuses.computeIfAbsent(answer.status(), _ -> new AtomicInteger()).incrementAndGet();
        if (answer.status() == 200 && (!stream || answer.text().endsWith(Stage.DONE))) {
            whole.add(new Whole(id, model, begun, System.nanoTime()));
        }
    }

    /** Waits until so many answers have come, of whatever kind. */
    void await(int count) {
        TestGateway.await(() -> answers() >= count);
    }

    int answers() {
        return statuses.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    List<Whole> whole() {
        return List.copyOf(whole);
    }

    /** What the answers that came whole have cost. */
    long cost(String model) {
        return whole.stream().filter(call -> call.model().equals(model)).count() * (model.equals("fat") ? FAT : SLIM);
    }

    /** What the provider will ask for, whoever saw the answer. */
    long charged(String model) {
        return charged.get(model).get();
    }

    Map<Integer, AtomicInteger> statuses() {
        return statuses;
    }

    /** How a budget stands, in nano-dollars. */
    record State(long spent, long uncertain, long reserved) {
        long gone() {
            return spent + uncertain;
        }
    }

    /** The budgets that hold for a key, by whose they are, such as {@code key:capped}; a second one with its name behind. */
    static Map<String, State> states(int port, String key) {
        try (RawClient client = new RawClient(port)) {
            String text = client.send("GET /api/key HTTP/1.1\r\nhost: a\r\nauthorization: Bearer " + key + "\r\n\r\n")
                    .read()
                    .text();
            Map<String, State> states = new HashMap<>();
            for (JsonNode budget : JSON.readTree(text).get("spending").get("budgets")) {
                String whose =
                        budget.get("of").asString() + ":" + budget.get("name").asString();
                states.put(
                        states.containsKey(whose)
                                ? whose + " " + budget.get("budget").asString()
                                : whose,
                        new State(
                                nanos(budget, "spent_usd"),
                                nanos(budget, "uncertain_usd"),
                                nanos(budget, "reserved_usd")));
            }
            return states;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long nanos(JsonNode budget, String name) {
        return budget.get(name).decimalValue().movePointRight(9).longValueExact();
    }

    @Override
    public void close() throws IOException {
        upstream.close();
    }
}
