package dev.bifrost.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a journal's files hold, also while a gateway writes to them. Reading changes nothing.
 *
 * @param instance the journal's id; null if there is no segment
 * @param entries  how many were read
 * @param since    from when on no entry is missing; null if none ever was, {@link Instant#MAX} if
 *                 something is and no later entry tells its time
 * @param findings what is damaged
 */
public record Holdings(
        @Nullable UUID instance, long entries, @Nullable Instant since, List<Finding> findings) {
    private static final int TRIES = 5;

    /** Is shown every entry once, in their order. */
    @FunctionalInterface
    public interface Visitor {
        /** One entry and its number. */
        void entry(long sequence, Entry entry);
    }

    /** Reads the journal in a folder from end to end. */
    public static Holdings read(Path folder, Visitor visitor) throws IOException {
        return read(folder, (_, entry, sequence) -> visitor.entry(sequence, entry));
    }

    /** The same, with the bytes of each entry. */
    public static Holdings readPlaced(Path folder, Consumer<Placed> each) throws IOException {
        return read(folder, (placed, _, _) -> each.accept(placed));
    }

    /** The first entry that is still there; 0 if there is none of this instance. */
    public static long first(Path folder, UUID instance) throws IOException {
        for (Segment segment : Segment.list(folder)) {
            try (SegmentReader reader =
                    new SegmentReader(segment.file(), new SegmentReader.Position(segment.first(), null, null))) {
                SegmentHead head = reader.head();
                if (head != null) {
                    return head.instance().equals(instance) ? head.first() : 0;
                }
            } catch (NoSuchFileException _) {
                // a running gateway has deleted it; the next is the first
            }
        }
        return 0;
    }

    private interface Each {
        void entry(Placed placed, Entry entry, long sequence);
    }

    private static Holdings read(Path folder, Each visitor) throws IOException {
        Reading reading = new Reading(visitor);
        for (int i = 1; ; i++) {
            try {
                return reading.all(folder);
            } catch (NoSuchFileException e) {
                // A running gateway has deleted what everybody had read.
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static final class Reading {
        private final Each visitor;
        private long last;
        private long entries;
        private boolean missing; // something, after which no entry has told its time yet
        private @Nullable Instant since;

        Reading(Each visitor) {
            this.visitor = visitor;
        }

        Holdings all(Path folder) throws IOException {
            Mark mark = Mark.read(folder);
            List<Segment> segments = Segment.list(folder);
            Scan[] itself = new Scan[1];
            Scan scan = new Scan(
                    mark,
                    true,
                    (_, frame) ->
                            frame(Objects.requireNonNull(itself[0].position().instance()), frame));
            itself[0] = scan;
            scan.read(segments);
            List<Finding> findings = new ArrayList<>(scan.findings());
            if (segments.isEmpty() && mark != null && mark.sequence() > 0) {
                findings.add(
                        new Finding(folder, 0, "all segments are gone; they held " + mark.sequence() + " entries"));
            }
            return new Holdings(
                    scan.position().instance(), entries, missing ? Instant.MAX : since, List.copyOf(findings));
        }

        private void frame(UUID instance, Frame frame) {
            if (frame.sequence() <= last) {
                return; // read in the try before
            }
            Entry entry = EntryForm.read(frame.payload(), 0, frame.payload().length);
            missing |= frame.sequence() > last + 1;
            last = frame.sequence();
            entries++;
            if (entry instanceof Entry.Gap gap) {
                last = gap.to();
                missing = true;
            } else if (missing) {
                Instant written = written(entry);
                since = written == null ? since : written;
                missing = written == null;
            }
            visitor.entry(new Placed(instance, frame), entry, frame.sequence());
        }

        /** About when it was written; null if it does not say. */
        private static @Nullable Instant written(Entry entry) {
            return switch (entry) {
                case Entry.Call call ->
                    call.record().time().plusNanos(Math.max(0, call.record().totalNanos()));
                case Entry.Intent intent -> intent.time();
                case Entry.Lease lease -> lease.time();
                case Entry.Correction correction -> correction.time();
                case Entry.Interruption interruption -> interruption.time();
                case Entry.Seal seal -> seal.time();
                case Entry.Erasure erasure -> erasure.time();
                case Entry.ContentRead read -> read.time();
                case Entry.Withheld withheld -> withheld.time();
                case Entry.Checkpoint _, Entry.Gap _, Entry.Other _ -> null;
            };
        }
    }
}
