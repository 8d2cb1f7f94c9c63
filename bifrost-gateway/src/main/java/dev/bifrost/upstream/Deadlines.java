package dev.bifrost.upstream;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Looks after everything on one event loop that must not take for ever. Keeping a deadline costs a call two stores;
 * instead of a timer for each, one sweep ten times a second asks all of them. It rests while there is nothing to watch.
 */
public final class Deadlines {
    /** How late a deadline may be noticed. */
    public static final long SWEEP_MILLIS = 100;

    private final EventLoop loop;
    private final LongSupplier nanoTime;
    private final ArrayList<Watch> watches = new ArrayList<>();
    private boolean sweeping;

    public Deadlines(EventLoop loop, LongSupplier nanoTime) {
        this.loop = loop;
        this.nanoTime = nanoTime;
    }

    /** The clock that is swept by, in nanoseconds of no particular origin. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /** Calls {@code check} with the time at every sweep until the watch is ended. */
    public Watch watch(Check check) {
        Watch watch = new Watch(check, watches.size());
        watches.add(watch);
        if (!sweeping) {
            sweeping = true;
            loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
        return watch;
    }

    /** How many watches are open. */
    public int open() {
        return watches.size();
    }

    private void sweep() {
        long now = now();
        RuntimeException failed = null;
        // Backwards, because a check may end its own watch, which moves the last one into its place.
        for (int i = watches.size() - 1; i >= 0; i--) {
            if (i < watches.size()) {
                try {
                    watches.get(i).check.at(now);
                } catch (RuntimeException e) {
                    failed = e; // one call's fault must not keep the others from their deadlines
                }
            }
        }
        sweeping = !watches.isEmpty();
        if (sweeping) {
            loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** What is asked whether its time is over. */
    @FunctionalInterface
    public interface Check {
        void at(long now);
    }

    /** One thing being watched. */
    public final class Watch {
        private final Check check;
        private int index;

        private Watch(Check check, int index) {
            this.check = check;
            this.index = index;
        }

        /** Ends it; does nothing the second time. */
        public void end() {
            if (index < 0) {
                return;
            }
            Watch last = watches.removeLast();
            if (last != this) {
                watches.set(index, last);
                last.index = index;
            }
            index = -1;
        }
    }
}
