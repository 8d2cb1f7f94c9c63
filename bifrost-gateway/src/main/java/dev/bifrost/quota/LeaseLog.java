package dev.bifrost.quota;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where leases are made durable: the journal. */
@FunctionalInterface
public interface LeaseLog {
    /** Forgets everything: for gateways without a journal. Nothing that was spent is known after a crash. */
    LeaseLog NONE = (account, period, nanoDollars, done) -> done.accept(null);

    /**
     * Writes down how much may be spent before the next word. The latest lease of an account and period replaces those
     * before it; for one account and period there is never a second call before {@code done}. Called on event loops: must
     * not block.
     *
     * @param account     such as {@code key:tenant-12/usd-month}
     * @param period      the instant at which it began, such as {@code 2026-11-01T00:00:00Z}, or {@code total}
     * @param nanoDollars the most that settled and reserved money of this period may come to
     * @param done        to be called once, on any thread: with null once the lease is durable, else with what went wrong
     */
    void lease(String account, String period, long nanoDollars, Consumer<@Nullable IOException> done);
}
