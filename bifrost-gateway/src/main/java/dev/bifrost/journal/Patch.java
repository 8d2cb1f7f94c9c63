package dev.bifrost.journal;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A copy of one segment without what is damaged. */
final class Patch {
    private final Segment segment;
    private final long next;
    private final SegmentReader.Position position;
    private final Instant time;
    private final FrameBuffer out = new FrameBuffer();
    private final List<Entry.Gap> gaps = new ArrayList<>();
    private final Chain chain = new Chain();
    private byte[] last = new byte[Layout.HASH];
    private long expected;

    /**
     * @param next     the entry with which the next segment begins; 0 or less than the last if nothing is known to follow
     * @param position where the segment should begin; moves to its end
     */
    Patch(Segment segment, long next, SegmentReader.Position position, Instant time) {
        this.segment = segment;
        this.next = next;
        this.position = position;
        this.time = time;
    }

    /** Whether anything is damaged, or missing between this segment and the next. */
    boolean needed() throws IOException {
        try (SegmentReader reader = new SegmentReader(segment.file(), position)) {
            SegmentHead head = reader.head();
            if (head == null || head.first() != segment.first()) {
                return true;
            }
            position.to(head);
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                EntryForm.read(frame.payload(), 0, frame.payload().length);
            }
            return position.sequence() < next;
        } catch (DamagedException | IllegalArgumentException e) {
            return true;
        }
    }

    /** The bytes of a whole segment. */
    FrameBuffer write() throws IOException {
        try (SegmentReader reader = new SegmentReader(segment.file(), position)) {
            begin(reader);
            for (Frame frame = kept(reader); frame != null; frame = kept(reader)) {
                if (frame.sequence() > expected) {
                    gap(frame.sequence() - 1);
                }
                copy(frame);
            }
            if (next > expected) {
                gap(next - 1);
                position.to(new SegmentReader.Position(next, null, position.instance()));
            }
        }
        return out;
    }

    List<Entry.Gap> gaps() {
        return gaps;
    }

    private void begin(SegmentReader reader) throws IOException {
        SegmentHead head = reader.head();
        byte[] before = position.sequence() == segment.first() ? position.previous() : null;
        UUID instance = position.instance();
        if (head != null && head.first() == segment.first()) {
            position.to(head);
            before = head.previous();
            instance = head.instance();
        } else {
            position.to(new SegmentReader.Position(segment.first(), before, instance));
        }
        if (before != null) {
            last = before;
        }
        expected = segment.first();
        if (instance == null) {
            throw new IOException("nothing tells which gateway wrote " + segment.file());
        }
        byte[] bytes = Layout.head(new SegmentHead(segment.first(), instance, before));
        out.write(bytes, 0, bytes.length);
    }

    /** The next frame that can be believed. */
    private @Nullable Frame kept(SegmentReader reader) throws IOException {
        while (true) {
            Frame frame;
            try {
                frame = reader.next();
            } catch (DamagedException e) {
                long damage = reader.offset();
                frame = reader.resync();
                if (frame != null && frame.offset() == damage && frame.sequence() <= expected) {
                    continue; // whole, and yet not what was written
                }
            }
            if (frame == null || (frame.sequence() >= expected && readable(frame))) {
                return frame;
            }
        }
    }

    private static boolean readable(Frame frame) {
        try {
            EntryForm.read(frame.payload(), 0, frame.payload().length);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void copy(Frame frame) {
        add(frame.payload(), frame.sequence(), frame.synced(), frame.hash());
        expected = position.sequence();
    }

    private void gap(long to) {
        var gap = new Entry.Gap(expected, to, "damaged, and set aside by a repair", time);
        gaps.add(gap);
        FrameBuffer json = new FrameBuffer();
        EntryForm.write(gap, json);
        byte[] payload = java.util.Arrays.copyOf(json.bytes(), json.length());
        byte[] hash = new byte[Layout.HASH];
        chain.next(last, payload, 0, payload.length, hash, 0);
        add(payload, expected, expected - 1, hash);
        expected = to + 1;
    }

    private void add(byte[] payload, long sequence, long synced, byte[] hash) {
        int at = out.length();
        UUID instance = position.instance();
        if (instance == null) {
            throw new IllegalStateException("a frame without an instance");
        }
        out.skip(Layout.FRAME);
        out.write(payload, 0, payload.length);
        System.arraycopy(hash, 0, out.bytes(), Layout.hashAt(at), Layout.HASH);
        Layout.frame(out.bytes(), at, payload.length, sequence, synced, instance);
        last = hash;
    }
}
