package dev.bifrost.dialect.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document, in pieces cut anywhere, and finds where chosen fields of its root object stand.
 *
 * <p>It accepts what RFC 8259 allows and Jackson 3 accepts, no more: UTF-8 only and well-formed (RFC 3629), no byte
 * order mark, nothing but white space after the value, at most {@value #MAX_DEPTH} levels. Like Jackson it lets escaped
 * surrogates stand alone. Names are compared after their escapes are decoded. It never recurses, and allocates only for
 * the bytes it keeps.
 */
public final class JsonScanner {
    /** How deep objects and arrays may nest; Jackson's own limit. */
    public static final int MAX_DEPTH = 1000;

    private static final byte OBJECT = 1;
    private static final byte ARRAY = 2;

    /** Beyond every index: ends the loop of {@link #feed}. */
    private static final int STOP = Integer.MAX_VALUE;

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    /** What the next byte is read as. */
    private enum State {
        VALUE,
        FIRST_VALUE,
        KEY,
        FIRST_KEY,
        COLON,
        AFTER,
        STRING,
        ESCAPE,
        HEX,
        TAIL,
        MINUS,
        ZERO,
        INTEGER,
        POINT,
        FRACTION,
        E,
        SIGN,
        EXPONENT,
        LITERAL,
        FAILED
    }

    private final JsonFields fields;
    private final JsonFound found;
    private final byte[] key;

    private State state = State.VALUE;
    private byte[] stack = new byte[32];
    private int depth;

    /** Offset of the byte at index 0 of the array being fed. */
    private long base;

    private boolean inKey;
    /** Length of the key read so far; -1 if nobody wants to know it. */
    private int keyLength = -1;

    private int pending = JsonFields.NONE;
    private int outer = JsonFields.NONE;
    private int inner = JsonFields.NONE;
    private int outerFrom;
    private int innerFrom;

    private int hexLeft;
    private int hex;
    private int tailLeft;
    private int tailLow;
    private int tailHigh;
    private byte[] literal = NULL;
    private int literalAt;

    private long rootStart = -1;
    private boolean rootEmpty;
    private @Nullable JsonKind rootKind;
    private @Nullable String complaint;
    private long complaintAt;

    /** A scanner that looks for these fields. */
    public JsonScanner(JsonFields fields) {
        this.fields = fields;
        this.found = new JsonFound(fields);
        this.key = new byte[fields.longestName()];
    }

    /** Makes ready for another document. */
    public void reset() {
        found.clear();
        state = State.VALUE;
        depth = 0;
        base = 0;
        inKey = false;
        keyLength = -1;
        pending = JsonFields.NONE;
        outer = JsonFields.NONE;
        inner = JsonFields.NONE;
        rootStart = -1;
        rootEmpty = false;
        rootKind = null;
        complaint = null;
    }

    /** What has been found. */
    public JsonFound found() {
        return found;
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
        return state == State.FAILED;
    }

    /** What is wrong and at which byte; null if nothing is. */
    public @Nullable String problem() {
        return complaint == null ? null : complaint + " at byte " + complaintAt;
    }

    /** Reads on. After a failure nothing is read any more. */
    public void feed(byte[] b, int from, int to) {
        base -= from;
        outerFrom = from;
        innerFrom = from;
        int i = from;
        while (i < to) {
            i = step(b, i, to);
        }
        if (outer != JsonFields.NONE) {
            found.keep(outer, b, outerFrom, to);
        }
        if (inner != JsonFields.NONE) {
            found.keep(inner, b, innerFrom, to);
        }
        base += to;
    }

    /** Says that there is no more. */
    public void end() {
        boolean whole = switch (state) {
            case AFTER, ZERO, INTEGER, FRACTION, EXPONENT -> depth == 0;
            default -> false;
        };
        if (!whole && state != State.FAILED) {
            fail(0, rootKind == null ? "there is no JSON" : "the JSON ends too early");
        }
    }

    private int step(byte[] b, int i, int to) {
        return switch (state) {
            case VALUE, FIRST_VALUE -> value(b, i, to);
            case KEY, FIRST_KEY -> key(b, i, to);
            case COLON -> colon(b, i, to);
            case AFTER -> after(b, i, to);
            case STRING -> string(b, i, to);
            case ESCAPE -> escape(b, i);
            case HEX -> hex(b, i);
            case TAIL -> tail(b, i, to);
            case MINUS, ZERO, INTEGER, POINT, FRACTION, E, SIGN, EXPONENT -> number(b, i, to);
            case LITERAL -> literal(b, i, to);
            case FAILED -> STOP;
        };
    }

    private int value(byte[] b, int from, int to) {
        int i = space(b, from, to);
        if (i == to) {
            return i;
        }
        switch (b[i]) {
            case '"' -> begin(JsonKind.STRING, State.STRING, i);
            case '{' -> {
                begin(JsonKind.OBJECT, State.FIRST_KEY, i);
                return push(OBJECT, i);
            }
            case '[' -> {
                begin(JsonKind.ARRAY, State.FIRST_VALUE, i);
                return push(ARRAY, i);
            }
            case '-' -> begin(JsonKind.NUMBER, State.MINUS, i);
            case '0' -> begin(JsonKind.NUMBER, State.ZERO, i);
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> begin(JsonKind.NUMBER, State.INTEGER, i);
            case 't' -> beginLiteral(JsonKind.TRUE, TRUE, i);
            case 'f' -> beginLiteral(JsonKind.FALSE, FALSE, i);
            case 'n' -> beginLiteral(JsonKind.NULL, NULL, i);
            case ']' -> {
                return state == State.FIRST_VALUE ? pop(b, i, true) : fail(i, "a value is missing");
            }
            default -> {
                return fail(i, "no JSON value begins like this");
            }
        }
        return i + 1;
    }

    private void begin(JsonKind kind, State next, int i) {
        state = next;
        if (pending != JsonFields.NONE) {
            found.open(pending, kind, base + i);
            if (depth == 1) {
                outer = pending;
                outerFrom = i;
            } else {
                inner = pending;
                innerFrom = i;
            }
            pending = JsonFields.NONE;
        } else if (depth == 0) {
            rootKind = kind;
            rootStart = base + i;
        }
    }

    private void beginLiteral(JsonKind kind, byte[] word, int i) {
        begin(kind, State.LITERAL, i);
        literal = word;
        literalAt = 1;
    }

    private int push(byte container, int i) {
        if (depth == MAX_DEPTH) {
            return fail(i, "the JSON nests deeper than " + MAX_DEPTH + " levels");
        }
        if (++depth == stack.length) {
            stack = Arrays.copyOf(stack, Math.min(2 * depth, MAX_DEPTH + 1));
        }
        stack[depth] = container;
        return i + 1;
    }

    private int pop(byte[] b, int i, boolean empty) {
        depth--;
        rootEmpty |= empty && depth == 0;
        if (empty && depth == 1 && outer != JsonFields.NONE) {
            found.markEmpty(outer);
        } else if (empty && depth == 2 && inner != JsonFields.NONE) {
            found.markEmpty(inner);
        }
        finish(b, i + 1);
        return i + 1;
    }

    /** A value ends before index {@code i}. */
    private void finish(byte[] b, int i) {
        state = State.AFTER;
        if (depth == 1 && outer != JsonFields.NONE) {
            found.keep(outer, b, outerFrom, i);
            found.close(outer, base + i);
            outer = JsonFields.NONE;
        } else if (depth == 2 && inner != JsonFields.NONE) {
            found.keep(inner, b, innerFrom, i);
            found.close(inner, base + i);
            inner = JsonFields.NONE;
        }
    }

    private int key(byte[] b, int from, int to) {
        int i = space(b, from, to);
        if (i == to) {
            return i;
        }
        if (b[i] == '"') {
            inKey = true;
            keyLength = depth == 1 || (depth == 2 && fields.hasChildren(outer)) ? 0 : -1;
            state = State.STRING;
            return i + 1;
        }
        return b[i] == '}' && state == State.FIRST_KEY
                ? pop(b, i, true)
                : fail(i, "a name in double quotes is missing");
    }

    private int colon(byte[] b, int from, int to) {
        int i = space(b, from, to);
        if (i == to) {
            return i;
        }
        if (b[i] != ':') {
            return fail(i, "a colon is missing");
        }
        state = State.VALUE;
        return i + 1;
    }

    private int after(byte[] b, int from, int to) {
        int i = space(b, from, to);
        if (i == to) {
            return i;
        }
        byte c = b[i];
        byte container = stack[depth];
        if (depth == 0) {
            return fail(i, "something follows the JSON");
        }
        if (c == ',') {
            state = container == OBJECT ? State.KEY : State.VALUE;
            return i + 1;
        }
        if (c == (container == OBJECT ? '}' : ']')) {
            return pop(b, i, false);
        }
        return fail(i, container == OBJECT ? "a comma or } is missing" : "a comma or ] is missing");
    }

    private int string(byte[] b, int from, int to) {
        int i = Swar.plainEnd(b, from, to);
        if (keyLength >= 0) {
            appendKey(b, from, i);
        }
        if (i == to) {
            return i;
        }
        byte c = b[i];
        if (c == '"') {
            endString(b, i + 1);
            return i + 1;
        }
        if (c == '\\') {
            state = State.ESCAPE;
            return i + 1;
        }
        return c < 0 ? lead(b, i, to) : fail(i, "a control character stands unescaped in a string");
    }

    private void endString(byte[] b, int i) {
        if (!inKey) {
            finish(b, i);
            return;
        }
        inKey = false;
        state = State.COLON;
        if (keyLength >= 0) {
            pending = fields.find(depth == 1 ? JsonFields.NONE : outer, key, keyLength);
            keyLength = -1;
        }
    }

    /** The names that are sought are ASCII, so anything else only has to be no match. */
    private void appendKey(byte[] b, int from, int to) {
        int length = to - from;
        if (keyLength + length > key.length) {
            keyLength = -1;
        } else {
            System.arraycopy(b, from, key, keyLength, length);
            keyLength += length;
        }
    }

    private void appendKey(int c) {
        if (keyLength < 0 || keyLength == key.length || c > 0x7f) {
            keyLength = -1;
        } else {
            key[keyLength++] = (byte) c;
        }
    }

    private int escape(byte[] b, int i) {
        if (b[i] == 'u') {
            hexLeft = 4;
            hex = 0;
            state = State.HEX;
            return i + 1;
        }
        int c = JsonText.escaped(b[i]);
        if (c < 0) {
            return fail(i, "there is no such escape");
        }
        appendKey(c);
        state = State.STRING;
        return i + 1;
    }

    private int hex(byte[] b, int i) {
        int digit = b[i] < 0 ? -1 : Character.digit(b[i], 16);
        if (digit < 0) {
            return fail(i, "\\u needs four hexadecimal digits");
        }
        hex = hex << 4 | digit;
        if (--hexLeft == 0) {
            appendKey(hex);
            state = State.STRING;
        }
        return i + 1;
    }

    /** The first byte of a character that is not ASCII; see RFC 3629, section 4. */
    private int lead(byte[] b, int i, int to) {
        int c = b[i] & 0xff;
        if (c < 0xc2 || c > 0xf4) {
            return fail(i, "a string is not UTF-8");
        }
        keyLength = -1;
        tailLeft = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
        tailLow = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
        tailHigh = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
        state = State.TAIL;
        return tail(b, i + 1, to);
    }

    private int tail(byte[] b, int from, int to) {
        int i = from;
        int left = tailLeft;
        int low = tailLow;
        int high = tailHigh;
        for (; left > 0 && i < to; left--, i++) {
            int c = b[i] & 0xff;
            if (c < low || c > high) {
                return fail(i, "a string is not UTF-8");
            }
            low = 0x80;
            high = 0xbf;
        }
        tailLeft = left;
        tailLow = low;
        tailHigh = high;
        if (left == 0) {
            state = State.STRING;
        }
        return i;
    }

    private int number(byte[] b, int from, int to) {
        State s = state;
        int i = from;
        for (; i < to; i++) {
            int c = b[i];
            State next = isDigit(c) ? afterDigit(s, c) : afterSymbol(s, c);
            if (next == State.FAILED) {
                return fail(i, "this is not a number");
            }
            if (next == State.AFTER) {
                finish(b, i);
                return i;
            }
            s = next;
        }
        state = s;
        return i;
    }

    private static State afterDigit(State s, int digit) {
        return switch (s) {
            case MINUS -> digit == '0' ? State.ZERO : State.INTEGER;
            case INTEGER -> State.INTEGER;
            case POINT, FRACTION -> State.FRACTION;
            case E, SIGN, EXPONENT -> State.EXPONENT;
            default -> State.FAILED;
        };
    }

    private static State afterSymbol(State s, int c) {
        boolean exponent = c == 'e' || c == 'E';
        return switch (s) {
            case ZERO, INTEGER -> c == '.' ? State.POINT : exponent ? State.E : State.AFTER;
            case FRACTION -> exponent ? State.E : State.AFTER;
            case E -> c == '+' || c == '-' ? State.SIGN : State.FAILED;
            case EXPONENT -> State.AFTER;
            default -> State.FAILED;
        };
    }

    private int literal(byte[] b, int from, int to) {
        int i = from;
        while (literalAt < literal.length && i < to) {
            if (b[i] != literal[literalAt]) {
                return fail(i, "no JSON value looks like this");
            }
            literalAt++;
            i++;
        }
        if (literalAt == literal.length) {
            finish(b, i);
        }
        return i;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static int space(byte[] b, int from, int to) {
        int i = from;
        while (i < to && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t')) {
            i++;
        }
        return i;
    }

    private int fail(int i, String what) {
        state = State.FAILED;
        outer = JsonFields.NONE;
        inner = JsonFields.NONE;
        complaint = what;
        complaintAt = base + i;
        return STOP;
    }
}
