package dev.bifrost.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The end of the journal: the open segment, and in memory every frame that is not yet safely on disk. These are kept until
 * a sync succeeds, because after one that failed the system may have thrown away what it had not written.
 */
final class Tail implements Closeable {
    private final Disk disk;
    private final Segments segments;
    private final UUID instance;
    private final Chain chain = new Chain();
    private final FrameBuffer buffer = new FrameBuffer(); // begins at durable
    private final byte[] hash = new byte[Layout.HASH];
    private Disk.@Nullable Output file;
    private long durable; // offset in the file
    private int written; // of the buffer
    private long sequence;
    private long synced;

    /** @param last the last entry there is; its hash is {@code previous} */
    Tail(Disk disk, Segments segments, UUID instance, long last, byte[] previous) {
        this.disk = disk;
        this.segments = segments;
        this.instance = instance;
        this.sequence = last;
        this.synced = last;
        System.arraycopy(previous, 0, hash, 0, Layout.HASH);
    }

    /** Goes on with a segment that ends at {@code end}. */
    void goOn(Segment segment, long end) throws IOException {
        Disk.Output opened = disk.open(segment.file());
        file = opened;
        durable = end;
        opened.truncate(end);
        opened.force();
    }

    /** Begins a new segment; nothing may be unsynced. If this fails it can be tried again. */
    void roll() throws IOException {
        Segment next = Segment.in(segments.folder(), sequence + 1);
        Disk.Output opened = disk.open(next.file());
        try {
            opened.truncate(0);
            byte[] head = Layout.head(new SegmentHead(next.first(), instance, hash));
            opened.write(head, 0, head.length, 0);
            opened.force();
            disk.syncFolder(segments.folder());
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        Disk.Output last = file;
        file = opened;
        segments.begun(next, durable);
        durable = Layout.HEAD;
        if (last != null) {
            last.close();
        }
    }

    /** Adds an entry in memory. Throws a {@link RuntimeException} if it can not be written, and stays as it was. */
    void add(Entry entry, byte @Nullable [] attachment) {
        int start = buffer.length();
        boolean added = false;
        try {
            buffer.skip(Layout.FRAME);
            EntryForm.write(entry, buffer);
            if (attachment != null) {
                buffer.write(Frame.ATTACHED);
                buffer.write(attachment, 0, attachment.length);
            }
            int payload = buffer.length() - start - Layout.FRAME;
            if (payload > Layout.MOST_PAYLOAD) {
                throw new IllegalArgumentException("an entry of " + payload + " bytes is too long");
            }
            byte[] bytes = buffer.bytes();
            chain.next(hash, bytes, start + Layout.FRAME, payload, bytes, Layout.hashAt(start));
            Layout.frame(bytes, start, payload, sequence + 1, synced, instance);
            System.arraycopy(bytes, Layout.hashAt(start), hash, 0, Layout.HASH);
            sequence++;
            added = true;
        } finally {
            if (!added) {
                buffer.cutTo(start);
            }
        }
    }

    /** Hands what is in memory to the system. */
    void flush() throws IOException {
        int missing = buffer.length() - written;
        if (missing > 0) {
            file().write(buffer.bytes(), written, missing, durable + written);
            written = buffer.length();
        }
    }

    /** Returns when everything that was added is on the device. */
    void sync() throws IOException {
        flush();
        if (written > 0) {
            file().force();
            durable += written;
            written = 0;
            buffer.cutTo(0);
            synced = sequence;
        }
    }

    /** After a failure: what is not safely on disk must be written again. */
    void distrust() {
        written = 0;
    }

    private Disk.Output file() throws IOException {
        Disk.Output open = file;
        if (open == null) {
            throw new IOException("no segment is open");
        }
        return open;
    }

    UUID instance() {
        return instance;
    }

    /** Of the last entry added; a copy. */
    byte[] hash() {
        return hash.clone();
    }

    /** The last entry added. */
    long sequence() {
        return sequence;
    }

    /** The last entry that is safely on disk. */
    long synced() {
        return synced;
    }

    int unsynced() {
        return buffer.length();
    }

    /** What the segment would be if all were written. */
    long size() {
        return durable + buffer.length();
    }

    @Override
    public void close() throws IOException {
        Disk.Output open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }
}
