package dev.bifrost.provider;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** A provider's keys, and the order in which a call tries them. */
final class KeyRing {
    private final List<ProviderKey> keys;
    private final boolean single;

    KeyRing(List<ProviderKey> keys) {
        this.keys = List.copyOf(keys);
        this.single = keys.size() == 1 && keys.getFirst().unrestricted();
    }

    /** Healthy keys in random order by weight, then cooling ones, the first to recover first. */
    List<ProviderKey> inOrder(String model, long nowNanos, RandomGenerator random) {
        if (single) {
            return keys;
        }
        List<ProviderKey> healthy = new ArrayList<>(keys.size());
        List<Cooling> cooling = new ArrayList<>(0);
        for (ProviderKey key : keys) {
            if (!key.goodFor(model)) {
                continue;
            }
            // Read once: another loop may cool the key down or revive it meanwhile.
            long left = key.coolsFor(model, nowNanos);
            if (left > 0) {
                cooling.add(new Cooling(key, left));
            } else {
                healthy.add(key);
            }
        }
        shuffle(healthy, random);
        cooling.sort(Comparator.comparingLong(Cooling::left));
        for (Cooling each : cooling) {
            healthy.add(each.key());
        }
        return healthy;
    }

    /** Each place is drawn from those left, with chances as their weights. */
    private static void shuffle(List<ProviderKey> keys, RandomGenerator random) {
        long total = 0;
        for (ProviderKey key : keys) {
            total += key.weight();
        }
        for (int place = 0; place < keys.size() - 1; place++) {
            long drawn = random.nextLong(total);
            int chosen = place;
            while (drawn >= keys.get(chosen).weight()) {
                drawn -= keys.get(chosen).weight();
                chosen++;
            }
            ProviderKey key = keys.get(chosen);
            keys.set(chosen, keys.get(place));
            keys.set(place, key);
            total -= key.weight();
        }
    }

    private record Cooling(ProviderKey key, long left) {}
}
