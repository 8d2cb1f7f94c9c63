package dev.bifrost.journal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * When the writer's thread rests, and what wakes it. While calls come it looks by itself every other millisecond, so that
 * an event loop pays for waking it only when somebody waits for the disk, or when there was nothing for long.
 */
final class Pace {
    /** How long an entry for which nobody waits may lie in the queue. */
    static final long LOOK = 2_000_000;

    /** After so long without entries the thread sleeps until it is woken. */
    private static final long BUSY = 100_000_000;

    private static final int RUNNING = 0;
    private static final int LINGERING = 1;
    private static final int ASLEEP = 2;

    private final AtomicInteger state = new AtomicInteger();
    private final Inbox inbox;
    private volatile Thread thread = Thread.currentThread();
    private long lastEntry = Long.MIN_VALUE;
    private boolean seenAny;

    Pace(Inbox inbox) {
        this.inbox = inbox;
    }

    /** Called by whoever has put something in, or wants something done. */
    void wake(boolean urgent) {
        int now = state.get();
        if ((now == ASLEEP || (now == LINGERING && urgent)) && state.compareAndSet(now, RUNNING)) {
            LockSupport.unpark(thread);
        }
    }

    /** There were entries just now. */
    void busy(long now) {
        lastEntry = now;
        seenAny = true;
    }

    /** Rests for at most so long, on the writer's thread. */
    void rest(long now, long most) {
        boolean lingering = seenAny && now - lastEntry < BUSY;
        thread = Thread.currentThread();
        state.set(lingering ? LINGERING : ASLEEP);
        // Who put something in before the line above has seen a running thread, and has not woken it.
        if (inbox.isEmpty() && most > 0) {
            LockSupport.parkNanos(this, lingering ? Math.min(most, LOOK) : most);
        }
        state.set(RUNNING);
    }
}
