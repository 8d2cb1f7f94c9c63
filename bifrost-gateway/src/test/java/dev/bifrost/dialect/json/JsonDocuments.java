package dev.bifrost.dialect.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes JSON documents that look like requests, and damages them. Not thread-safe; the same for the same seed. */
public final class JsonDocuments {
    private static final String[] GOVERNED = {
        "model",
        "stream",
        "stream_options",
        "include_usage",
        "user",
        "metadata",
        "user_id",
        "usage",
        "tags",
        "litellm_metadata",
        "safety_identifier"
    };
    private static final String[] OTHERS = {
        "", "a", "Model", "mode", "models", "messages", "é", "鍵", "\uD83D\uDE00", "k\"ey"
    };
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-1",
        "10",
        "123456789012345678901234567890",
        "0.5",
        "-0.0",
        "1e5",
        "1E+5",
        "1e-05",
        "1.25e3",
        "7"
    };
    private static final String[] BAD_NUMBERS = {
        "01", "-", "1.", ".5", "1e", "1e+", "+1", "-a", "NaN", "Infinity", "0x1", "--1"
    };
    private static final String[] CHARACTERS = {
        "x", " ", "é", "ß", "€", "鍵", "\uD83D\uDE00", "\u007f", "\u2028", "\ud7ff", "\ue000", "\uffff", "'", "/", ","
    };
    private static final String[] ESCAPES = {
        "\\\"",
        "\\\\",
        "\\/",
        "\\b",
        "\\f",
        "\\n",
        "\\r",
        "\\t",
        "\\u0041",
        "\\u00e9",
        "\\uD83D\\uDE00",
        "\\ud800",
        "\\udfff",
        "\\u0000",
        "\\uABcd"
    };
    private static final String DAMAGE = "{}[]\",:\\/ \n\t\r0123456789.eE+-truefalsn'u\u0000\u001f\u0080";

    private final SplittableRandom random;
    private byte[] out = new byte[256];
    private int length;

    public JsonDocuments(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The source of chance, for whoever wants to cut documents reproducibly. */
    public SplittableRandom random() {
        return random;
    }

    /** A valid document; an object nine times in ten. */
    public byte[] next() {
        length = 0;
        space();
        if (random.nextInt(10) == 0) {
            value(0);
        } else {
            object(0);
        }
        space();
        return Arrays.copyOf(out, length);
    }

    /** A document with one to three random changes; mostly, but not always, no longer JSON. */
    public byte[] damaged() {
        byte[] document = next();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            document = damage(document);
        }
        return document;
    }

    private byte[] damage(byte[] document) {
        if (document.length == 0) {
            return document;
        }
        int at = random.nextInt(document.length);
        int end = Math.min(document.length, at + random.nextInt(1, 6));
        return switch (random.nextInt(6)) {
            case 0 -> replace(document, at, at + 1, new byte[] {(byte) (document[at] ^ 1 << random.nextInt(8))});
            case 1 -> replace(document, at, at, new byte[] {(byte) DAMAGE.charAt(random.nextInt(DAMAGE.length()))});
            case 2 -> replace(document, at, end, new byte[0]);
            case 3 -> replace(document, at, at, Arrays.copyOfRange(document, at, end));
            case 4 -> Arrays.copyOf(document, at);
            default -> replace(document, at, at, pick(BAD_NUMBERS).getBytes(StandardCharsets.UTF_8));
        };
    }

    private static byte[] replace(byte[] document, int from, int to, byte[] with) {
        byte[] changed = new byte[document.length - (to - from) + with.length];
        System.arraycopy(document, 0, changed, 0, from);
        System.arraycopy(with, 0, changed, from, with.length);
        System.arraycopy(document, to, changed, from + with.length, document.length - to);
        return changed;
    }

    private void value(int depth) {
        switch (random.nextInt(depth > 4 ? 5 : 8)) {
            case 0 -> put(pick(NUMBERS));
            case 1 -> put("true");
            case 2 -> put(random.nextBoolean() ? "false" : "null");
            case 3, 4 -> string();
            case 5 -> array(depth);
            default -> object(depth);
        }
    }

    private void object(int depth) {
        put("{");
        space();
        for (int i = random.nextInt(depth > 1 ? 3 : 6); i > 0; i--) {
            key();
            space();
            put(":");
            space();
            value(depth + 1);
            space();
            if (i > 1) {
                put(",");
                space();
            }
        }
        put("}");
    }

    private void array(int depth) {
        put("[");
        space();
        for (int i = random.nextInt(4); i > 0; i--) {
            value(depth + 1);
            space();
            if (i > 1) {
                put(",");
                space();
            }
        }
        put("]");
    }

    private void key() {
        if (random.nextInt(4) == 0) {
            string();
            return;
        }
        String name = random.nextInt(3) == 0 ? pick(OTHERS) : pick(GOVERNED);
        int escaped = random.nextInt(8) == 0 && !name.isEmpty() ? random.nextInt(name.length()) : -1;
        put("\"");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (i == escaped) {
                put("\\u%04x".formatted((int) c));
            } else if (c == '"') {
                put("\\\"");
            } else if (Character.isHighSurrogate(c) && escaped != i + 1) {
                put(name.substring(i, i + 2));
                i++;
            } else {
                put(Character.isSurrogate(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        put("\"");
    }

    private void string() {
        put("\"");
        for (int i = random.nextInt(random.nextInt(8) == 0 ? 60 : 6); i > 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> put(pick(ESCAPES));
                case 1, 2 -> put(pick(CHARACTERS));
                default -> put("word");
            }
        }
        put("\"");
    }

    private void space() {
        switch (random.nextInt(12)) {
            case 0 -> put(" ");
            case 1 -> put("\r\n\t ");
            default -> {
                // most JSON on the wire has none
            }
        }
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    private void put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (length + bytes.length > out.length) {
            out = Arrays.copyOf(out, 2 * (length + bytes.length));
        }
        System.arraycopy(bytes, 0, out, length, bytes.length);
        length += bytes.length;
    }
}
