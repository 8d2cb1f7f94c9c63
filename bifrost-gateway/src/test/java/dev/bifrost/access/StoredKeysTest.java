package dev.bifrost.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys of the store in force: who is let in after each change, in this process and in others. */
class StoredKeysTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private Instant now = NOON;
    private final InstantSource clock = () -> now;
    private final MemoryKeyStore store = new MemoryKeyStore();
    private final List<String> notices = new ArrayList<>();
    private final StoredKeys stored = StoredKeys.unread();
    private final KeyRefresh refresh = new KeyRefresh(store, stored, () -> {}, notices::add);
    private final Keys keys = Keys.of(
            List.of(Written.key("filed").secret("vk-0123456789abcdef").settings()),
            Teams.NONE,
            stored,
            Keys.Door.KEYS,
            clock);

    @Test
    void identify_storedKey_isKnownAfterALook() throws Refusal {
        String secret = put("a", "id-a", "{}", null, null, null);
        refresh.look();

        assertThat(identify(secret).name()).isEqualTo("a");
        assertThat(identify(secret).id()).isEqualTo("id-a");
        assertThat(identify("vk-0123456789abcdef").name()).isEqualTo("filed");
    }

    @Test
    void identify_revoked_isRefusedAndSaidSo() {
        String secret = put("a", "id-a", "{}", null, null, null);
        refresh.look();
        put("a", "id-a", "{}", null, null, NOON);
        refresh.look();

        assertThat(refused(secret).code()).isEqualTo("revoked_key");
        assertThat(refused(secret).status()).isEqualTo(401);
    }

    @Test
    void identify_rotated_knowsBothUntilTheClockPasses() throws Refusal {
        StoredKey key = row("a", "id-a", KeyHash.ofKey("new").hex(), "{}");
        store.put(new StoredKey(
                key.id(),
                key.name(),
                key.hash(),
                KeyHash.ofKey("old").hex(),
                NOON.plus(Duration.ofDays(3)),
                "{}",
                NOON,
                "t",
                null,
                0));
        refresh.look();

        assertThat(identify("old")).isSameAs(identify("new"));
        now = NOON.plus(Duration.ofDays(3)).minusMillis(1);
        assertThat(identify("old").name()).isEqualTo("a");
        now = NOON.plus(Duration.ofDays(3));
        assertThat(refused("old").code()).isEqualTo("replaced_key");
        assertThat(identify("new").name()).isEqualTo("a");
        now = NOON;
        assertThat(identify("old").name()).as("a clock that was set back").isEqualTo("a");
    }

    @Test
    void identify_rotatedWithoutGrace_knowsOnlyTheNew() throws Refusal {
        String old = put("a", "id-a", "{}", null, null, null);
        refresh.look();
        store.put(row("a", "id-a", KeyHash.ofKey("new").hex(), "{}"));
        refresh.look();

        assertThat(refused(old).code()).isEqualTo("invalid_api_key");
        assertThat(identify("new").name()).isEqualTo("a");
    }

    @Test
    void identify_expired_isRefused() throws Refusal {
        String secret = put("a", "id-a", "{\"expires\":\"2026-06-01\"}", null, null, null);
        refresh.look();

        assertThat(identify(secret).name()).isEqualTo("a");
        now = Instant.parse("2026-06-02T00:00:00Z");
        assertThat(refused(secret).code()).isEqualTo("expired_key");
    }

    @Test
    void identify_tenThousandKeys_eachIsFound() throws Refusal {
        List<String> secrets = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            secrets.add(put("n" + i, "id" + i, "{\"allowed_models\":[\"m" + i + "\"]}", null, null, null));
        }
        refresh.look();

        for (int i = 0; i < 10_000; i++) {
            VirtualKey key = identify(secrets.get(i));
            assertThat(key.name()).isEqualTo("n" + i);
            assertThat(key.allowsAlias("m" + i)).isTrue();
            assertThat(key.allowsAlias("m" + (i + 1))).isFalse();
        }
    }

    @Test
    void look_deletedByHand_isGoneWithTheNextWholeReading() throws Refusal {
        String secret = put("a", "id-a", "{}", null, null, null);
        refresh.look();
        store.delete("id-a");

        for (int i = 0; i < 119; i++) {
            refresh.look();
            assertThat(identify(secret).name()).isEqualTo("a");
        }
        refresh.look();
        assertThat(refused(secret).code()).isEqualTo("invalid_api_key");
    }

    @Test
    void look_storeDown_keepsTheKnownAndSaysItOnce() throws Refusal {
        String secret = put("a", "id-a", "{}", null, null, null);
        refresh.look();
        store.down(true);
        Stream.generate(() -> refresh).limit(5).forEach(KeyRefresh::look);

        assertThat(identify(secret).name()).isEqualTo("a");
        assertThat(notices).singleElement().asString().contains("can not be read", "stay in force");
        assertThat(refused("vk-rubbish").status())
                .as("nothing that a store would give")
                .isEqualTo(401);
        assertThat(refused(SecretForm.newKey(SecretForm.newId())).status())
                .as("may have been made while the store could not be asked")
                .isEqualTo(503);

        store.down(false);
        refresh.look();
        assertThat(notices).hasSize(2).last().asString().contains("again");
        assertThat(refused(SecretForm.newKey(SecretForm.newId())).status()).isEqualTo(401);
        store.down(true);
        refresh.look();
        assertThat(notices).hasSize(3);
    }

    @Test
    void identify_storeNeverRead_isNotTheClientsFault() throws Refusal {
        store.down(true);
        refresh.look();

        Failure failure = refused("vk-anything");
        assertThat(failure.status()).isEqualTo(503);
        assertThat(failure.retryAfter()).isNotNull();
        assertThat(identify("vk-0123456789abcdef").name()).isEqualTo("filed");
        assertThat(keys.open()).isFalse();
    }

    @Test
    void look_unreadableRow_letsNobodyInAndHarmsNoOther() throws Refusal {
        String good = put("good", "id-good", "{}", null, null, null);
        String later = put("later", "id-later", "{\"quantum\":{\"x\":1}}", null, null, null);
        String broken = put("broken", "id-broken", "{\"budgets\":5}", null, null, null);
        String none = put("none", "id-none", "rubbish", null, null, null);
        store.put(row("hash", "id-hash", "zz", "{}"));
        refresh.look();

        assertThat(identify(good).name()).isEqualTo("good");
        assertThat(identify(later).name()).as("a later release's own words").isEqualTo("later");
        assertThat(refused(broken).status()).isEqualTo(401);
        assertThat(refused(none).status()).isEqualTo(401);
        assertThat(notices).hasSize(3).allMatch(notice -> notice.contains("refused"));
        refresh.look();
        assertThat(notices).as("once each").hasSize(3);
    }

    @Test
    void use_teamGone_refusesItsKeysUntilItIsBack() throws Refusal {
        Teams teams = Teams.of(List.of(), List.of(TeamsTest.team("legal", null, null, Map.of("team", "legal"))));
        String secret = put("a", "id-a", "{\"team\":\"legal\"}", null, null, null);
        refresh.use(teams);
        refresh.look();
        assertThat(identify(secret).labels()).isEqualTo(Map.of("team", "legal"));

        refresh.use(Teams.NONE);
        Failure failure = refused(secret);
        assertThat(failure.status()).isEqualTo(403);
        assertThat(failure.message()).contains("team 'legal' does not exist any more");
        assertThat(notices).singleElement().asString().contains("'a'", "'legal'");

        refresh.use(teams);
        assertThat(identify(secret).team()).isEqualTo("legal");
    }

    @Test
    void identify_keysIfAny_isOpenOnlyWhileThereIsNoneAtAll() throws Refusal {
        Keys door = Keys.of(List.of(), Teams.NONE, stored, Keys.Door.KEYS_IF_ANY, clock);
        assertThat(door.open()).as("nobody knows yet").isFalse();
        refresh.look();
        assertThat(door.open()).isTrue();
        assertThat(door.identify(Credentials.NONE)).isSameAs(VirtualKey.OPEN);

        put("a", "id-a", "{}", null, null, null);
        refresh.look();
        assertThat(door.open()).isFalse();
        put("a", "id-a", "{}", null, null, NOON);
        refresh.look();
        assertThat(door.open()).as("revoking the last key opens nothing").isFalse();
        put("a", "id-a", "rubbish", null, null, null);
        refresh.look();
        assertThat(door.open()).as("nor does a row that nobody can read").isFalse();
        refresh.use(Teams.NONE);
        assertThat(door.open()).isFalse();
        store.delete("id-a");
        Stream.generate(() -> refresh).limit(120).forEach(KeyRefresh::look);
        assertThat(door.open()).isTrue();
    }

    @Test
    void identify_whileKeysChange_neverLosesAKeyThatStays() throws Exception {
        String stays = put("stays", "id-stays", "{}", null, null, null);
        refresh.look();
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                while (!done.get()) {
                    identify(stays);
                }
            } catch (Refusal e) {
                failed.set(e);
            }
        });
        for (int i = 0; i < 300; i++) {
            put("stays", "id-stays", "{\"labels\":{\"i\":\"" + i + "\"}}", null, null, null);
            put("n" + i, "id" + i, "{}", null, null, null);
            refresh.look();
            if (i % 50 == 0) {
                refresh.use(Teams.NONE);
            }
        }
        done.set(true);
        caller.join();

        assertThat(failed.get()).isNull();
        assertThat(identify(stays).labels()).isEqualTo(Map.of("i", "299"));
    }

    private String put(
            String name,
            String id,
            String settings,
            @Nullable String previous,
            @Nullable Instant until,
            @Nullable Instant revoked) {
        String secret = "secret of " + id;
        store.put(
                new StoredKey(id, name, KeyHash.ofKey(secret).hex(), previous, until, settings, NOON, "t", revoked, 0));
        return secret;
    }

    private static StoredKey row(String name, String id, String hash, String settings) {
        return new StoredKey(id, name, hash, null, null, settings, NOON, "t", null, 0);
    }

    private VirtualKey identify(String secret) throws Refusal {
        return keys.identify(new Credentials(null, secret, null, null, null, null));
    }

    private Failure refused(String secret) {
        return catchThrowableOfType(Refusal.class, () -> identify(secret)).failure();
    }
}
