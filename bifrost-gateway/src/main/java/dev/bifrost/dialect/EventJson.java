package dev.bifrost.dialect;

import dev.bifrost.dialect.json.JsonFields;
import dev.bifrost.dialect.json.JsonFields.Field;
import dev.bifrost.dialect.json.JsonFound;
import dev.bifrost.dialect.json.JsonKind;
import dev.bifrost.dialect.json.JsonScanner;
import dev.bifrost.dialect.json.JsonText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The JSON of one event: where in its bytes the fields are that say what it is. Reused from event to event. */
final class EventJson {
    static final int CHOICES = 0;
    static final int USAGE = 1;
    static final int ERROR = 2;
    static final int TYPE = 3;
    static final int RESPONSE_USAGE = 7;
    static final int MESSAGE_USAGE = 12;

    private static final int MODEL = 4;
    private static final int OBJECT = 5;
    private static final int RESPONSE_MODEL = 8;
    private static final int GROQ_USAGE = 10;
    private static final int MESSAGE_MODEL = 13;
    private static final int MESSAGE_CONTENT = 14;
    private static final int BLOCK_TYPE = 16;
    private static final int BLOCK_TEXT = 17;
    private static final int BLOCK_THINKING = 18;

    private static final JsonFields FIELDS = JsonFields.of(
            new Field("choices", 0),
            new Field("usage", 0),
            new Field("error", 0),
            new Field("type", 0),
            new Field("model", 0),
            new Field("object", 0),
            new Field("response", 0),
            new Field("response.usage", 0),
            new Field("response.model", 0),
            new Field("x_groq", 0),
            new Field("x_groq.usage", 0),
            new Field("message", 0),
            new Field("message.usage", 0),
            new Field("message.model", 0),
            new Field("message.content", 0),
            new Field("content_block", 0),
            new Field("content_block.type", 0),
            new Field("content_block.text", 0),
            new Field("content_block.thinking", 0));

    private static final byte[] ERROR_NAME = {'"', 'e', 'r', 'r', 'o', 'r', '"'};
    private static final byte[] TEXT_NAME = {'"', 't', 'e', 'x', 't', '"'};
    private static final byte[] THINKING_NAME = {'"', 't', 'h', 'i', 'n', 'k', 'i', 'n', 'g', '"'};
    private static final byte[] EMPTY_TEXT = {'"', '"'};

    private final JsonScanner scanner = new JsonScanner(FIELDS);
    private final JsonFound found = scanner.found();
    private byte[] bytes = {};
    private int offset;

    /** Reads the event's data; false if it is not JSON. */
    boolean read(byte[] b, int from, int to) {
        bytes = b;
        offset = from;
        scanner.reset();
        scanner.feed(b, from, to);
        scanner.end();
        return !scanner.failed();
    }

    /** Whether the event reports an error, in any dialect's way. */
    boolean isError() {
        return found.has(ERROR) || is(TYPE, ERROR_NAME) || is(OBJECT, ERROR_NAME);
    }

    /** Whether the field is a list without members. */
    boolean isEmptyList(int field) {
        return found.kind(field) == JsonKind.ARRAY && found.empty(field);
    }

    boolean isList(int field) {
        return found.kind(field) == JsonKind.ARRAY;
    }

    boolean isObject(int field) {
        return found.kind(field) == JsonKind.OBJECT;
    }

    /** Whether the value's bytes are these. */
    boolean is(int field, byte[] raw) {
        return found.kind(field) != null && Arrays.equals(bytes, start(field), end(field), raw, 0, raw.length);
    }

    /** Index of the value's first byte in the array that was read. */
    int start(int field) {
        return offset + (int) found.start(field);
    }

    /** Index just after the value's last byte. */
    int end(int field) {
        return offset + (int) found.end(field);
    }

    /** The field that holds the usage; -1 if none does. */
    int usageField() {
        for (int field : new int[] {USAGE, RESPONSE_USAGE, GROQ_USAGE}) {
            if (isObject(field)) {
                return field;
            }
        }
        return -1;
    }

    /** Whether Anthropic's {@code message_start} brings content along, as it does after code of the model's has run. */
    boolean messageHasContent() {
        return isList(MESSAGE_CONTENT) && !isEmptyList(MESSAGE_CONTENT);
    }

    /** Whether Anthropic's {@code content_block_start} opens a text or thought that is still empty. */
    boolean opensEmptyBlock() {
        return (is(BLOCK_TYPE, TEXT_NAME) && (found.kind(BLOCK_TEXT) == null || is(BLOCK_TEXT, EMPTY_TEXT)))
                || (is(BLOCK_TYPE, THINKING_NAME)
                        && (found.kind(BLOCK_THINKING) == null || is(BLOCK_THINKING, EMPTY_TEXT)));
    }

    /** The model that the event names, if it does. */
    @Nullable
    String model() {
        int field = found.kind(MODEL) == JsonKind.STRING ? MODEL : RESPONSE_MODEL;
        field = found.kind(field) == null ? MESSAGE_MODEL : field;
        if (found.kind(field) != JsonKind.STRING || end(field) - start(field) == 2) {
            return null;
        }
        return JsonText.decode(bytes, start(field), end(field));
    }
}
