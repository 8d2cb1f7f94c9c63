package dev.bifrost.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has a sink do its upkeep from time to time: on the feed's thread, or beside it where it may take long. Never twice at once. */
final class Upkeep {
    private final Sink sink;
    private final InstantSource clock;
    private final Consumer<String> notices;
    private Instant last;
    private volatile @Nullable Thread apart;

    Upkeep(Sink sink, InstantSource clock, Consumer<String> notices) {
        this.sink = sink;
        this.clock = clock;
        this.notices = notices;
        this.last = clock.instant();
    }

    /** Called by the feed, often. */
    void step() throws SinkFailure, InterruptedException {
        Instant now = clock.instant();
        Thread running = apart;
        if (Duration.between(last, now).abs().compareTo(sink.upkeepEvery()) < 0
                || (running != null && running.isAlive())) {
            return;
        }
        last = now;
        if (sink.upkeepApart()) {
            apart = Thread.ofVirtual()
                    .name(Feed.follower(sink.name()) + ".upkeep")
                    .start(() -> beside(now));
        } else {
            sink.upkeep(now);
        }
    }

    private void beside(Instant now) {
        try {
            sink.upkeep(now);
        } catch (SinkFailure | RuntimeException | Error e) {
            notices.accept("the upkeep of the sink '" + sink.name() + "' failed, and is tried again: " + e);
        } catch (InterruptedException _) {
            // nobody interrupts it
        }
    }

    /** Waits a while for what is under way, which the sink's end ends. */
    void end(Duration patience) throws InterruptedException {
        Thread running = apart;
        if (running != null) {
            boolean _ = running.join(patience);
        }
    }
}
