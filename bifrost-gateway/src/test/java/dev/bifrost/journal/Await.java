package dev.bifrost.journal;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does. */
final class Await {
    private static final long MOST = 20_000_000_000L;

    private Await() {}

    static void until(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > MOST) {
                throw new AssertionError("has not happened within 20 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
