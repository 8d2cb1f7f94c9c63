package dev.bifrost.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds out where the journal ended, and cuts off what was never finished. */
final class Recovery {
    static final String SET_ASIDE = "set-aside";

    private final Path folder;
    private final Consumer<String> notices;
    private final Outstanding outstanding = new Outstanding();
    private List<Segment> segments = List.of();
    private UUID instance = UUID.randomUUID();
    private boolean clean = true;
    private long last;
    private byte[] hash = new Chain().beginning(instance);
    private Scan.@Nullable Cut cut;

    Recovery(Path folder, Consumer<String> notices) {
        this.folder = folder;
        this.notices = notices;
    }

    /**
     * Reads from the last checkpoint on: checksums and sequence. Followers check the rest, and the hashes, as they read; a
     * start in a cold JVM would take a second for them.
     *
     * @throws DamagedException if something is not as it was written
     */
    Recovery run() throws IOException {
        Mark mark = Mark.read(folder);
        segments = Segment.list(folder);
        if (segments.isEmpty()) {
            if (mark != null && mark.sequence() > 0) {
                throw refusal(List.of(new Finding(
                        folder,
                        0,
                        "all segments are gone; they held " + mark.sequence()
                                + " entries. If you moved them away, delete the file '" + Mark.FILE + "' too")));
            }
            return this;
        }
        Scan scan = new Scan(mark, false, this::frame).read(segments.subList(start(), segments.size()));
        if (!scan.findings().isEmpty()) {
            throw refusal(scan.findings());
        }
        place(scan, mark);
        Scan.Cut end = scan.cut();
        if (end != null) {
            cut = end;
            setAside(end);
        }
        return this;
    }

    private int start() throws IOException {
        int start = segments.size() - 1;
        while (start > 0 && !beginsWithCheckpoint(segments.get(start))) {
            start--;
        }
        return start;
    }

    private static boolean beginsWithCheckpoint(Segment segment) throws IOException {
        SegmentReader.Position anything = new SegmentReader.Position(segment.first(), null, null);
        try (SegmentReader reader = new SegmentReader(segment.file(), anything)) {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                if (!(EntryForm.read(frame.payload(), 0, frame.payload().length)
                        instanceof Entry.Checkpoint checkpoint)) {
                    return false;
                }
                if (checkpoint.last()) {
                    return true;
                }
            }
            return false;
        } catch (DamagedException | IllegalArgumentException e) {
            return false; // the scan will say it
        }
    }

    private void frame(Segment segment, Frame frame) {
        hash = frame.hash();
        byte[] payload = frame.payload();
        if (!Kinds.is(Kinds.CALL, payload)) {
            outstanding.apply(EntryForm.read(payload, 0, payload.length));
        } else if (outstanding.hasIntents()) {
            outstanding.ended(EntryForm.requestId(payload));
        }
    }

    private void place(Scan scan, @Nullable Mark mark) {
        SegmentReader.Position end = scan.position();
        UUID found = end.instance();
        if (found != null) {
            instance = found;
            last = end.sequence() - 1;
            byte[] previous = end.previous();
            hash = previous != null ? previous : hash; // none after a gap
        }
        clean = mark != null && mark.clean() && mark.sequence() == last && scan.cut() == null;
    }

    /** The unfinished bytes are kept, in case somebody wants to know what they were. */
    private void setAside(Scan.Cut end) throws IOException {
        Path aside = Files.createDirectories(folder.resolve(SET_ASIDE));
        Path from = end.segment().file();
        Path to = aside.resolve(from.getFileName() + "." + end.offset() + ".unfinished");
        try (var in = Files.newInputStream(from)) {
            in.skipNBytes(end.offset());
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
        notices.accept(end + "; cut off and kept as " + to);
        if (end.offset() < Layout.HEAD) {
            Files.delete(from);
            segments = segments.subList(0, segments.size() - 1);
        }
    }

    private DamagedException refusal(List<Finding> findings) {
        return new DamagedException(
                "the journal in " + folder + " is damaged, and the gateway does not start with it. See all of it with "
                        + "'bifrost journal verify --dir " + folder + "'; 'bifrost journal repair --dir " + folder
                        + "' sets the damaged segments aside and keeps every entry that is whole:",
                findings);
    }

    Recovered outcome() {
        return new Recovered(
                instance,
                last,
                HexFormat.of().formatHex(hash),
                clean,
                cut == null ? 0 : cut.bytes(),
                outstanding.leases(),
                outstanding.intents());
    }

    List<Segment> segments() {
        return segments;
    }

    Outstanding outstanding() {
        return outstanding;
    }

    byte[] hash() {
        return hash;
    }

    /** Where the newest segment's good part ends. */
    long end() throws IOException {
        Scan.Cut unfinished = cut;
        return unfinished != null && unfinished.offset() >= Layout.HEAD
                ? unfinished.offset()
                : Files.size(segments.getLast().file());
    }
}
