package dev.bifrost.journal;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

    /** The hash of the entry before; a copy. Null if it is not known, as after a gap. */
    public byte @Nullable [] previous() {
        byte[] previous = frame.previous();
        return previous == null ? null : previous.clone();
    }

    /** SHA-256 of the hash before and {@link #bytes}; a copy. */
    public byte[] hash() {
        return frame.hash().clone();
    }

    /** The JSON object as it stands on disk, ASCII; a copy. */
    public byte[] bytes() {
        return Arrays.copyOf(frame.payload(), Frame.head(frame.payload(), 0, frame.payload().length));
    }

    /** What came with the entry and is not covered by its hash, but by one in {@link #bytes}; a copy. Null if nothing did. */
    public byte @Nullable [] attachment() {
        byte[] payload = frame.payload();
        int head = Frame.head(payload, 0, payload.length);
        return head == payload.length ? null : Arrays.copyOfRange(payload, head + 1, payload.length);
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
