package dev.bifrost.app;

import dev.bifrost.api.CallRecord;
import dev.bifrost.audit.content.Shown;
import org.jspecify.annotations.Nullable;

/** Hears of calls that are over. */
interface CallWitness {
    /** At once, on the call's event loop. */
    void over(CallRecord record);

    /**
     * Once what may be told of its content is known, on any thread.
     *
     * @param shown what it asked and was answered; null if that is not told
     */
    default void traced(CallRecord record, @Nullable Shown shown) {}
}
