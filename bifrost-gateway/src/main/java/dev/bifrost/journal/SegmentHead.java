package dev.bifrost.journal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a segment begins with. */
final class SegmentHead {
    private final long first;
    private final UUID instance;
    private final byte @Nullable [] previous;

    SegmentHead(long first, UUID instance, byte @Nullable [] previous) {
        this.first = first;
        this.instance = instance;
        this.previous = previous;
    }

    /** The sequence of the first entry. */
    long first() {
        return first;
    }

    UUID instance() {
        return instance;
    }

    /** The hash of the entry before the first; null if that is not known. */
    byte @Nullable [] previous() {
        return previous;
    }
}
