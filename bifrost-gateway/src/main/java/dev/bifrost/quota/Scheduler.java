package dev.bifrost.quota;

import java.util.concurrent.Executor;

/** Where a call that had to wait goes on: its event loop. */
public interface Scheduler extends Executor {
    /** Runs the task on this executor after so long; running the answer calls it off. */
    Runnable schedule(Runnable task, long nanos);
}
