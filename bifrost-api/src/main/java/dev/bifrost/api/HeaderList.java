package dev.bifrost.api;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * HTTP header lines in the order in which they stand. Names are lower-case. A value may not hold a line break: that
 * would let whoever chose it write headers of their own.
 */
public final class HeaderList {
    private String[] lines = new String[24];
    private int size;

    /** Appends a line. */
    public HeaderList add(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("a line break or NUL in the value of header " + name);
            }
        }
        if (size == lines.length) {
            lines = Arrays.copyOf(lines, size * 2);
        }
        lines[size++] = name;
        lines[size++] = value;
        return this;
    }

    /** The value of the first line of that name. */
    public @Nullable String get(String name) {
        for (int i = 0; i < size; i += 2) {
            if (lines[i].equals(name)) {
                return lines[i + 1];
            }
        }
        return null;
    }

    /** How many lines there are. */
    public int size() {
        return size / 2;
    }

    /** Name of the line at {@code index}. */
    public String name(int index) {
        return lines[2 * index];
    }

    /** Value of the line at {@code index}. */
    public String value(int index) {
        return lines[2 * index + 1];
    }

    /** Bytes that {@link #writeTo} writes. */
    public int wireLength() {
        int length = 0;
        for (int i = 0; i < size; i++) {
            length += lines[i].length() + 2;
        }
        return length;
    }

    /** Writes every line as it stands on the wire, {@code name: value CR LF}, and returns where it ended. */
    public int writeTo(byte[] target, int offset) {
        int at = offset;
        for (int i = 0; i < size; i += 2) {
            at = latin1(lines[i], target, at);
            target[at++] = ':';
            target[at++] = ' ';
            at = latin1(lines[i + 1], target, at);
            target[at++] = '\r';
            target[at++] = '\n';
        }
        return at;
    }

    /** Writes the low bytes of the text's characters, which for what HTTP allows are all there is. */
    @SuppressWarnings("deprecation") // the one conversion that is a plain copy
    public static int latin1(String text, byte[] target, int offset) {
        text.getBytes(0, text.length(), target, offset);
        return offset + text.length();
    }
}
