package dev.bifrost.dialect.sse;

import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.json.JsonText;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Server-sent events being written. Reused from turn to turn. */
public final class SseOutput extends OutputStream {
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] END = ascii("\n\n");
    private static final int KEPT = 64 << 10;
    /** Text is encoded in pieces of so many characters, each with room for the worst. */
    private static final int PIECE = 512;

    private byte[] bytes = new byte[1024];
    private int length;

    /** An event without a name. */
    public SseOutput data(Json json) {
        write(DATA);
        json.writeTo(this);
        write(END);
        return this;
    }

    /** An event with a name; ASCII. */
    public SseOutput event(String name, Json json) {
        write(EVENT);
        text(name).write('\n');
        return data(json);
    }

    /** Text as it is; ASCII. */
    public SseOutput text(String ascii) {
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    /** Text as a JSON string. */
    public SseOutput string(String text) {
        write('"');
        int end;
        for (int from = 0; from < text.length(); from = end) {
            end = Math.min(text.length(), from + PIECE);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            room((end - from) * JsonText.WIDEST);
            length = JsonText.encode(text, from, end, bytes, length);
        }
        write('"');
        return this;
    }

    /** What has been written since {@link #clear}; good for as many bytes as {@link #length} says. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** Begins anew. */
    public void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[1024];
        }
    }

    @Override
    public void write(int b) {
        room(1);
        bytes[length++] = (byte) b;
    }

    @Override
    public void write(byte[] from) {
        write(from, 0, from.length);
    }

    @Override
    public void write(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What has been written, as text. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
