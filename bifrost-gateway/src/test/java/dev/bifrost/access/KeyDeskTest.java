package dev.bifrost.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.testing.Seeded;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Making, changing and ending keys: what is refused, and that a secret is shown once and kept nowhere. */
class KeyDeskTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Teams TEAMS = Teams.of(
            List.of(TeamsTest.organization("bank", null, Map.of())),
            List.of(TeamsTest.team("legal", "bank", null, Map.of())));

    private Instant now = NOON;
    private final MemoryKeyStore store = new MemoryKeyStore();
    private final List<String> log = new ArrayList<>();
    private int changes;
    private final KeyDesk desk = desk(() -> now);

    private KeyDesk desk(InstantSource clock) {
        KeyContext context = new KeyContext(
                TEAMS,
                List.of(Written.key("filed")
                        .id("filed-id")
                        .secret("vk-0123456789ab")
                        .monthly("5")
                        .settings()),
                List.of("cheap", "claude-*"),
                List.of("openai"),
                true);
        return new KeyDesk(store, () -> context, clock, () -> changes++, log::add);
    }

    @Test
    void create_everything_isKeptAndTheSecretShownOnce() throws Exception {
        Json.Obj made = desk.create(json("""
                {"name":"tenant-1","team":"legal","budgets":[{"usd":50.25,"per":"day","reserve":"cap","rolling":true,
                "warn_at":[80],"fallback":"claude-x"}],"budget_usd_per_month":9,
                "rate_limit":{"requests_per_minute":600,"concurrent":5},"allowed_models":["cheap"],
                "passthrough":["openai"],"expires":"2030-01-01","residency":["eu"],"strict":true,
                "labels":{"app":"chat"}}"""), "ops");
        String secret = made.text("key", "");

        assertThat(secret).matches("vk-[0-9a-hjkmnp-tv-z]{10}_[0-9a-hjkmnp-tv-z]{32}");
        assertThat(secret).startsWith("vk-" + made.text("id") + "_");
        assertThat(made.print())
                .contains("\"source\":\"store\"", "\"team\":\"legal\"", "\"created_by\":\"ops\"")
                .contains("{\"usd\":50.25,\"per\":\"day\",\"rolling\":true,\"reserve\":\"cap\",\"warn_at\":[80],"
                        + "\"fallback\":\"claude-x\"},{\"usd\":9,\"per\":\"month\"}")
                .contains("\"requests_per_minute\":600,\"concurrent\":5", "\"strict\":true");
        StoredKey row = store.all().getFirst();
        assertThat(row.hash()).isEqualTo(KeyHash.ofKey(secret).hex());
        assertThat(row.toString() + log + desk.list(null, 10, true).print() + desk.get("tenant-1"))
                .doesNotContain(secret, secret.substring(14), "vk-0123456789ab");
        assertThat(desk.list(null, 10, true).print()).doesNotContain(row.hash());
        assertThat(log).containsExactly("virtual key 'tenant-1' (" + row.id() + ") created by ops");
        assertThat(changes).isEqualTo(1);
        assertThat(KeyTermsJson.stored(row.settings()).budgets()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|name|is missing",
                "{'name':''}|name|characters",
                "{'name':5}|name|must be a string",
                "{'name':' a'}|name|blanks",
                "{'name':'a\\u0000b'}|name|blanks",
                "{'nmae':'a'}|nmae|did you mean 'name'?",
                "{'name':'a','id':'x'}|id|not known",
                "{'name':'a','key':'vk-own'}|key|not known",
                "{'name':'a','team':'leagl'}|team|did you mean 'legal'?",
                "{'name':'a','organization':'bnak'}|organization|did you mean 'bank'?",
                "{'name':'a','team':'legal','organization':'zoo'}|organization|no organisation 'zoo'",
                "{'name':'a','budgets':{}}|budgets|must be an array",
                "{'name':'a','budgets':[5]}|budgets[0]|must be an object",
                "{'name':'a','budgets':[{}]}|budgets[0].usd|is missing",
                "{'name':'a','budgets':[{'usd':'5'}]}|budgets[0].usd|must be a number",
                "{'name':'a','budgets':[{'usd':-5}]}|budgets[0].usd|more than 0",
                "{'name':'a','budgets':[{'usd':1e999999999}]}|budgets[0].usd|makes no sense",
                "{'name':'a','budgets':[{'usd':1,'per':'weak'}]}|budgets[0].per|did you mean 'week'?",
                "{'name':'a','budgets':[{'usd':1},{'usd':1,'reset':'x'}]}|budgets[1].reset|not known",
                "{'name':'a','budgets':[{'usd':1,'warn_at':[9999999999]}]}|budgets[0].warn_at|percentages",
                "{'name':'a','budgets':[{'usd':1,'fallback':'chaep'}]}|budgets[0].fallback|did you mean 'cheap'?",
                "{'name':'a','budget_usd_per_month':0}|budget_usd_per_month|more than 0",
                "{'name':'a','rate_limit':{'concurrent':0}}|rate_limit.concurrent|must be from 1",
                "{'name':'a','rate_limit':{'concurrent':1.5}}|rate_limit.concurrent|whole number",
                "{'name':'a','rate_limit':{'requests_per_minut':1}}|rate_limit.requests_per_minut|did you mean",
                "{'name':'a','allowed_models':'cheap'}|allowed_models|must be an array",
                "{'name':'a','allowed_models':[1]}|allowed_models[0]|must be a string",
                "{'name':'a','passthrough':['opnai']}|passthrough[0]|did you mean 'openai'?",
                "{'name':'a','expires':'soon'}|expires|is no time",
                "{'name':'a','strict':'yes'}|strict|true or false",
                "{'name':'a','labels':{'a':1}}|labels.a|must be a string",
            })
    void create_wrong_isRefusedWithTheFieldAndKeepsNothing(String request, String param, String said) throws Exception {
        Failure failure = refused(() -> desk.create(json(request.replace('\'', '"')), "ops"));

        assertThat(failure).isInstanceOfSatisfying(Failure.InvalidRequest.class, invalid -> {
            assertThat(invalid.status()).isEqualTo(400);
            assertThat(invalid.param()).isEqualTo(param);
            assertThat(invalid.message()).contains(said);
        });
        assertThat(store.all()).isEmpty();
        assertThat(changes).isZero();
    }

    @Test
    void create_nameTaken_isAConflictWhereverItIs() throws Exception {
        desk.create(json("{\"name\":\"a\"}"), "ops");

        for (String name :
                List.of("a", "filed", "filed-id", store.all().getFirst().id())) {
            Failure failure = refused(() -> desk.create(new Json.Obj().put("name", name), "ops"));
            assertThat(failure.status()).as(name).isEqualTo(409);
            assertThat(failure.code()).isEqualTo("name_taken");
        }
    }

    @Test
    void create_byManyAtOnce_makesOneOfEachName() throws Exception {
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> made = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String name = "n" + i % 20;
                Callable<Boolean> create = () -> {
                    try {
                        desk(() -> NOON).create(new Json.Obj().put("name", name), "ops");
                        return true;
                    } catch (Refusal e) {
                        assertThat(e.failure().code()).isEqualTo("name_taken");
                        return false;
                    }
                };
                made.add(many.submit(create));
            }
            int count = 0;
            for (Future<Boolean> each : made) {
                count += each.get() ? 1 : 0;
            }
            assertThat(count).isEqualTo(20);
        }
        assertThat(store.all()).hasSize(20);
    }

    @Test
    void update_replacesRemovesAndKeeps() throws Exception {
        String id =
                make("{\"name\":\"a\",\"team\":\"legal\",\"allowed_models\":[\"cheap\"],\"budgets\":[{\"usd\":1}]}");
        String hash = store.find("a").hash();

        Json.Obj changed = desk.update("a", json("""
                {"name":"b","team":null,"labels":{"x":"y"},"budget_usd_per_month":7}"""), "ops");

        assertThat(changed.text("id")).isEqualTo(id);
        assertThat(changed.print())
                .contains("\"name\":\"b\"", "\"labels\":{\"x\":\"y\"}", "\"allowed_models\":[\"cheap\"]")
                .contains("\"budgets\":[{\"usd\":7,\"per\":\"month\"}]")
                .doesNotContain("legal");
        assertThat(store.find("b").hash()).isEqualTo(hash);
        assertThat(desk.update(id, json("{\"allowed_models\":[]}"), "ops").print())
                .contains("\"allowed_models\":[]");
        assertThat(refused(() -> desk.update(id, json("{\"name\":\"filed\"}"), "ops"))
                        .code())
                .isEqualTo("name_taken");
        assertThat(refused(() -> desk.update(id, json("{\"name\":null}"), "ops"))
                        .message())
                .contains("name: is missing");
        assertThat(refused(() -> desk.update(id, json("{\"source\":\"file\"}"), "ops"))
                        .message())
                .contains("source: is not known");
    }

    @Test
    void update_unreadableOrOfALaterRelease_isNotLoosened() throws Exception {
        store.put(new StoredKey("id1", "later", "00", null, null, "{\"quantum\":1}", NOON, "t", null, 0));

        assertThat(refused(() -> desk.update("later", json("{\"strict\":true}"), "ops"))
                        .message())
                .contains("quantum");
        assertThat(store.find("later").settings()).isEqualTo("{\"quantum\":1}");
    }

    @Test
    void rotate_grace_keepsThePreviousForSoLong() throws Exception {
        Json.Obj made = desk.create(json("{\"name\":\"a\"}"), "ops");
        Json.Obj rotated = desk.rotate("a", json("{\"grace\":\"72h\"}"), "ops");
        StoredKey row = store.find("a");

        assertThat(rotated.text("id")).isEqualTo(made.text("id"));
        assertThat(rotated.text("previous_valid_until")).isEqualTo("2026-06-04T12:00:00Z");
        assertThat(rotated.text("key")).isNotEqualTo(made.text("key"));
        assertThat(row.hash()).isEqualTo(KeyHash.ofKey(rotated.text("key", "")).hex());
        assertThat(row.previousHash())
                .isEqualTo(KeyHash.ofKey(made.text("key", "")).hex());
        now = NOON.plus(Duration.ofHours(73));
        assertThat(desk.get("a").has("previous_valid_until")).isFalse();

        desk.rotate("a", new Json.Obj(), "ops");
        assertThat(store.find("a").previousHash()).as("without grace").isNull();
        for (String bad : List.of("\"3\"", "3", "\"-3h\"", "\"400d\"", "\"3 hours\"")) {
            assertThat(refused(() -> desk.rotate("a", json("{\"grace\":" + bad + "}"), "ops"))
                            .status())
                    .isEqualTo(400);
        }
        assertThat(refused(() -> desk.rotate("a", json("{\"graec\":\"3h\"}"), "ops"))
                        .message())
                .contains("did you mean 'grace'?");
    }

    @Test
    void revoke_isForGoodAndMayBeSaidTwice() throws Exception {
        String id = make("{\"name\":\"a\"}");
        assertThat(desk.revoke("a", "ops").text("revoked")).isEqualTo(NOON.toString());
        now = NOON.plusSeconds(9);
        assertThat(desk.revoke(id, "ops").text("revoked")).isEqualTo(NOON.toString());

        assertThat(refused(() -> desk.rotate(id, new Json.Obj(), "ops")).code()).isEqualTo("key_revoked");
        assertThat(refused(() -> desk.update(id, new Json.Obj(), "ops")).code()).isEqualTo("key_revoked");
        assertThat(desk.list(null, 10, false).list("data")).hasSize(1);
        assertThat(desk.list(null, 10, true).list("data")).hasSize(2);
        assertThat(log).hasSize(2);
    }

    @Test
    void everything_onAKeyOfTheFile_saysWhereToChangeIt() {
        assertThat(refused(() -> desk.revoke("filed", "ops")).code()).isEqualTo("key_of_file");
        assertThat(refused(() -> desk.rotate("filed-id", new Json.Obj(), "ops")).code())
                .isEqualTo("key_of_file");
        assertThat(refused(() -> desk.update("filed", new Json.Obj(), "ops")).status())
                .isEqualTo(409);
        assertThat(refused(() -> desk.revoke("nobody", "ops")).status()).isEqualTo(404);
    }

    @Test
    void everything_storeDown_isOverloadedAndNotUnknown() throws Exception {
        store.down(true);
        for (Callable<Json.Obj> each : List.<Callable<Json.Obj>>of(
                () -> desk.create(json("{\"name\":\"a\"}"), "ops"),
                () -> desk.list(null, 10, false),
                () -> desk.get("a"),
                () -> desk.revoke("a", "ops"))) {
            assertThat(refused(each).status()).isEqualTo(503);
        }
    }

    @Test
    void list_pages_holdEachKeyOnce() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 25; i++) {
            make("{\"name\":\"n" + i + "\"}");
        }
        String after = null;
        boolean more = true;
        while (more) {
            Json.Obj page = desk.list(after, 10, false);
            for (Json.Obj key : page.objects("data")) {
                if (key.text("source", "").equals("store")) {
                    assertThat(ids.add(key.text("id"))).isTrue();
                }
            }
            after = page.objects("data").getLast().text("id");
            more = page.isTrue("has_more");
        }
        assertThat(ids).hasSize(25);
    }

    @Test
    void update_whileOthersChangeTheSame_losesNothing() throws Exception {
        make("{\"name\":\"a\"}");
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String field = List.of("team", "expires", "residency", "strict").get(i % 4);
                String value = List.of("\"legal\"", "\"2030-01-01\"", "[\"eu\"]", "true")
                        .get(i % 4);
                Callable<Integer> update = () -> {
                    int tries = 1;
                    while (true) {
                        try {
                            desk(() -> NOON).update("a", json("{\"" + field + "\":" + value + "}"), "ops");
                            return tries;
                        } catch (Refusal e) {
                            assertThat(e.failure().code()).isEqualTo("changed_meanwhile");
                            tries++;
                        }
                    }
                };
                done.add(many.submit(update));
            }
            for (Future<Integer> each : done) {
                assertThat(each.get()).isPositive();
            }
        }
        assertThat(store.find("a").settings()).contains("legal", "2030-01-01", "eu", "strict");
    }

    @Test
    void terms_writtenAndReadAgain_areTheSame() {
        Seeded.times(300, random -> {
            Json.Obj asked = new Json.Obj();
            for (String name : KeyTermsJson.NAMES) {
                if (random.nextBoolean()) {
                    asked.put(name, any(name, random.nextInt(1, 1000)));
                }
            }
            String written =
                    KeyTermsJson.write(KeyTermsJson.asked(asked, Set.of())).print();
            KeyTerms terms = KeyTermsJson.stored(written);
            assertThat(KeyTermsJson.write(terms).print()).isEqualTo(written);
            assertThat(KeyTermsJson.asked(KeyTermsJson.write(terms), Set.of())).isEqualTo(terms);
        });
    }

    private static Json any(String name, int number) {
        try {
            return Json.read(
                    switch (name) {
                        case "budgets" ->
                            "[{\"usd\":0." + number + ",\"per\":\"week\",\"warn_at\":[" + (number % 99 + 1) + "]}]";
                        case "budget_usd_per_month" -> number + ".5";
                        case "rate_limit" -> "{\"tokens_per_hour\":" + number + ",\"concurrent\":3}";
                        case "allowed_models", "passthrough", "residency" -> "[\"x" + number + "\"]";
                        case "expires" -> "\"2030-01-01T00:00:00Z\"";
                        case "strict" -> "true";
                        case "content" -> number % 2 == 0 ? "\"full\"" : "\"none\"";
                        case "labels" -> "{\"a\":\"" + number + "\"}";
                        default -> "\"t" + number + "\"";
                    });
        } catch (MalformedJson e) {
            throw new IllegalStateException(e);
        }
    }

    private String make(String request) throws Exception {
        return desk.create(json(request), "ops").text("id", "");
    }

    private static Json.Obj json(String text) throws MalformedJson {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Json.readObject(bytes, 0, bytes.length);
    }

    private static Failure refused(Callable<Json.Obj> work) {
        return catchThrowableOfType(Refusal.class, work::call).failure();
    }
}
