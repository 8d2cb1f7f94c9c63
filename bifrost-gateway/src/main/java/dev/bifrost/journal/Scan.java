package dev.bifrost.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads segments from end to end and tells apart what is damaged and what was never finished: bytes that can not be read
 * are an unfinished end if they stand last and nothing proves that they were once safely on disk.
 */
final class Scan {
    private final @Nullable Mark mark;
    private final boolean hashed;
    private final Visitor visitor;
    private final List<Finding> findings = new ArrayList<>();
    private final SegmentReader.Position position;
    private @Nullable Cut cut;
    private long entries;

    /** Is shown every frame that is whole. */
    interface Visitor {
        /** Throws {@link IllegalArgumentException} if the frame's content makes no sense. */
        void frame(Segment segment, Frame frame);
    }

    /**
     * An unfinished end.
     *
     * @param bytes  from {@code offset} to the file's end
     * @param frames entries among them that are whole, but follow one that is not
     */
    record Cut(Segment segment, long offset, long bytes, int frames) {
        @Override
        public String toString() {
            return segment.file() + " at byte " + offset + ": " + bytes + " unfinished bytes at the end"
                    + (frames == 0 ? "" : ", with " + frames + " later entries among them");
        }
    }

    /** @param hashed whether the chain of hashes is checked within segments */
    Scan(@Nullable Mark mark, boolean hashed, Visitor visitor) {
        this.mark = mark;
        this.hashed = hashed;
        this.visitor = visitor;
        this.position = new SegmentReader.Position(1, null, null);
    }

    /** Reads all of these, the journal's last among them. */
    Scan read(List<Segment> segments) throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            int before = findings.size();
            boolean last = i == segments.size() - 1;
            segment(segments.get(i), i == 0, last);
            if (last && findings.size() == before) {
                gone(segments.get(i));
            }
        }
        return this;
    }

    List<Finding> findings() {
        return findings;
    }

    @Nullable
    Cut cut() {
        return cut;
    }

    /** How many frames are whole. */
    long entries() {
        return entries;
    }

    /** What would come next. */
    SegmentReader.Position position() {
        return position;
    }

    private void segment(Segment segment, boolean first, boolean last) throws IOException {
        try (SegmentReader reader = new SegmentReader(segment.file(), position, hashed)) {
            SegmentHead head = reader.head();
            if (head == null) {
                if (last && (first || position.sequence() == segment.first()) && unfinished(segment, reader, 0)) {
                    return;
                }
                find(segment, 0, "the head of the segment is damaged");
                SegmentReader.Position before = new SegmentReader.Position(
                        segment.first(),
                        position.sequence() == segment.first() ? position.previous() : null,
                        position.instance());
                position.to(before);
            } else {
                follows(segment, head, first);
                position.to(head);
            }
            frames(segment, reader, last);
        }
    }

    private void follows(Segment segment, SegmentHead head, boolean first) {
        UUID instance = position.instance();
        if (head.first() != segment.first()) {
            find(segment, 0, "the file begins with entry " + head.first() + ", which its name does not say");
        }
        if (first) {
            return;
        }
        byte[] previous = position.previous();
        if (instance != null && !instance.equals(head.instance())) {
            find(segment, 0, "the segment was written by another gateway than the one before it");
        } else if (head.first() != position.sequence()) {
            find(
                    segment,
                    0,
                    head.first() > position.sequence()
                            ? "no segment holds the entries " + position.sequence() + " to " + (head.first() - 1)
                            : "the segment begins with entry " + head.first() + ", which was in the one before");
        } else if (previous != null && head.previous() != null && !Arrays.equals(previous, head.previous())) {
            find(segment, 0, "the segment does not follow the entry before it: their hashes differ");
        }
    }

    private void frames(Segment segment, SegmentReader reader, boolean last) throws IOException {
        while (true) {
            Frame frame;
            try {
                frame = reader.next();
            } catch (DamagedException e) {
                if (last && unfinished(segment, reader, reader.offset())) {
                    return;
                }
                findings.addAll(e.findings());
                frame = reader.resync();
            }
            if (frame == null) {
                return;
            }
            entries++;
            try {
                visitor.frame(segment, frame);
            } catch (IllegalArgumentException e) {
                find(segment, frame.offset(), "entry " + frame.sequence() + " can not be read: " + e.getMessage());
            }
        }
    }

    private boolean unfinished(Segment segment, SegmentReader reader, long from) throws IOException {
        long damaged = reader.head() == null ? segment.first() : position.sequence();
        if (proven() >= damaged) {
            return false;
        }
        int frames = 0;
        try (SegmentReader ahead = new SegmentReader(segment.file(), new SegmentReader.Position(0, null, null))) {
            ahead.seek(from);
            for (Frame frame = ahead.resync(); frame != null; frame = ahead.resync()) {
                if (frame.synced() >= damaged) {
                    return false;
                }
                frames++;
            }
        }
        cut = new Cut(segment, from, reader.size() - from, frames);
        return true;
    }

    private void gone(Segment last) throws IOException {
        long end = position.sequence() - 1;
        if (proven() > end) {
            long size = java.nio.file.Files.size(last.file());
            find(last, size, "the entries " + (end + 1) + " to " + proven() + " were on disk and are gone");
        }
    }

    private long proven() {
        UUID instance = position.instance();
        return mark == null || (instance != null && !instance.equals(mark.instance())) ? 0 : mark.sequence();
    }

    private void find(Segment segment, long offset, String what) {
        Path file = segment.file();
        findings.add(new Finding(file, offset, what));
    }
}
