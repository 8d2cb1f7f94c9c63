package dev.bifrost.telemetry.metrics;

/** Something whose state is read when somebody scrapes, on a virtual thread: it may wait a little. */
@FunctionalInterface
public interface Source {
    void read(Samples to);
}
