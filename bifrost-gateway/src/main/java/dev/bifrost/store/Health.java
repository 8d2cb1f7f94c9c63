package dev.bifrost.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether the last call reached the database; says so when that changes, not at every call. */
final class Health {
    private record Trouble(String reason, Instant since) {}

    private final AtomicReference<@Nullable Trouble> trouble = new AtomicReference<>();
    private final InstantSource clock;
    private final Consumer<String> notices;

    Health(InstantSource clock, Consumer<String> notices) {
        this.clock = clock;
        this.notices = notices;
    }

    void reached() {
        if (trouble.get() == null) {
            return;
        }
        Trouble over = trouble.getAndSet(null);
        if (over != null) {
            long seconds = Duration.between(over.since(), clock.instant()).toSeconds();
            notices.accept("store: back after " + seconds + " s");
        }
    }

    void failed(String reason) {
        Trouble before = trouble.get();
        Instant since = before == null ? clock.instant() : before.since();
        if (trouble.compareAndSet(before, new Trouble(reason, since)) && before == null) {
            notices.accept("store: not usable: " + reason);
        }
    }

    @Nullable
    String reason() {
        Trouble current = trouble.get();
        return current == null ? null : current.reason() + " (since " + current.since() + ")";
    }
}
