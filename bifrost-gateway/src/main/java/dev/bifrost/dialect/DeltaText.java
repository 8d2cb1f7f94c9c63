package dev.bifrost.dialect;

import dev.bifrost.api.Operation;
import java.nio.charset.StandardCharsets;

/**
 * How much text an event of a stream brings, found without parsing it: the longest string of its {@code delta}, but for
 * those that say what it is. Good for an estimate where a provider is silent.
 */
final class DeltaText {
    private static final byte[] DELTA = "\"delta\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT = "\"text\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[][] NO_TEXT = {key("type"), key("role"), key("id"), key("signature")};

    private final byte[] marker;

    DeltaText(Operation operation) {
        marker = operation == Operation.COMPLETIONS ? TEXT : DELTA;
    }

    private static byte[] key(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes of text, escapes as they stand; 0 if it brings none. */
    int length(byte[] b, int from, int to) {
        int at = find(b, from, to);
        while (at < to && b[at] != '"' && b[at] != '{' && b[at] != ',' && b[at] != '}') {
            at++;
        }
        if (at >= to || b[at] == ',' || b[at] == '}') {
            return 0;
        }
        return b[at] == '"' ? end(b, at + 1, to) - at - 1 : longest(b, at, to);
    }

    /** Just behind the marker; {@code to} if there is none. */
    private int find(byte[] b, int from, int to) {
        int last = to - marker.length;
        for (int i = from; i <= last; i++) {
            if (b[i] == '"' && matches(b, i, marker)) {
                return i + marker.length;
            }
        }
        return to;
    }

    private static boolean matches(byte[] b, int at, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (b[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    /** Of the strings in the object that begins here, the longest that is a text. */
    private static int longest(byte[] b, int from, int to) {
        int depth = 0;
        int longest = 0;
        boolean text = true;
        for (int i = from; i < to; i++) {
            switch (b[i]) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> {
                    int end = end(b, i + 1, to);
                    if (end + 1 < to && b[end + 1] == ':') {
                        text = isText(b, i + 1, end);
                    } else if (text) {
                        longest = Math.max(longest, end - i - 1);
                    }
                    i = end;
                }
                default -> {}
            }
            if (depth == 0) {
                return longest;
            }
        }
        return longest;
    }

    private static boolean isText(byte[] b, int from, int to) {
        for (byte[] name : NO_TEXT) {
            if (name.length == to - from && matches(b, from, name)) {
                return false;
            }
        }
        return true;
    }

    /** Where the string that begins here ends: at its quote, or at {@code to}. */
    private static int end(byte[] b, int from, int to) {
        int i = from;
        while (i < to && b[i] != '"') {
            i += b[i] == '\\' ? 2 : 1;
        }
        return Math.min(i, to);
    }
}
