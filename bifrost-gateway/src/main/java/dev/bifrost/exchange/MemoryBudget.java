package dev.bifrost.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes all calls together may hold. Shared by all loops. */
public final class MemoryBudget {
    private final long limit;
    private final AtomicLong held = new AtomicLong();

    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Takes a share; false if it does not fit, then nothing is taken. */
    public boolean reserve(long bytes) {
        if (held.addAndGet(bytes) > limit) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Gives a share back. */
    public void release(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Bytes that may be held. */
    public long limit() {
        return limit;
    }

    /** Bytes held now. */
    public long held() {
        return held.get();
    }
}
