package dev.bifrost.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sees to it that one process has a journal; the system lets go of it if that process dies. */
final class FolderLock implements Closeable {
    private static final String FILE = "lock";

    /** A process loses its lock when it closes the file a second time, so it must not even be opened. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final FileChannel channel;
    private final Path folder;

    private FolderLock(FileChannel channel, Path folder) {
        this.channel = channel;
        this.folder = folder;
    }

    /** Makes the folder if need be. Throws an {@link IOException} that says what to do. */
    static FolderLock take(Path folder) throws IOException {
        Path real = real(folder);
        if (!HELD_HERE.add(real)) {
            throw inUse(folder, " (this process)");
        }
        FileChannel channel = null;
        try {
            channel = lock(folder);
            return new FolderLock(channel, real);
        } finally {
            if (channel == null) {
                HELD_HERE.remove(real);
            }
        }
    }

    private static Path real(Path folder) throws IOException {
        try {
            return Files.createDirectories(folder).toRealPath();
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
        if (channel.tryLock() == null) {
            String holder = holder(channel);
            channel.close();
            throw inUse(folder, holder);
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII)), 0);
        return channel;
    }

    private static IOException notWritable(Path folder, IOException e) {
        return new IOException(
                "the journal's folder " + folder + " can not be written (" + e
                        + "); give the gateway's user the right to, or set journal.dir",
                e);
    }

    private static IOException inUse(Path folder, String holder) {
        return new IOException("the journal in " + folder + " is in use by another gateway" + holder
                + "; stop that one, or set another journal.dir");
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        int read = channel.read(pid, 0);
        return read <= 0 ? "" : " (process " + new String(pid.array(), 0, read, US_ASCII) + ")";
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD_HERE.remove(folder);
    }
}
