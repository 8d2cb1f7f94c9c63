package dev.bifrost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A lock on a file beside the database, which the system frees when our process ends. */
final class FileClaim implements Primacy.Claim {
    /** A process that closes a file loses its locks on it, whichever channel took them: so it is opened but once. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private static final int LONGEST_NOTE = 200;

    private final Path file;
    private final InstantSource clock;
    private @Nullable FileChannel channel;
    private @Nullable Object identity;
    private String holder = "";

    FileClaim(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public synchronized boolean take() throws SQLException {
        if (!OURS.add(file)) {
            holder =
                    "another part of this process spends the budgets of this store; this one is on standby until it ends";
            return false;
        }
        boolean taken = false;
        FileChannel opened = null;
        try {
            opened = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            taken = opened.tryLock() != null;
            if (taken) {
                channel = opened;
                identity = identity();
                sign(opened);
            } else {
                holder = "another gateway (" + note(opened) + ") spends the budgets of this store; "
                        + "this one is on standby until it ends";
            }
            return taken;
        } catch (IOException e) {
            taken = false;
            holder = "no lock can be had: " + e.getMessage();
            throw new SQLException(holder, e);
        } finally {
            if (!taken) {
                channel = null;
                OURS.remove(file);
                close(opened);
            }
        }
    }

    private void sign(FileChannel opened) throws IOException {
        String note = "process " + ProcessHandle.current().pid() + " since " + clock.instant();
        opened.truncate(0);
        opened.write(ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String note(FileChannel opened) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_NOTE);
        opened.read(bytes, 0);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString().replaceAll("\\p{Cntrl}", " ");
    }

    private @Nullable Object identity() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Who removes the file lets another gateway lock a new one. */
    @Override
    public synchronized boolean isHeld() {
        try {
            return channel != null && identity != null && identity.equals(identity());
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public synchronized String holder() {
        return holder;
    }

    @Override
    public synchronized void close() {
        FileChannel opened = channel;
        channel = null;
        if (opened != null) {
            close(opened);
            OURS.remove(file);
        }
    }

    private static void close(@Nullable FileChannel opened) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException _) {
            // the system frees the lock with the process
        }
    }
}
