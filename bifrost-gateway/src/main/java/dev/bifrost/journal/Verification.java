package dev.bifrost.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole journal, also one that a gateway is writing to, and says everything that is not as it was written.
 *
 * @param instance the journal's id; null if there is no segment
 * @param segments how many files
 * @param entries  how many were read
 * @param first    the oldest entry there is; 0 if there is none
 * @param last     the newest entry there is
 * @param hash     of the newest, hexadecimal digits: whoever keeps it can prove later that nothing before was changed
 * @param findings what is damaged
 * @param notes    what is known to be lost or unfinished, for people
 */
public record Verification(
        @Nullable UUID instance,
        int segments,
        long entries,
        long first,
        long last,
        String hash,
        List<Finding> findings,
        List<String> notes) {

    private static final int TRIES = 5;

    /** Reads the journal in a folder. */
    public static Verification of(Path folder) throws IOException {
        for (int i = 1; ; i++) {
            try {
                return new Reading().all(folder);
            } catch (NoSuchFileException e) {
                // A running gateway has deleted what everybody had read.
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static final class Reading {
        private final List<String> notes = new ArrayList<>();
        private long first;
        private long last;
        private byte[] hash = {};

        Verification all(Path folder) throws IOException {
            Mark mark = Mark.read(folder);
            List<Segment> segments = Segment.list(folder);
            Scan scan = new Scan(mark, true, this::frame).read(segments);
            List<Finding> findings = new ArrayList<>(scan.findings());
            if (segments.isEmpty() && mark != null && mark.sequence() > 0) {
                findings.add(
                        new Finding(folder, 0, "all segments are gone; they held " + mark.sequence() + " entries"));
            }
            if (scan.cut() != null) {
                notes.add(
                        scan.cut() + "; a gateway that is running may be writing it, else it is cut off at the start");
            }
            return new Verification(
                    scan.position().instance(),
                    segments.size(),
                    scan.entries(),
                    first,
                    last,
                    HexFormat.of().formatHex(hash),
                    findings,
                    notes);
        }

        private void frame(Segment segment, Frame frame) {
            first = first == 0 ? frame.sequence() : first;
            last = frame.sequence();
            hash = frame.hash();
            if (EntryForm.read(frame.payload(), 0, frame.payload().length) instanceof Entry.Gap gap) {
                last = gap.to();
                notes.add(segment.file() + " at byte " + frame.offset() + ": the entries " + gap.from() + " to "
                        + gap.to() + " are lost since " + gap.time() + ": " + gap.reason());
            }
        }
    }
}
