package dev.bifrost.app;

import dev.bifrost.telemetry.metrics.Family;
import dev.bifrost.telemetry.metrics.Samples;
import dev.bifrost.telemetry.metrics.Source;
import java.time.Instant;
import java.time.InstantSource;

/** Which configuration is in force, since when, and whether the file has become one that can not be used. */
final class ConfigurationGauges implements Source {
    private final InstantSource clock;
    private volatile State state;

    private record State(String hash, Instant since, boolean well) {}

    ConfigurationGauges(String hash, InstantSource clock) {
        this.clock = clock;
        this.state = new State(hash, clock.instant(), true);
    }

    void inForce(String hash) {
        state = new State(hash, clock.instant(), true);
    }

    void rejected() {
        State last = state;
        state = new State(last.hash(), last.since(), false);
    }

    @Override
    public void read(Samples to) {
        State now = state;
        to.add(Family.CONFIG_INFO, 1, now.hash());
        to.add(Family.CONFIG_LAST_SUCCESS_TIMESTAMP_SECONDS, now.since().toEpochMilli() / 1e3);
        to.add(Family.CONFIG_LAST_RELOAD_SUCCESSFUL, now.well());
    }
}
