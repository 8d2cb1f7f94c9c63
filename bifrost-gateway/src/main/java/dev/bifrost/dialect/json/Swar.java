package dev.bifrost.dialect.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes at a time. Bit 7 of each byte of a mask says whether the byte of the word is one of those sought. */
public final class Swar {
    /** The masks' bits. */
    public static final long HIGH = 0x8080808080808080L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long RETURNS = ONES * '\r';

    private Swar() {}

    /** The eight bytes from {@code at}, the first of them lowest. */
    public static long word(byte[] b, int at) {
        return (long) LONGS.get(b, at);
    }

    /** A word of eight times the same ASCII character. */
    public static long all(char c) {
        return ONES * c;
    }

    /** Exactly the zero bytes of a word. */
    public static long zeros(long word) {
        return ~(((word & ~HIGH) + ~HIGH) | word | ~HIGH);
    }

    /** Which byte of the word the lowest bit of a mask belongs to. */
    public static int first(long mask) {
        return Long.numberOfTrailingZeros(mask) >>> 3;
    }

    /**
     * The first byte that may not simply stand in a JSON string: a quote, a backslash, a control character, or a byte
     * that is not ASCII; {@code to} if there is none.
     */
    static int plainEnd(byte[] b, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long w = word(b, i);
            // Borrows run upwards only, so the lowest bit is right, and it is the only one that is looked at.
            long hits = (w | (w - ONES * 0x20) | ((w ^ QUOTES) - ONES) | ((w ^ BACKSLASHES) - ONES)) & HIGH;
            if (hits != 0) {
                return i + first(hits);
            }
        }
        while (i < to && b[i] >= 0x20 && b[i] != '"' && b[i] != '\\') {
            i++;
        }
        return i;
    }

    /** The first carriage return or line feed; {@code to} if there is none. */
    public static int lineEnd(byte[] b, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long w = word(b, i);
            long hits = ((w ^ LINE_FEEDS) - ONES | (w ^ RETURNS) - ONES) & ~w & HIGH;
            if (hits != 0) {
                return i + first(hits);
            }
        }
        while (i < to && b[i] != '\n' && b[i] != '\r') {
            i++;
        }
        return i;
    }
}
