package dev.bifrost.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A file without a name, readable by us alone, for a body that is too large for memory. Its work is done one piece after
 * the other on threads that may block; everybody is told on the event loop.
 */
final class SpillFile {
    /** Pieces below this size are gathered. */
    private static final int SMALL = 1 << 10;

    private static final int GATHERED = 16 << 10;

    private final EventLoop loop;
    private final Executor blocking;
    private final Path folder;
    private final IntConsumer written;
    private final Consumer<IOException> trouble;
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private volatile @Nullable FileChannel file; // made and closed by the job that runs
    private @Nullable ByteBuf gathered; // what the last job writes, while more fits into it
    private boolean running;
    private volatile boolean closed;

    /** Work on the file, and what follows on the loop. */
    private record Job(Work work, Runnable then) {}

    private interface Work {
        void on(FileChannel file) throws IOException;
    }

    /**
     * @param written is told of bytes that have been appended
     * @param trouble is told that something can not be done
     */
    SpillFile(EventLoop loop, Executor blocking, Path folder, IntConsumer written, Consumer<IOException> trouble) {
        this.loop = loop;
        this.blocking = blocking;
        this.folder = folder;
        this.written = written;
        this.trouble = trouble;
    }

    /** Writes behind what was written before; the piece is released. Small pieces are gathered while they wait. */
    void append(ByteBuf piece) {
        int bytes = piece.readableBytes();
        if (bytes >= SMALL || !running) {
            write(piece);
            return;
        }
        ByteBuf into = gathered;
        if (into == null || into.maxWritableBytes() < bytes) {
            into = piece.alloc().directBuffer(SMALL, GATHERED);
            write(into);
            gathered = into;
        }
        into.writeBytes(piece);
        piece.release();
    }

    private void write(ByteBuf piece) {
        int from = piece.readerIndex();
        submit(
                open -> {
                    while (piece.isReadable()) {
                        piece.readBytes(open, piece.readableBytes());
                    }
                },
                () -> {
                    int bytes = piece.writerIndex() - from;
                    piece.release();
                    written.accept(bytes);
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

    /** What was written, for a thread that may block; an {@link IOException} once the file is closed. */
    InputStream stream(long position, long length) {
        return new InputStream() {
            private long at = position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int most) throws IOException {
                FileChannel open = file;
                long left = position + length - at;
                if (left == 0) {
                    return -1;
                }
                int n = open == null ? -1 : open.read(ByteBuffer.wrap(into, offset, (int) Math.min(most, left)), at);
                if (n < 0) {
                    throw new IOException("a spilled body is shorter than it was");
                }
                at += n;
                return n;
            }
        };
    }

    /** Frees the file once the work on it is done, and says so. */
    void close(Runnable freed) {
        closed = true;
        submit(FileChannel::close, freed);
    }

    /** How many jobs wait for the one that runs. */
    int queued() {
        return jobs.size();
    }

    private void submit(Work work, Runnable then) {
        gathered = null; // what comes later must not be written before this
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
            } catch (RuntimeException e) {
                failed = new IOException(e.toString(), e); // whoever waits must hear of it all the same
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
        if (jobs.isEmpty()) {
            gathered = null; // it is being written
        }
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
