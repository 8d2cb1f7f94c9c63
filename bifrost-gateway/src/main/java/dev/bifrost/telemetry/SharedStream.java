package dev.bifrost.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/** A stream to which several write, each write whole. */
public final class SharedStream extends OutputStream {
    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();

    public SharedStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        lock.lock();
        try {
            out.write(bytes, from, length);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
