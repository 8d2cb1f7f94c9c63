package dev.bifrost.app;

import dev.bifrost.api.CallRecord;
import dev.bifrost.audit.content.Shown;
import dev.bifrost.telemetry.MetricsSettings;
import dev.bifrost.telemetry.metrics.Family;
import dev.bifrost.telemetry.metrics.Metrics;
import dev.bifrost.telemetry.metrics.Source;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everybody who hears of a call when it is over, but the journal: metrics, then its line. */
final class Telemetry {
    private final @Nullable Metrics metrics;
    private final Consumer<CallRecord> line;

    /** {@code settings} null: the standard ones; {@code line} writes the line of a call. */
    Telemetry(@Nullable MetricsSettings settings, Consumer<CallRecord> line) {
        MetricsSettings counted = settings == null ? MetricsSettings.standard() : settings;
        this.metrics = counted.enabled() ? new Metrics(counted) : null;
        this.line = line;
        read(to ->
                to.add(Family.BUILD_INFO, 1, Version.number(), Runtime.version().toString()));
    }

    /** A call is over. On event loops. */
    void call(CallRecord record) {
        if (metrics != null) {
            metrics.call(record);
        }
        line.accept(record);
    }

    /** This, and traces. */
    CallWitness with(TraceFeed traces) {
        return new CallWitness() {
            @Override
            public void over(CallRecord record) {
                call(record);
            }

            @Override
            public void traced(CallRecord record, @Nullable Shown shown) {
                traces.accept(record, shown);
            }
        };
    }

    /** Null if there are to be none. */
    @Nullable
    Metrics metrics() {
        return metrics;
    }

    /** Tells this too, if anything is told. */
    void read(Source source) {
        if (metrics != null) {
            metrics.read(source);
        }
    }
}
