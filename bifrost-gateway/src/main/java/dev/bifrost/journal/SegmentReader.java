package dev.bifrost.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the frames of one segment, and believes nothing: each must be whole, next in sequence, and chained. */
final class SegmentReader implements Closeable {
    private static final int PIECE = 64 << 10;

    private final Path file;
    private final FileChannel channel;
    private final @Nullable SegmentHead head;
    private final boolean hashed;
    private final Chain chain = new Chain();
    private final Position position;
    private byte[] bytes = new byte[PIECE];
    private int from; // of bytes, where the next frame begins
    private int to;
    private long offset = Layout.HEAD; // of the file, where the next frame begins

    /** What must come next. */
    static final class Position {
        private long sequence;
        private byte @Nullable [] previous;
        private @Nullable UUID instance;

        /** @param previous null if anything may precede */
        Position(long sequence, byte @Nullable [] previous, @Nullable UUID instance) {
            this.sequence = sequence;
            this.previous = previous;
            this.instance = instance;
        }

        long sequence() {
            return sequence;
        }

        byte @Nullable [] previous() {
            return previous;
        }

        @Nullable
        UUID instance() {
            return instance;
        }

        void to(Position other) {
            sequence = other.sequence;
            previous = other.previous;
            instance = other.instance;
        }

        void to(SegmentHead head) {
            sequence = head.first();
            previous = head.previous();
            instance = head.instance();
        }

        private void after(Frame frame) {
            sequence = frame.sequence() + 1;
            previous = frame.hash();
            if (Kinds.is(Kinds.GAP, frame.payload()) && entry(frame) instanceof Entry.Gap gap) {
                sequence = gap.to() + 1;
                previous = null;
            }
        }

        private static @Nullable Entry entry(Frame frame) {
            try {
                return EntryForm.read(frame.payload(), 0, frame.payload().length);
            } catch (IllegalArgumentException e) {
                return null; // whoever reads the entry will say so
            }
        }
    }

    /** @param position where the segment is expected to begin; moves on with every frame */
    SegmentReader(Path file, Position position) throws IOException {
        this(file, position, true);
    }

    /** @param hashed false to leave the chain of hashes unchecked, which takes most of the time */
    SegmentReader(Path file, Position position, boolean hashed) throws IOException {
        this.hashed = hashed;
        this.file = file;
        this.position = position;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        byte[] start = new byte[Layout.HEAD];
        ByteBuffer into = ByteBuffer.wrap(start);
        while (into.hasRemaining() && channel.read(into, into.position()) >= 0) {}
        this.head = into.hasRemaining() ? null : Layout.head(start);
    }

    /** Null if it is damaged. */
    @Nullable
    SegmentHead head() {
        return head;
    }

    /** Where the next frame begins. */
    long offset() {
        return offset;
    }

    /** Goes to a place in the file. */
    void seek(long place) {
        offset = place;
        from = 0;
        to = 0;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** The next frame; null at the file's end. */
    @Nullable
    Frame next() throws IOException {
        int have = fill(Layout.FRAME);
        if (have == 0) {
            return null;
        }
        if (have < Layout.FRAME) {
            throw damaged("the file ends within the head of entry " + position.sequence);
        }
        if (!Layout.marked(bytes, from)) {
            throw damaged("no entry begins here; entry " + position.sequence + " should");
        }
        int payload = Layout.payload(bytes, from);
        if (payload <= 0 || payload > Layout.MOST_PAYLOAD) {
            throw damaged("the length of entry " + position.sequence + " is damaged");
        }
        if (fill(Layout.FRAME + payload) < Layout.FRAME + payload) {
            throw damaged("the file ends within entry " + position.sequence);
        }
        if (!Layout.whole(bytes, from)) {
            throw damaged("the checksum of entry " + position.sequence + " does not fit its bytes");
        }
        return believed(frame(payload));
    }

    private Frame frame(int payload) {
        long sequence = Layout.sequence(bytes, from);
        return new Frame(
                offset,
                sequence,
                Layout.synced(bytes, from),
                sequence == position.sequence ? position.previous : null,
                Arrays.copyOfRange(bytes, Layout.hashAt(from), Layout.hashAt(from) + Layout.HASH),
                Arrays.copyOfRange(bytes, from + Layout.FRAME, from + Layout.FRAME + payload));
    }

    private Frame believed(Frame frame) throws DamagedException {
        UUID instance = position.instance;
        if (instance != null && !Layout.of(instance, bytes, from)) {
            throw damaged("this entry was written by another gateway than " + instance);
        }
        if (frame.sequence() != position.sequence) {
            throw damaged("entry " + frame.sequence() + " stands where entry " + position.sequence + " should");
        }
        byte[] previous = position.previous;
        if (hashed && previous != null) {
            byte[] hash = new byte[Layout.HASH];
            chain.next(previous, frame.payload(), 0, frame.payload().length, hash, 0);
            if (!Arrays.equals(hash, frame.hash())) {
                throw damaged("the hash of entry " + frame.sequence()
                        + " does not follow from its content and the entry " + "before it");
            }
        }
        take(frame);
        return frame;
    }

    private void take(Frame frame) {
        if (position.instance == null) {
            position.instance = Layout.instance(bytes, from + 28);
        }
        int length = Layout.FRAME + frame.payload().length;
        from += length;
        offset += length;
        position.after(frame);
    }

    /**
     * The next whole frame at or after the place of the last damage, whatever it follows; null if there is none. The
     * position goes on from it.
     */
    @Nullable
    Frame resync() throws IOException {
        while (fill(Layout.FRAME) >= Layout.FRAME) {
            if (Layout.marked(bytes, from)) {
                int payload = Layout.payload(bytes, from);
                if (payload > 0
                        && payload <= Layout.MOST_PAYLOAD
                        && payload <= channel.size() - offset
                        && fill(Layout.FRAME + payload) >= Layout.FRAME + payload
                        && Layout.whole(bytes, from)) {
                    Frame frame = frame(payload);
                    take(frame);
                    return frame;
                }
            }
            from++;
            offset++;
        }
        return null;
    }

    /** Has so many bytes of the next frame at hand; returns how many there are, fewer only at the file's end. */
    private int fill(int wanted) throws IOException {
        if (to - from < wanted) {
            System.arraycopy(bytes, from, bytes, 0, to - from);
            to -= from;
            from = 0;
            if (bytes.length < wanted) {
                bytes = Arrays.copyOf(bytes, Math.max(wanted, bytes.length * 2));
            }
            while (to < wanted) {
                ByteBuffer into = ByteBuffer.wrap(bytes, to, Math.min(bytes.length - to, PIECE));
                int read = channel.read(into, offset + to);
                if (read < 0) {
                    break;
                }
                to += read;
            }
        }
        return Math.min(wanted, to - from);
    }

    private DamagedException damaged(String what) {
        return new DamagedException("the journal is damaged:", java.util.List.of(new Finding(file, offset, what)));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
