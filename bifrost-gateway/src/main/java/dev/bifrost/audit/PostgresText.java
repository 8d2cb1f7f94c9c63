package dev.bifrost.audit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Texts as PostgreSQL can hold them: it knows no NUL and no half of a surrogate pair, and both become U+FFFD. */
final class PostgresText {
    /** In bytes of UTF-8: an entry of a B-tree takes at most 2704. */
    private static final int MOST = 2000;

    private static final char REPLACEMENT = '\uFFFD';
    private static final JsonFactory JSON = new JsonFactory();

    private PostgresText() {}

    static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder storable = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? REPLACEMENT : c)
                .forEach(storable::appendCodePoint);
        return storable.toString();
    }

    /** Cut so that it fits into an index. */
    static String cut(String text) {
        String storable = storable(text);
        return 3 * storable.length() <= MOST ? storable : new String(column(text), StandardCharsets.UTF_8);
    }

    /** In UTF-8, and cut so that it fits into an index. */
    static byte[] column(String text) {
        byte[] bytes = storable(text).getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MOST) {
            return bytes;
        }
        int end = MOST;
        while ((bytes[end] & 0xC0) == 0x80) { // not within a character
            end--;
        }
        return java.util.Arrays.copyOf(bytes, end);
    }

    /** A JSON object, its names sorted. */
    static byte[] object(Map<String, String> pairs) {
        ByteArrayOutputStream to = new ByteArrayOutputStream(128);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), to, JsonEncoding.UTF8)) {
            json.writeStartObject();
            new TreeMap<>(pairs).forEach((name, value) -> json.writeStringProperty(storable(name), storable(value)));
            json.writeEndObject();
        }
        return to.toByteArray();
    }
}
