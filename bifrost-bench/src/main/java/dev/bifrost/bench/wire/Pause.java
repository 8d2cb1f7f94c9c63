package dev.bifrost.bench.wire;

import java.time.Duration;

/** Waiting on purpose: for a process to come up, for memory to settle, between two looks at it. */
final class Pause {
    private Pause() {}

    static void millis(long millis) throws InterruptedException {
        Thread.sleep(Duration.ofMillis(millis));
    }
}
