package dev.bifrost.journal;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/** An entry and its place in the journal. The bytes are what the hash was taken of. */
public final class Placed {
    private final UUID instance;
    private final Frame frame;

    Placed(UUID instance, Frame frame) {
        this.instance = instance;
        this.frame = frame;
    }

    /** The journal's own id. */
    public UUID instance() {
        return instance;
    }

    /** From 1, without holes. */
    public long sequence() {
        return frame.sequence();
    }

    /** SHA-256 of the hash before and {@link #bytes}; a copy. */
    public byte[] hash() {
        return frame.hash().clone();
    }

    /** The JSON object as it stands on disk; a copy. */
    public byte[] bytes() {
        return Arrays.copyOf(frame.payload(), frame.payload().length);
    }

    /** The entry, read anew every time. Throws {@link IllegalArgumentException} if it can not be. */
    public Entry entry() {
        return EntryForm.read(frame.payload(), 0, frame.payload().length);
    }

    @Override
    public String toString() {
        return instance + "/" + sequence() + " " + HexFormat.of().formatHex(frame.hash());
    }
}
