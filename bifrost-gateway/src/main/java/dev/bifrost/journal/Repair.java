package dev.bifrost.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a damaged journal one that a gateway starts with. Damaged segments are kept as they are, set aside; in their place
 * comes a copy with every frame that can be believed, and an {@link Entry.Gap} where there are none.
 */
public final class Repair {
    private final Path folder;
    private final InstantSource clock;
    private final Consumer<String> says;
    private final @Nullable Mark mark;
    private final List<Segment> segments;
    private final SegmentReader.Position position;

    private Repair(Path folder, InstantSource clock, Consumer<String> says) throws IOException {
        this.folder = folder;
        this.clock = clock;
        this.says = says;
        this.mark = Mark.read(folder);
        this.segments = Segment.list(folder);
        this.position = new SegmentReader.Position(1, null, mark == null ? null : mark.instance());
    }

    /**
     * Repairs the journal in a folder that no gateway is using.
     *
     * @param says is told what was done, line by line
     * @return true if there was anything to repair
     * @throws IOException if it can not be done; nothing is lost then
     */
    public static boolean run(Path folder, InstantSource clock, Consumer<String> says) throws IOException {
        try (FolderLock _ = FolderLock.take(folder)) {
            Verification before = Verification.of(folder);
            if (before.findings().isEmpty()) {
                return false;
            }
            if (before.segments() == 0) {
                throw new IOException("there is no segment left in " + folder + "; delete the file '" + Mark.FILE
                        + "' to begin a new journal");
            }
            new Repair(folder, clock, says).all();
            List<Finding> left = Verification.of(folder).findings();
            if (!left.isEmpty()) {
                throw new DamagedException("the journal could not be repaired whole:", left);
            }
            return true;
        }
    }

    private void all() throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (i == 0) {
                position.to(new SegmentReader.Position(segment.first(), null, position.instance()));
            }
            long next = i + 1 < segments.size() ? segments.get(i + 1).first() : end();
            Patch patch = new Patch(segment, next, position, clock.instant());
            SegmentReader.Position before = new SegmentReader.Position(1, null, null);
            before.to(position);
            if (patch.needed()) {
                position.to(before);
                replace(segment, patch);
            }
        }
    }

    /** After the last entry that is known to have been there; 0 if that is not known. */
    private long end() {
        return mark == null ? 0 : mark.sequence() + 1;
    }

    private void replace(Segment segment, Patch patch) throws IOException {
        Path aside = Files.createDirectories(folder.resolve(Recovery.SET_ASIDE));
        Path kept = aside.resolve(segment.file().getFileName() + "." + clock.millis() + ".damaged");
        Path next = segment.file().resolveSibling(segment.file().getFileName() + "~");
        FrameBuffer bytes = patch.write();
        Files.copy(segment.file(), kept);
        force(kept);
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            new Disk.RealFile(out).write(bytes.bytes(), 0, bytes.length(), 0);
            out.force(true);
        }
        Files.move(next, segment.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Disk.real().syncFolder(folder);
        says.accept(segment.file() + " is repaired; as it was it is kept as " + kept);
        patch.gaps().forEach(gap -> says.accept("  the entries " + gap.from() + " to " + gap.to() + " are lost"));
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
