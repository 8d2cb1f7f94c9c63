package dev.bifrost.journal;

import java.io.OutputStream;
import java.util.Arrays;

/** Bytes that grow, and are used again. */
final class FrameBuffer extends OutputStream {
    private static final int KEPT = 2 << 20;
    private static final int FIRST = 64 << 10;

    private byte[] bytes = new byte[FIRST];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Leaves so many bytes free. */
    void skip(int count) {
        room(count);
        length += count;
    }

    /** Forgets what comes after the first so many bytes. */
    void cutTo(int count) {
        length = count;
        if (count == 0 && bytes.length > KEPT) {
            bytes = new byte[FIRST];
        }
    }

    @Override
    public void write(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, count)));
        }
    }
}
