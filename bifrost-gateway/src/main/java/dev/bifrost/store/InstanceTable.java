package dev.bifrost.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The gateways that use the store, and when they last said so. */
public final class InstanceTable {
    private static final Duration FORGOTTEN = Duration.ofDays(30);

    /** One gateway process. */
    public record Instance(String id, Instant started, Instant seen) {}

    private final Store store;
    private final InstantSource clock;

    InstanceTable(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Says that an instance runs; those not seen for 30 days are forgotten. */
    public void seen(String id, Instant started) {
        Instant now = clock.instant();
        store.write(on -> {
            Rows.update(on, "DELETE FROM gateway_instance WHERE seen < ?", now.minus(FORGOTTEN));
            return Rows.update(
                    on,
                    "INSERT INTO gateway_instance (id, started, seen) VALUES (?, ?, ?) "
                            + "ON CONFLICT (id) DO UPDATE SET started = excluded.started, seen = excluded.seen",
                    id,
                    started,
                    now);
        });
    }

    /** Those seen since, the latest first. */
    public List<Instance> seenSince(Instant since) {
        return store.read(on -> Rows.list(
                on,
                "SELECT id, started, seen FROM gateway_instance WHERE seen >= ? ORDER BY seen DESC, id",
                row -> new Instance(
                        row.getString(1), Instant.ofEpochMilli(row.getLong(2)), Instant.ofEpochMilli(row.getLong(3))),
                since));
    }
}
