package dev.bifrost.telemetry.metrics;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is held of one series, as one who counts sees it. */
sealed interface Tally {

    /** A counter's. */
    record Count(LongAdder sum, @Nullable LongAdder overflow) implements Tally {
        void add(long amount) {
            sum.add(amount);
            if (overflow != null) {
                overflow.increment();
            }
        }
    }

    /** A histogram's. */
    record Spread(Histogram histogram, @Nullable LongAdder overflow) implements Tally {
        void observe(long value) {
            histogram.observe(value);
            if (overflow != null) {
                overflow.increment();
            }
        }
    }
}
