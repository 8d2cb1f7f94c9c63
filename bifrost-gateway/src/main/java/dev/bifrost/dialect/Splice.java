package dev.bifrost.dialect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One change to a body's bytes: those from {@code start} to before {@code end} become {@code text}. With
 * {@code start == end} it inserts.
 *
 * @param start offset of the first byte replaced
 * @param end   offset just after the last byte replaced
 * @param text  UTF-8; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // goes to the wire as it is; nobody compares splices but tests
public record Splice(long start, long end, byte[] text) {

    static Splice of(long start, long end, String text) {
        return new Splice(start, end, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Splice(long s, long e, byte[] t) && s == start && e == end && Arrays.equals(t, text);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(start) * 31 + Arrays.hashCode(text);
    }

    @Override
    public String toString() {
        return "[" + start + "," + end + ") -> " + new String(text, StandardCharsets.UTF_8);
    }
}
