package dev.bifrost.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The file system, until it fails. What was written and not forced is lost when forcing fails, as on Linux. */
final class FailingDisk implements Disk {
    private final Disk real = Disk.real();
    final AtomicBoolean writesFail = new AtomicBoolean();
    final AtomicBoolean forcesFail = new AtomicBoolean();
    final AtomicBoolean opensFail = new AtomicBoolean();
    final AtomicInteger failures = new AtomicInteger();

    private void fail(AtomicBoolean when, String message) throws IOException {
        if (when.get()) {
            failures.incrementAndGet();
            throw new IOException(message);
        }
    }

    @Override
    public Output open(Path file) throws IOException {
        fail(opensFail, "Too many open files");
        boolean segment = file.toString().endsWith(".journal");
        Output output = real.open(file);
        return new Output() {
            private long forced = Files.size(file);

            @Override
            public void write(byte[] bytes, int from, int length, long offset) throws IOException {
                if (segment && writesFail.get()) {
                    output.write(bytes, from, length / 2, offset); // what fits
                }
                fail(writesFail, "No space left on device");
                output.write(bytes, from, length, offset);
            }

            @Override
            public void truncate(long size) throws IOException {
                output.truncate(size);
            }

            @Override
            public void force() throws IOException {
                if (segment && forcesFail.get()) {
                    long size = Files.size(file);
                    byte[] zeros = new byte[(int) (size - forced)];
                    output.write(zeros, 0, zeros.length, forced);
                    fail(forcesFail, "Input/output error");
                }
                output.force();
                forced = Files.size(file);
            }

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
    }

    @Override
    public void delete(Path file) throws IOException {
        real.delete(file);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        real.syncFolder(folder);
    }

    /** Waits until it has failed so often. */
    void awaitFailures(int count) {
        Await.until(() -> failures.get() >= count);
    }
}
