package dev.bifrost.dialect.json;

/**
 * Follows a {@link JsonScanner} down to the second level: compares names, and notes where the values of those that are
 * sought begin and end.
 */
final class FieldTracker {
    private final JsonFields fields;
    private final JsonFound found;
    private final byte[] key;

    /** Length of the name read so far; -1 if it cannot be one that is sought. */
    private int keyLength = -1;

    private int pending = JsonFields.NONE;
    private int outer = JsonFields.NONE;
    private int inner = JsonFields.NONE;
    private int outerFrom;
    private int innerFrom;

    // Where the member being read begins, and the fields whose members ended last, for whoever wants to take one out.
    private long comma;
    private long keyStart;
    private long keyComma;
    private int outerEnded = JsonFields.NONE;
    private int innerEnded = JsonFields.NONE;

    FieldTracker(JsonFields fields) {
        this.fields = fields;
        this.found = new JsonFound(fields);
        this.key = new byte[fields.longestName()];
    }

    JsonFound found() {
        return found;
    }

    void reset() {
        found.clear();
        forget();
    }

    /** Leaves the fields that are open unfinished. */
    void forget() {
        keyLength = -1;
        pending = JsonFields.NONE;
        outer = JsonFields.NONE;
        inner = JsonFields.NONE;
        outerEnded = JsonFields.NONE;
        innerEnded = JsonFields.NONE;
    }

    void beginFeed(int from) {
        outerFrom = from;
        innerFrom = from;
    }

    void endFeed(byte[] b, int to) {
        if (outer != JsonFields.NONE) {
            found.keep(outer, b, outerFrom, to);
        }
        if (inner != JsonFields.NONE) {
            found.keep(inner, b, innerFrom, to);
        }
    }

    /** A comma between members of an object of the first or second level. */
    void comma(long offset) {
        comma = offset;
    }

    /** A name begins; {@code first} of its object. */
    void beginKey(int depth, long offset, boolean first) {
        if (depth == 1) {
            outerEnded = followed(outerEnded, offset);
        } else if (depth == 2 && fields.hasChildren(outer)) {
            innerEnded = followed(innerEnded, offset);
        } else {
            keyLength = -1;
            return;
        }
        keyLength = 0;
        keyStart = offset;
        keyComma = first ? -1 : comma;
    }

    private int followed(int field, long offset) {
        if (field != JsonFields.NONE) {
            found.followed(field, offset);
        }
        return JsonFields.NONE;
    }

    void endKey(int depth) {
        if (keyLength >= 0) {
            pending = fields.find(depth == 1 ? JsonFields.NONE : outer, key, keyLength);
            keyLength = -1;
        }
    }

    void key(byte[] b, int from, int to) {
        int length = to - from;
        if (keyLength < 0 || keyLength + length > key.length) {
            keyLength = -1;
        } else {
            System.arraycopy(b, from, key, keyLength, length);
            keyLength += length;
        }
    }

    /** A decoded escape. The names that are sought are ASCII, so anything else need only be no match. */
    void key(int c) {
        if (keyLength < 0 || keyLength == key.length || c > 0x7f) {
            keyLength = -1;
        } else {
            key[keyLength++] = (byte) c;
        }
    }

    /** A value begins at index {@code i}, inside {@code depth} objects and arrays. */
    void begin(int depth, JsonKind kind, int i, long offset) {
        if (pending == JsonFields.NONE) {
            return;
        }
        found.open(pending, kind, offset);
        found.member(pending, keyStart, keyComma);
        if (depth == 1) {
            outer = pending;
            outerFrom = i;
        } else {
            inner = pending;
            innerFrom = i;
        }
        pending = JsonFields.NONE;
    }

    /** A value ends before index {@code i}. */
    void end(int depth, byte[] b, int i, long offset) {
        if (depth == 1 && outer != JsonFields.NONE) {
            found.keep(outer, b, outerFrom, i);
            found.close(outer, offset);
            outerEnded = outer;
            outer = JsonFields.NONE;
            innerEnded = JsonFields.NONE;
        } else if (depth == 2 && inner != JsonFields.NONE) {
            found.keep(inner, b, innerFrom, i);
            found.close(inner, offset);
            innerEnded = inner;
            inner = JsonFields.NONE;
        }
    }

    /** The object or array about to end has no members. */
    void markEmpty(int depth) {
        int field = depth == 1 ? outer : depth == 2 ? inner : JsonFields.NONE;
        if (field != JsonFields.NONE) {
            found.markEmpty(field);
        }
    }
}
