package dev.bifrost.dialect.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document, in pieces cut anywhere, and finds where chosen fields of its root object stand.
 *
 * <p>It accepts what RFC 8259 allows and Jackson 3 accepts, no more: UTF-8 only and well-formed (RFC 3629), no byte
 * order mark, nothing but white space after the value, at most {@value #MAX_DEPTH} levels. Like Jackson it lets escaped
 * surrogates stand alone in values, not in names. Names are compared after their escapes are decoded. It never recurses,
 * and allocates only for the bytes it keeps.
 */
public final class JsonScanner {
    /** How deep objects and arrays may nest; Jackson's own limit. */
    public static final int MAX_DEPTH = 1000;

    // What the next byte is read as. Plain numbers: a switch over an enum costs a tenth of the speed here.
    private static final int VALUE = 0;
    private static final int FIRST_VALUE = 1;
    private static final int KEY = 2;
    private static final int FIRST_KEY = 3;
    private static final int COLON = 4;
    private static final int AFTER = 5;
    private static final int STRING = 6;
    private static final int TAIL = 7;
    private static final int ESCAPE = 8;
    private static final int HEX = 9;
    private static final int PAIR = 10;
    private static final int PAIR_U = 11;
    private static final int NUMBER = 12;
    private static final int LITERAL = 13;
    private static final int FAILED = 14;

    private static final byte OBJECT = 1;
    private static final byte ARRAY = 2;
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final String NOT_UTF8 = "a string is not UTF-8";
    private static final String LONELY = "a surrogate stands alone in a name";

    /** Beyond every index: ends the loop of {@link #feed}. */
    private static final int STOP = Integer.MAX_VALUE;

    private final FieldTracker tracker;
    private int state = VALUE;
    private byte[] stack = new byte[32];
    private int depth;

    /** Offset of the byte at index 0 of the array being fed. */
    private long base;

    private boolean inKey;
    private final Utf8 utf8 = new Utf8();
    private boolean lowDue;
    private int hexLeft;
    private int hex;
    private JsonNumber number = JsonNumber.ZERO;
    private byte[] literal = NULL;
    private int literalAt;

    private long rootStart = -1;
    private boolean rootEmpty;
    private @Nullable JsonKind rootKind;
    private @Nullable String complaint;
    private long complaintAt;

    /** A scanner that looks for these fields. */
    public JsonScanner(JsonFields fields) {
        tracker = new FieldTracker(fields);
    }

    /** Makes ready for another document. */
    public void reset() {
        tracker.reset();
        state = VALUE;
        depth = 0;
        base = 0;
        inKey = false;
        rootStart = -1;
        rootEmpty = false;
        rootKind = null;
        complaint = null;
    }

    /** What has been found. */
    public JsonFound found() {
        return tracker.found();
    }

    /** What the document is; null before its first byte that is not white space. */
    public @Nullable JsonKind rootKind() {
        return rootKind;
    }

    /** Offset of the document's first byte that is not white space; -1 before it. */
    public long rootStart() {
        return rootStart;
    }

    /** Whether the document is an object or array without members. */
    public boolean rootEmpty() {
        return rootEmpty;
    }

    /** Whether what was fed is not JSON, or, after {@link #end}, not a whole document. */
    public boolean failed() {
        return state == FAILED;
    }

    /** What is wrong and at which byte; null if nothing is. */
    public @Nullable String problem() {
        return complaint == null ? null : complaint + " at byte " + complaintAt;
    }

    /** Reads on. After a failure nothing is read any more. */
    public void feed(byte[] b, int from, int to) {
        base -= from;
        tracker.beginFeed(from);
        int i = from;
        while (i < to) {
            i = step(b, i, to);
        }
        tracker.endFeed(b, to);
        base += to;
    }

    /** Says that there is no more. */
    public void end() {
        boolean whole = depth == 0 && (state == AFTER || (state == NUMBER && number.mayEnd()));
        if (!whole && state != FAILED) {
            fail(0, rootKind == null ? "there is no JSON" : "the JSON ends too early");
        }
    }

    private int step(byte[] b, int i, int to) {
        return switch (state) {
            case VALUE, FIRST_VALUE, KEY, FIRST_KEY, COLON, AFTER -> structure(b, i, to);
            case STRING -> string(b, i, to);
            case TAIL -> tail(b, i);
            case ESCAPE -> escape(b, i);
            case HEX -> hex(b, i);
            case PAIR, PAIR_U -> pair(b, i);
            case NUMBER -> number(b, i, to);
            case LITERAL -> literal(b, i, to);
            default -> STOP;
        };
    }

    private int structure(byte[] b, int from, int to) {
        int i = from;
        while (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
            if (++i == to) {
                return i;
            }
        }
        return switch (state) {
            case VALUE, FIRST_VALUE -> value(b, i);
            case KEY, FIRST_KEY -> key(b, i);
            case COLON -> colon(b, i);
            default -> after(b, i);
        };
    }

    private int value(byte[] b, int i) {
        byte c = b[i];
        return switch (c) {
            case '"' -> begin(JsonKind.STRING, STRING, i);
            case '{' -> open(JsonKind.OBJECT, OBJECT, FIRST_KEY, i);
            case '[' -> open(JsonKind.ARRAY, ARRAY, FIRST_VALUE, i);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                number = JsonNumber.first(c);
                yield begin(JsonKind.NUMBER, NUMBER, i);
            }
            case 't' -> beginLiteral(JsonKind.TRUE, TRUE, i);
            case 'f' -> beginLiteral(JsonKind.FALSE, FALSE, i);
            case 'n' -> beginLiteral(JsonKind.NULL, NULL, i);
            case ']' -> state == FIRST_VALUE ? close(b, i, true) : fail(i, "a value is missing");
            default -> fail(i, "no JSON value begins like this");
        };
    }

    private int begin(JsonKind kind, int next, int i) {
        state = next;
        if (depth == 0) {
            rootKind = kind;
            rootStart = base + i;
        } else {
            tracker.begin(depth, kind, i, base + i);
        }
        return i + 1;
    }

    private int beginLiteral(JsonKind kind, byte[] word, int i) {
        literal = word;
        literalAt = 1;
        return begin(kind, LITERAL, i);
    }

    private int open(JsonKind kind, byte container, int next, int i) {
        if (depth == MAX_DEPTH) {
            return fail(i, "the JSON nests deeper than " + MAX_DEPTH + " levels");
        }
        begin(kind, next, i);
        if (++depth == stack.length) {
            stack = Arrays.copyOf(stack, Math.min(2 * depth, MAX_DEPTH + 1));
        }
        stack[depth] = container;
        return i + 1;
    }

    private int close(byte[] b, int i, boolean empty) {
        depth--;
        if (empty) {
            rootEmpty = depth == 0;
            tracker.markEmpty(depth);
        }
        return finish(b, i + 1);
    }

    /** A value ends before index {@code i}. */
    private int finish(byte[] b, int i) {
        state = AFTER;
        if (depth <= 2) {
            tracker.end(depth, b, i, base + i);
        }
        return i;
    }

    private int key(byte[] b, int i) {
        if (b[i] == '"') {
            inKey = true;
            tracker.beginKey(depth, base + i, state == FIRST_KEY);
            state = STRING;
            return i + 1;
        }
        return b[i] == '}' && state == FIRST_KEY ? close(b, i, true) : fail(i, "a name in double quotes is missing");
    }

    private int colon(byte[] b, int i) {
        state = VALUE;
        return b[i] == ':' ? i + 1 : fail(i, "a colon is missing");
    }

    private int after(byte[] b, int i) {
        if (depth == 0) {
            return fail(i, "something follows the JSON");
        }
        boolean object = stack[depth] == OBJECT;
        if (b[i] == ',') {
            state = object ? KEY : VALUE;
            if (depth <= 2) {
                tracker.comma(base + i);
            }
            return i + 1;
        }
        if (b[i] == (object ? '}' : ']')) {
            return close(b, i, false);
        }
        return fail(i, object ? "a comma or } is missing" : "a comma or ] is missing");
    }

    private int string(byte[] b, int from, int to) {
        int i = Swar.plainEnd(b, from, to);
        while (i < to && b[i] < 0) {
            int wide = Utf8.skip(b, i, to);
            if (wide == i) {
                break;
            }
            i = Swar.plainEnd(b, wide, to);
        }
        if (inKey) {
            tracker.key(b, from, i);
        }
        if (i == to) {
            return i;
        }
        byte c = b[i];
        if (c == '"') {
            return endString(b, i + 1);
        }
        if (c >= 0) {
            state = ESCAPE;
            return c == '\\' ? i + 1 : fail(i, "a control character stands unescaped in a string");
        }
        tracker.key(c & 0xff);
        state = TAIL;
        return utf8.lead(c) ? i + 1 : fail(i, NOT_UTF8);
    }

    private int endString(byte[] b, int i) {
        if (!inKey) {
            return finish(b, i);
        }
        inKey = false;
        state = COLON;
        tracker.endKey(depth);
        return i;
    }

    private int tail(byte[] b, int i) {
        boolean right = utf8.tail(b[i]);
        state = utf8.whole() ? STRING : TAIL;
        return right ? i + 1 : fail(i, NOT_UTF8);
    }

    private int escape(byte[] b, int i) {
        if (b[i] == 'u') {
            return beginHex(i, false);
        }
        int c = JsonText.escaped(b[i]);
        tracker.key(c);
        state = STRING;
        return c < 0 ? fail(i, "there is no such escape") : i + 1;
    }

    private int beginHex(int i, boolean low) {
        lowDue = low;
        hexLeft = 4;
        hex = 0;
        state = HEX;
        return i + 1;
    }

    private int hex(byte[] b, int i) {
        int digit = b[i] < 0 ? -1 : Character.digit(b[i], 16);
        if (digit < 0) {
            return fail(i, "\\u needs four hexadecimal digits");
        }
        hex = hex << 4 | digit;
        return --hexLeft == 0 ? endHex(i) : i + 1;
    }

    /** In names, not in values, Jackson wants surrogates to come in pairs. */
    private int endHex(int i) {
        tracker.key(hex);
        if (inKey && lowDue != Character.isLowSurrogate((char) hex)) {
            return fail(i, LONELY);
        }
        state = inKey && Character.isHighSurrogate((char) hex) ? PAIR : STRING;
        return i + 1;
    }

    private int pair(byte[] b, int i) {
        if (state == PAIR) {
            state = PAIR_U;
            return b[i] == '\\' ? i + 1 : fail(i, LONELY);
        }
        return b[i] == 'u' ? beginHex(i, true) : fail(i, LONELY);
    }

    private int number(byte[] b, int from, int to) {
        JsonNumber n = number;
        int i = from;
        while (i < to) {
            n = n.next(b[i]);
            if (n == JsonNumber.OVER) {
                return finish(b, i);
            }
            if (n == JsonNumber.WRONG) {
                return fail(i, "this is not a number");
            }
            i++;
            while (n.takesDigits() && i < to && b[i] >= '0' && b[i] <= '9') {
                i++;
            }
        }
        number = n;
        return i;
    }

    private int literal(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] != literal[literalAt]) {
                return fail(i, "no JSON value looks like this");
            }
            if (++literalAt == literal.length) {
                return finish(b, i + 1);
            }
        }
        return to;
    }

    private int fail(int i, String what) {
        state = FAILED;
        tracker.forget();
        complaint = what;
        complaintAt = base + i;
        return STOP;
    }
}
