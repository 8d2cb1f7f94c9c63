package dev.bifrost.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not as it was written.
 *
 * @param sequence of the entry that it is about; the first of several
 * @param entry    what it is, such as the request id and time of a call; empty if it can not be said
 * @param what     is wrong, in words
 */
public record ChainFinding(Kind kind, UUID instance, long sequence, String entry, String what) {

    /** What was done. */
    public enum Kind {
        /** An entry, its hash or its place is not what it was. */
        CHANGED,
        /** Entries are gone from between others. */
        MISSING,
        /** The newest entries are gone. */
        CUT,
        /** An entry that was never written there. */
        FOREIGN,
        /** Two entries have changed places. */
        SWAPPED,
        /** What came with an entry is not what its hash says. */
        ATTACHMENT,
        /** A seal does not prove what it should. */
        SEAL,
        /** It is another entry elsewhere. */
        DIFFERS
    }

    static ChainFinding of(Kind kind, @Nullable Kept kept, UUID instance, long sequence, String what) {
        return new ChainFinding(kind, instance, sequence, kept == null ? "" : EntryGlance.of(kept.entry()), what);
    }

    @Override
    public String toString() {
        return instance + "/" + sequence + (entry.isEmpty() ? "" : " (" + entry + ")") + ": " + what;
    }
}
