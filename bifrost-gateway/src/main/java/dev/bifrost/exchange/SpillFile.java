package dev.bifrost.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file without a name, readable by us alone, for a body that is too large for memory. Its work is done one piece after
 * the other on threads that may block; everybody is told on the event loop.
 */
final class SpillFile {
    private final EventLoop loop;
    private final Executor blocking;
    private final Path folder;
    private final Consumer<IOException> trouble;
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private @Nullable FileChannel file; // touched only by the job that runs
    private boolean running;
    private volatile boolean closed;

    /** Work on the file, and what follows on the loop. */
    private record Job(Work work, Runnable then) {}

    private interface Work {
        void on(FileChannel file) throws IOException;
    }

    SpillFile(EventLoop loop, Executor blocking, Path folder, Consumer<IOException> trouble) {
        this.loop = loop;
        this.blocking = blocking;
        this.folder = folder;
        this.trouble = trouble;
    }

    /** Writes behind what was written before; the piece is released. */
    void append(ByteBuf piece, Runnable written) {
        submit(
                open -> {
                    while (piece.isReadable()) {
                        piece.readBytes(open, piece.readableBytes());
                    }
                },
                () -> {
                    piece.release();
                    written.run();
                });
    }

    /** Reads {@code length} bytes from {@code position} on into the buffer, behind what it holds. */
    void read(long position, int length, ByteBuf into, Runnable done) {
        submit(
                open -> {
                    int got = 0;
                    while (got < length) {
                        int n = into.writeBytes(open, position + got, length - got);
                        if (n < 0) {
                            throw new IOException("a spilled body is shorter than it was");
                        }
                        got += n;
                    }
                },
                done);
    }

    /** Frees the file once the work on it is done, and says so. */
    void close(Runnable freed) {
        closed = true;
        submit(FileChannel::close, freed);
    }

    private void submit(Work work, Runnable then) {
        Job job = new Job(work, then);
        if (running) {
            jobs.add(job);
        } else {
            run(job);
        }
    }

    private void run(Job job) {
        running = true;
        blocking.execute(() -> {
            IOException failed = null;
            try {
                FileChannel open = file;
                if (open == null && !closed) {
                    open = create(folder);
                    file = open;
                }
                if (open != null && open.isOpen()) {
                    job.work().on(open);
                }
            } catch (IOException e) {
                failed = e;
            }
            IOException cause = failed;
            loop.execute(() -> done(job, cause));
        });
    }

    private void done(Job job, @Nullable IOException failed) {
        if (failed != null && !closed) {
            trouble.accept(failed); // first, so that nobody goes on with what is not there
        }
        job.then().run();
        running = false;
        Job next = jobs.poll();
        if (next != null) {
            run(next);
        }
    }

    private static FileChannel create(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileAttribute<?>[] ours =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Path path = Files.createTempFile(folder, "body", ".spill", ours);
        FileChannel open = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(path); // the open file lives on without its name, and dies with us
        return open;
    }
}
