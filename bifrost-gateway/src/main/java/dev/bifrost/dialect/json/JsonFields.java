package dev.bifrost.dialect.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields that a {@link JsonScanner} looks for. A path has one or two names ({@code model},
 * {@code stream_options.include_usage}); the parent of a path of two is itself listed, before it. Fields are known by
 * their place in the list.
 */
public final class JsonFields {

    /** The parent of the root's own fields, and the answer of {@link #find} for no field. */
    static final int NONE = -1;

    /**
     * A field to look for.
     *
     * @param path      one name, or two with a dot between; ASCII
     * @param limit     how many bytes of the raw value to keep; of a longer value only the span is known
     * @param removable whether to note where the whole member stands, name and commas, so that it can be taken out
     */
    public record Field(String path, int limit, boolean removable) {

        /** A field that stays where it is. */
        public Field(String path, int limit) {
            this(path, limit, false);
        }
    }

    private final byte[][] names;
    private final int[] parents;
    private final int[] limits;
    private final boolean[] hasChildren;
    private final boolean[] removable;
    private final String[] paths;

    private JsonFields(Field[] fields) {
        names = new byte[fields.length][];
        parents = new int[fields.length];
        limits = new int[fields.length];
        hasChildren = new boolean[fields.length];
        removable = new boolean[fields.length];
        paths = new String[fields.length];
        for (int i = 0; i < fields.length; i++) {
            place(i, fields[i]);
        }
    }

    /** The fields in this order. */
    public static JsonFields of(Field... fields) {
        return new JsonFields(fields);
    }

    /** How many there are. */
    public int size() {
        return names.length;
    }

    /** The path of a field, such as {@code stream_options.include_usage}. */
    public String path(int field) {
        return paths[field];
    }

    int limit(int field) {
        return limits[field];
    }

    boolean removable(int field) {
        return removable[field];
    }

    boolean anyRemovable() {
        for (boolean each : removable) {
            if (each) {
                return true;
            }
        }
        return false;
    }

    boolean hasChildren(int field) {
        return field != NONE && hasChildren[field];
    }

    int longestName() {
        int longest = 0;
        for (byte[] name : names) {
            longest = Math.max(longest, name.length);
        }
        return longest;
    }

    int find(int parent, byte[] name, int length) {
        for (int i = 0; i < names.length; i++) {
            if (parents[i] == parent
                    && names[i].length == length
                    && Arrays.equals(names[i], 0, length, name, 0, length)) {
                return i;
            }
        }
        return NONE;
    }

    private void place(int index, Field field) {
        int dot = field.path().indexOf('.');
        byte[] parent = field.path().substring(0, Math.max(dot, 0)).getBytes(StandardCharsets.US_ASCII);
        paths[index] = field.path();
        limits[index] = field.limit();
        removable[index] = field.removable();
        names[index] = field.path().substring(dot + 1).getBytes(StandardCharsets.US_ASCII);
        parents[index] = NONE;
        if (dot >= 0) {
            int above = find(NONE, parent, parent.length);
            if (above == NONE) {
                throw new IllegalArgumentException("the parent of " + field.path() + " is not listed before it");
            }
            parents[index] = above;
            hasChildren[above] = true;
        }
    }
}
