package dev.bifrost.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Glob;
import dev.bifrost.api.settings.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private final SplittableRandom random = new SplittableRandom(42);

    @Test
    void inOrder_weights_giveTheirShares() {
        ProviderKey heavy = key("heavy", 6);
        ProviderKey middle = key("middle", 3);
        ProviderKey light = key("light", 1);
        KeyRing ring = new KeyRing(List.of(light, heavy, middle));
        Map<ProviderKey, Integer> first = new HashMap<>();
        int middleAfterHeavy = 0;
        for (int i = 0; i < 10_000; i++) {
            List<ProviderKey> order = ring.inOrder("m", 0, random);
            assertThat(order).containsExactlyInAnyOrder(heavy, middle, light);
            first.merge(order.getFirst(), 1, Integer::sum);
            middleAfterHeavy += order.getFirst().equals(heavy) && order.get(1).equals(middle) ? 1 : 0;
        }

        assertThat(first.get(heavy)).isBetween(5_850, 6_150);
        assertThat(first.get(middle)).isBetween(2_850, 3_150);
        assertThat(first.get(light)).isBetween(900, 1_100);
        // Three of the four that are left then.
        assertThat(middleAfterHeavy).isBetween(4_300, 4_700);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, -1_000, Long.MAX_VALUE - 50, Long.MIN_VALUE, Long.MIN_VALUE + 10})
    void inOrder_cooling_comeLastByTheirEnds(long now) {
        ProviderKey soon = key("soon", 1_000);
        ProviderKey later = key("later", 1_000);
        ProviderKey well = key("well", 1);
        soon.coolDown(now + 100);
        later.coolDown(now + 200);
        KeyRing ring = new KeyRing(List.of(later, soon, well));

        assertThat(ring.inOrder("m", now, random)).containsExactly(well, soon, later);
        assertThat(ring.inOrder("m", now + 150, random).getLast()).isSameAs(later);
        assertThat(soon.cooling("m", now + 99)).isTrue();
        assertThat(soon.cooling("m", now + 100)).isFalse();
        soon.recovered("m");
        assertThat(soon.cooling("m", now)).isFalse();
    }

    @Test
    void inOrder_modelOfAFewKeys_leavesTheOthersOut() {
        ProviderKey all = key("all", 1);
        ProviderKey small =
                ProviderKey.of(Secret.of("small"), new CredentialScheme.Bearer(true), 1, List.of(Glob.of("small-*")));
        KeyRing ring = new KeyRing(List.of(all, small));

        assertThat(ring.inOrder("large-1", 0, random)).containsExactly(all);
        assertThat(ring.inOrder("small-1", 0, random)).containsExactlyInAnyOrder(all, small);
        assertThat(ring.inOrder("", 0, random)).hasSize(2);
        assertThat(new KeyRing(List.of(small)).inOrder("large-1", 0, random)).isEmpty();
    }

    @Test
    void coolDown_shorterTime_doesNotShorten() {
        ProviderKey key = key("k", 1);
        key.coolDown(100);
        key.coolDown(50);

        assertThat(key.cooling("m", 99)).isTrue();
        assertThat(key.cooling("m", 100)).isFalse();
    }

    @Test
    void coolDown_manyThreads_keepsTheLatest() throws InterruptedException {
        ProviderKey key = key("k", 1);
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Runnable> tasks = new ArrayList<>();
            for (int i = 1; i <= 10_000; i++) {
                long until = (i * 7_919L) % 10_007;
                tasks.add(() -> key.coolDown(until));
            }
            threads.invokeAll(tasks.stream().map(Executors::callable).toList());
        }
        long latest = 0;
        for (int i = 1; i <= 10_000; i++) {
            latest = Math.max(latest, (i * 7_919L) % 10_007);
        }

        assertThat(key.cooling("m", latest - 1)).isTrue();
        assertThat(key.cooling("m", latest)).isFalse();
    }

    private static ProviderKey key(String secret, int weight) {
        return ProviderKey.of(Secret.of(secret), new CredentialScheme.Bearer(true), weight, null);
    }

    @Test
    void coolDown_ofOneModel_leavesTheKeyToTheOthers() {
        ProviderKey key = ProviderKey.anonymous();
        key.coolDown("mine", 100);

        assertThat(key.cooling("mine", 50)).isTrue();
        assertThat(key.cooling("yours", 50)).isFalse();
        key.recovered("mine");
        assertThat(key.cooling("mine", 50)).isFalse();
    }

    @Test
    void coolDown_ofEndlesslyManyModels_remembersABoundedNumber() {
        ProviderKey key = ProviderKey.anonymous();
        for (int i = 0; i < 10_000; i++) {
            key.coolDown("model-" + i, 100);
        }

        assertThat(key.cooling("model-9999", 50)).isTrue();
        assertThat(key.cooling("model-0", 50)).isFalse();
    }
}
