package dev.bifrost.quota;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What was spent before: the store's sums of the journal. May block; asked while limits are configured only. */
@FunctionalInterface
public interface Past {
    /** Nothing was ever spent. */
    Past NONE = (accounts, from, to) -> Map.of();

    /**
     * Nano-dollars per account for calls made from {@code from} (inclusive) to {@code to} (exclusive), corrections included.
     * Both are quarters of an hour. Accounts that spent nothing may be missing.
     *
     * @param accounts texts of owners, such as {@code key:tenant-12}; answering for others does no harm
     */
    Map<String, Long> spent(Set<String> accounts, Instant from, Instant to) throws IOException;
}
