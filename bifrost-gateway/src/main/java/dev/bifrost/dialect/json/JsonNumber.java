package dev.bifrost.dialect.json;

/** The grammar of numbers, RFC 8259, section 6, byte by byte. */
enum JsonNumber {
    MINUS,
    ZERO,
    INTEGER,
    POINT,
    FRACTION,
    E,
    SIGN,
    EXPONENT,
    /** The byte does not belong to the number, which is complete without it. */
    OVER,
    /** No number goes on like this. */
    WRONG;

    /** What a number is after its first byte, a minus or a digit. */
    static JsonNumber first(byte c) {
        return c == '-' ? MINUS : c == '0' ? ZERO : INTEGER;
    }

    /** Whether a number may end here. */
    boolean mayEnd() {
        return this == ZERO || this == INTEGER || this == FRACTION || this == EXPONENT;
    }

    /** Whether any further digit changes nothing. */
    boolean takesDigits() {
        return this == INTEGER || this == FRACTION || this == EXPONENT;
    }

    JsonNumber next(byte c) {
        return c >= '0' && c <= '9' ? digit(c) : symbol(c);
    }

    private JsonNumber digit(byte c) {
        return switch (this) {
            case MINUS -> c == '0' ? ZERO : INTEGER;
            case INTEGER -> INTEGER;
            case POINT, FRACTION -> FRACTION;
            case E, SIGN, EXPONENT -> EXPONENT;
            case ZERO, OVER, WRONG -> WRONG;
        };
    }

    private JsonNumber symbol(byte c) {
        boolean exponent = c == 'e' || c == 'E';
        return switch (this) {
            case ZERO, INTEGER -> c == '.' ? POINT : exponent ? E : OVER;
            case FRACTION -> exponent ? E : OVER;
            case EXPONENT -> OVER;
            case E -> c == '+' || c == '-' ? SIGN : WRONG;
            case MINUS, POINT, SIGN, OVER, WRONG -> WRONG;
        };
    }
}
