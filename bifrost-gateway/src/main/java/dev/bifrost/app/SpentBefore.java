package dev.bifrost.app;

import dev.bifrost.quota.Past;
import dev.bifrost.store.Store;
import dev.bifrost.store.StoreFailure;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** The store's sums, with those adjustments that all budgets know. {@code known} gives the last one's number. */
record SpentBefore(Store store, LongSupplier known) implements Past {

    @Override
    public Map<String, Long> spent(Set<String> accounts, Instant from, Instant to) throws IOException {
        try {
            long number = known.getAsLong();
            Map<String, Long> sums = new HashMap<>(store.spend().sums(from, number));
            store.spend().sums(to, number).forEach((owner, later) -> sums.merge(owner, -later, Long::sum));
            return sums;
        } catch (StoreFailure e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
