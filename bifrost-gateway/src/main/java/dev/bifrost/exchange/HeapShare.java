package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one call has of the heap that documents may take. */
final class HeapShare {
    private final MemoryBudget budget;
    private long held;

    HeapShare(MemoryBudget budget) {
        this.budget = budget;
    }

    /** Sees to it that there are so many bytes in all; says why not. */
    @Nullable
    Failure need(long bytes) {
        if (bytes > budget.limit()) {
            return new Failure.BodyTooLarge(
                    budget.limit() / LongStrings.HEAP_PER_BYTE,
                    "of text that is translated; give the gateway more heap with -Xmx");
        }
        if (bytes > held && !budget.reserve(bytes - held)) {
            return new Failure.Overloaded(
                    "The gateway translates as much as its heap allows; try again", Duration.ofSeconds(1));
        }
        held = Math.max(held, bytes);
        return null;
    }

    /** Gives back what exceeds so many bytes. */
    void keep(long bytes) {
        if (bytes < held) {
            budget.release(held - bytes);
            held = bytes;
        }
    }
}
