package dev.bifrost.audit;

import dev.bifrost.journal.Placed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
                return OptionalLong.empty();
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
        channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        key = identity();
    }

    private @Nullable Object identity() throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The beginning of the last whole line; null if there is none. Cuts away what stands behind it. */
    private @Nullable Matcher lastLine() throws IOException {
        FileChannel open = channel();
        long end = lineFeedBefore(open, open.size()) + 1;
        if (end < open.size()) {
            open.truncate(end);
        }
        if (end == 0) {
            return null;
        }
        long start = lineFeedBefore(open, end - 1) + 1;
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(100, end - start));
        while (head.hasRemaining() && open.read(head, start + head.position()) >= 0) {}
        Matcher matcher = BEGINNING.matcher(new String(head.array(), 0, head.position(), StandardCharsets.US_ASCII));
        if (!matcher.lookingAt()) {
            throw new IOException(file + " has other lines than those of a sink; set path to a file of its own");
        }
        return matcher;
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

    /** Under a name that sorts behind those before it. */
    private void setAside() throws IOException {
        close();
        String full = Objects.requireNonNull(file.getFileName()).toString();
        int dot = full.lastIndexOf('.');
        String stem = dot > 0 ? full.substring(0, dot) : full;
        String extension = dot > 0 ? full.substring(dot) : "";
        Files.move(file, file.resolveSibling("%s-%019d%s".formatted(stem, last, extension)));
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
