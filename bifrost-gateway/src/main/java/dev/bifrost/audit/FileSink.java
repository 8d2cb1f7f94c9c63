package dev.bifrost.audit;

import dev.bifrost.journal.Placed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Appends each entry as a line to a file, each batch synced. The file may be moved away while the gateway runs, as
 * {@code logrotate} does; then a new one is begun. A line that a crash cut off is cut away.
 */
public final class FileSink implements Sink {
    private static final Pattern BEGINNING =
            Pattern.compile("\\{\"instance\":\"([0-9a-f-]{36})\",\"sequence\":([0-9]{1,19}),");
    private static final int PIECE = 64 << 10;

    private final String name;
    private final Path file;
    private final long most;
    private @Nullable FileChannel channel;
    private @Nullable Object key;
    private long last;

    /** @param most the size after which the file is set aside; {@link Long#MAX_VALUE} for never */
    public FileSink(String name, Path file, long most) {
        this.name = name;
        this.file = file.toAbsolutePath();
        this.most = most;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public OptionalLong open(UUID instance) throws SinkFailure {
        try {
            close();
            reopen();
            Matcher line = lastLine();
            if (line == null) {
                return behindAside(instance);
            }
            last = line.group(1).equals(instance.toString()) ? Long.parseLong(line.group(2)) : 0;
            return OptionalLong.of(last);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void reopen() throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        FileChannel opened = FileChannel.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        channel = opened;
        alone(opened);
        key = identity();
    }

    /** Two that write one file would cut away each other's lines. The lock goes with the channel. */
    private void alone(FileChannel opened) throws IOException {
        boolean locked;
        try {
            locked = opened.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            locked = false;
        }
        if (!locked) {
            close();
            throw new IOException("another gateway writes this file, " + file + "; give each a path of its own");
        }
    }

    private @Nullable Object identity() throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Where the files end that were set aside; empty if there is none of this instance. */
    private OptionalLong behindAside(UUID instance) throws IOException {
        long found = 0;
        for (Path each : SetAside.of(file)) {
            try (FileChannel open = FileChannel.open(each, StandardOpenOption.READ)) {
                Matcher line = lastLine(open);
                if (line.lookingAt() && line.group(1).equals(instance.toString())) {
                    found = Math.max(found, Long.parseLong(line.group(2)));
                }
            }
        }
        if (found == 0) {
            return OptionalLong.empty();
        }
        last = found;
        return OptionalLong.of(found);
    }

    /** The beginning of the last whole line; null if there is none. Cuts away what stands behind it, if the file is ours. */
    @SuppressWarnings("JdkObsolete") // hitEnd: whether what stands there may be the beginning of a line
    private @Nullable Matcher lastLine() throws IOException {
        FileChannel open = channel();
        Matcher first = beginning(open, 0, open.size());
        if (!first.lookingAt() && !first.hitEnd()) { // the only line may end anywhere
            throw strange();
        }
        long end = lineFeedBefore(open, open.size()) + 1;
        if (end < open.size()) {
            open.truncate(end);
        }
        if (end == 0) {
            return null;
        }
        long start = lineFeedBefore(open, end - 1) + 1;
        Matcher matcher = beginning(open, start, end);
        if (!matcher.lookingAt()) {
            throw strange();
        }
        return matcher;
    }

    /** The beginning of the last whole line. */
    static Matcher lastLine(FileChannel open) throws IOException {
        long end = lineFeedBefore(open, open.size()) + 1;
        return beginning(open, lineFeedBefore(open, Math.max(0, end - 1)) + 1, end);
    }

    static Matcher beginning(FileChannel open, long start, long end) throws IOException {
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(100, end - start));
        while (head.hasRemaining() && open.read(head, start + head.position()) >= 0) {}
        return BEGINNING.matcher(new String(head.array(), 0, head.position(), StandardCharsets.US_ASCII));
    }

    private IOException strange() {
        return new IOException(file + " has other lines than those of a sink; set path to a file of its own");
    }

    /** −1 if there is none. */
    private static long lineFeedBefore(FileChannel open, long end) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long at = end; at > 0; ) {
            long from = Math.max(0, at - PIECE);
            piece.clear().limit((int) (at - from));
            while (piece.hasRemaining() && open.read(piece, from + piece.position()) >= 0) {}
            for (int i = piece.position() - 1; i >= 0; i--) {
                if (piece.get(i) == '\n') {
                    return from + i;
                }
            }
            at = from;
        }
        return -1;
    }

    @Override
    public void keep(List<Placed> batch) throws SinkFailure {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        long next = last;
        for (Placed placed : batch) {
            if (placed.sequence() > last) {
                lines.writeBytes(EntryLine.of(placed));
                lines.write('\n');
                next = placed.sequence();
            }
        }
        try {
            if (!Objects.equals(key, identity())) {
                close();
                reopen(); // it was moved away
            }
            FileChannel open = channel();
            ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
            for (long at = open.size(); bytes.hasRemaining(); ) {
                at += open.write(bytes, at);
            }
            open.force(false);
            last = next;
            if (open.size() >= most) {
                setAside();
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Under the name of its last entry. */
    private void setAside() throws IOException {
        close();
        Files.move(file, SetAside.next(file, last));
        reopen();
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            throw new IOException(file + " is not open");
        }
        return open;
    }

    private static SinkFailure failure(IOException e) {
        return new SinkFailure(SinkFailure.Kind.REFUSED, "its file can not be written: " + e, e);
    }

    @Override
    public void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // each batch was synced
            }
        }
    }
}
