package dev.bifrost.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Where what stands in a segment file, in bytes; numbers are big-endian. {@code docs/journal.md} says the same. */
final class Layout {
    /** Of a segment: name, version, first sequence, instance, hash before the first entry, CRC32C of all that. */
    static final int HEAD = 72;

    /** Of a frame: mark, CRC32C of all after it, payload's length, sequence, synced, instance, hash. */
    static final int FRAME = 76;

    /** A longer payload is taken for damage. */
    static final int MOST_PAYLOAD = 64 << 20;

    static final int HASH = 32;

    private static final byte[] NAME = "BIFROSTJ".getBytes(US_ASCII);
    private static final int VERSION = 1;
    private static final int MARK = 0x42465231; // BFR1
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Layout() {}

    static byte[] head(SegmentHead head) {
        byte[] bytes = new byte[HEAD];
        System.arraycopy(NAME, 0, bytes, 0, NAME.length);
        INT.set(bytes, 8, VERSION);
        LONG.set(bytes, 12, head.first());
        instance(bytes, 20, head.instance());
        byte[] previous = head.previous();
        if (previous != null) {
            System.arraycopy(previous, 0, bytes, 36, HASH);
        }
        INT.set(bytes, 68, crc(bytes, 0, 68));
        return bytes;
    }

    /** Null if these bytes begin no segment. */
    static @Nullable SegmentHead head(byte[] bytes) {
        if (bytes.length < HEAD
                || !Arrays.equals(bytes, 0, NAME.length, NAME, 0, NAME.length)
                || getInt(bytes, 8) != VERSION
                || getInt(bytes, 68) != crc(bytes, 0, 68)) {
            return null;
        }
        byte[] previous = Arrays.copyOfRange(bytes, 36, 36 + HASH);
        boolean known = !Arrays.equals(previous, new byte[HASH]);
        return new SegmentHead(getLong(bytes, 12), instance(bytes, 20), known ? previous : null);
    }

    /** Fills in a frame's head before its payload; the hash must be in its place. */
    static void frame(byte[] bytes, int at, int payload, long sequence, long synced, UUID instance) {
        INT.set(bytes, at, MARK);
        INT.set(bytes, at + 8, payload);
        LONG.set(bytes, at + 12, sequence);
        LONG.set(bytes, at + 20, synced);
        instance(bytes, at + 28, instance);
        INT.set(bytes, at + 4, crc(bytes, at + 8, FRAME - 8 + payload));
    }

    static int hashAt(int frame) {
        return frame + 44;
    }

    static boolean marked(byte[] bytes, int at) {
        return getInt(bytes, at) == MARK;
    }

    static int payload(byte[] bytes, int at) {
        return getInt(bytes, at + 8);
    }

    static long sequence(byte[] bytes, int at) {
        return getLong(bytes, at + 12);
    }

    static long synced(byte[] bytes, int at) {
        return getLong(bytes, at + 20);
    }

    static boolean whole(byte[] bytes, int at) {
        return getInt(bytes, at + 4) == crc(bytes, at + 8, FRAME - 8 + payload(bytes, at));
    }

    static boolean of(UUID instance, byte[] bytes, int at) {
        return getLong(bytes, at + 28) == instance.getMostSignificantBits()
                && getLong(bytes, at + 36) == instance.getLeastSignificantBits();
    }

    static int getInt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private static void instance(byte[] bytes, int at, UUID instance) {
        LONG.set(bytes, at, instance.getMostSignificantBits());
        LONG.set(bytes, at + 8, instance.getLeastSignificantBits());
    }

    static UUID instance(byte[] bytes, int at) {
        return new UUID(getLong(bytes, at), getLong(bytes, at + 8));
    }
}
