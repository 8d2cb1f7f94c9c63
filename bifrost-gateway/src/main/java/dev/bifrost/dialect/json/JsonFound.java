package dev.bifrost.dialect.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a {@link JsonScanner} has found so far: where their values stand, what they are, and the bytes of
 * those that are short enough. Of a field that occurs twice the last is described, as in most parsers.
 */
public final class JsonFound {
    private static final byte[] NOTHING = {};
    private static final long[] NOWHERE = {};

    private final JsonFields fields;
    private final @Nullable JsonKind[] kinds;
    private final long[] starts;
    private final long[] ends;
    private final boolean[] duplicate;
    private final boolean[] empty;
    private final byte[][] kept;
    private final int[] lengths;

    // Of members that are removable; empty if none is.
    private final long[] names;
    private final long[] commas;
    private final long[] followers;

    JsonFound(JsonFields fields) {
        this.fields = fields;
        int size = fields.size();
        kinds = new JsonKind[size];
        starts = new long[size];
        ends = new long[size];
        duplicate = new boolean[size];
        empty = new boolean[size];
        kept = new byte[size][];
        Arrays.fill(kept, NOTHING);
        lengths = new int[size];
        boolean any = fields.anyRemovable();
        names = any ? new long[size] : NOWHERE;
        commas = any ? new long[size] : NOWHERE;
        followers = any ? new long[size] : NOWHERE;
    }

    /** What the value is; null if the field does not occur. */
    public @Nullable JsonKind kind(int field) {
        return kinds[field];
    }

    /** Whether the field occurs, with a value that is not null. */
    public boolean has(int field) {
        return kinds[field] != null && kinds[field] != JsonKind.NULL;
    }

    /** Offset of the value's first byte, counted from the first byte fed. */
    public long start(int field) {
        return starts[field];
    }

    /** Offset just after the value's last byte; 0 while the value is not complete. */
    public long end(int field) {
        return ends[field];
    }

    /** Offset of a removable member's name. */
    public long nameStart(int field) {
        return names[field];
    }

    /** Offset of the comma before a removable member; -1 if it is the first of its object. */
    public long commaBefore(int field) {
        return commas[field];
    }

    /** Offset of the name of the member behind a removable one; -1 if it is the last of its object. */
    public long nextName(int field) {
        return followers[field];
    }

    /** Whether the field occurs more than once in its object. */
    public boolean duplicate(int field) {
        return duplicate[field];
    }

    /** Whether the value is an object or array without members. */
    public boolean empty(int field) {
        return empty[field];
    }

    /** The value's raw bytes; null if the field does not occur, is not complete, or is longer than its limit. */
    public byte @Nullable [] raw(int field) {
        return complete(field) && lengths[field] == ends[field] - starts[field]
                ? Arrays.copyOf(kept[field], lengths[field])
                : null;
    }

    /** The decoded string; null if the field is not a string or is longer than its limit. */
    public @Nullable String text(int field) {
        if (kinds[field] != JsonKind.STRING || !complete(field) || lengths[field] != ends[field] - starts[field]) {
            return null;
        }
        return JsonText.decode(kept[field], 0, lengths[field]);
    }

    void clear() {
        Arrays.fill(kinds, null);
        Arrays.fill(ends, 0);
        Arrays.fill(duplicate, false);
        Arrays.fill(empty, false);
        Arrays.fill(lengths, 0);
    }

    void open(int field, JsonKind kind, long start) {
        duplicate[field] |= kinds[field] != null;
        kinds[field] = kind;
        starts[field] = start;
        ends[field] = 0;
        empty[field] = false;
        lengths[field] = 0;
    }

    void member(int field, long name, long comma) {
        if (fields.removable(field)) {
            names[field] = name;
            commas[field] = comma;
            followers[field] = -1;
        }
    }

    void followed(int field, long name) {
        if (fields.removable(field)) {
            followers[field] = name;
        }
    }

    void keep(int field, byte[] b, int from, int to) {
        int limit = fields.limit(field);
        int taken = Math.min(to - from, limit - lengths[field]);
        if (taken <= 0) {
            return;
        }
        int length = lengths[field] + taken;
        if (kept[field].length < length) {
            kept[field] = Arrays.copyOf(kept[field], Math.min(limit, Math.max(64, 2 * length)));
        }
        System.arraycopy(b, from, kept[field], lengths[field], taken);
        lengths[field] = length;
    }

    void close(int field, long end) {
        ends[field] = end;
    }

    void markEmpty(int field) {
        empty[field] = true;
    }

    private boolean complete(int field) {
        return ends[field] != 0;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] != null) {
                byte[] raw = raw(i);
                text.append(fields.path(i))
                        .append(duplicate[i] ? "!" : "")
                        .append('@')
                        .append(starts[i])
                        .append('-')
                        .append(ends[i])
                        .append('=')
                        .append(raw == null ? kinds[i] : new String(raw, StandardCharsets.UTF_8))
                        .append(fields.removable(i) ? " in " + commas[i] + '-' + names[i] + '-' + followers[i] : "")
                        .append(' ');
            }
        }
        return text.toString();
    }
}
