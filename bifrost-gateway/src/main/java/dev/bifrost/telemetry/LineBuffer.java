package dev.bifrost.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes of whole lines on their way out; an unfinished line can be taken back. Not for several threads. */
final class LineBuffer extends OutputStream {
    private byte[] bytes = new byte[16 * 1024];
    private int size;

    int size() {
        return size;
    }

    /** Takes back everything after this size. */
    void truncate(int size) {
        this.size = size;
    }

    void flushTo(OutputStream out) throws IOException {
        int length = size;
        size = 0;
        out.write(bytes, 0, length);
        out.flush();
    }

    @Override
    public void write(int b) {
        ensure(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
