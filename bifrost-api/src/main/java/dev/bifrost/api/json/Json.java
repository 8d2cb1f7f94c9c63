package dev.bifrost.api.json;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value. Numbers are kept as they are written, and objects keep the order of their members, so that what is read
 * and written again says the same, byte for byte but for white space and escapes.
 */
public sealed interface Json {
    /** A string. */
    record Str(String value) implements Json {}

    /** A number, as it is written. */
    record Num(String literal) implements Json {
        /** A number. */
        public static Num of(long value) {
            return new Num(Long.toString(value));
        }

        /** A number, which must be finite. */
        public static Num of(double value) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("JSON has no " + value);
            }
            return new Num(
                    value == Math.rint(value) && Math.abs(value) < 1e15
                            ? Long.toString((long) value)
                            : Double.toString(value));
        }

        public double doubleValue() {
            return Double.parseDouble(literal);
        }

        /** Fractions are cut off; what is too large becomes the largest. */
        public long longValue() {
            return isShortInteger() ? Long.parseLong(literal) : (long) doubleValue();
        }

        /** Nearly all are, and reading a fraction costs ten times more. */
        private boolean isShortInteger() {
            int length = literal.length();
            int first = length > 1 && literal.charAt(0) == '-' ? 1 : 0;
            for (int i = first; i < length; i++) {
                if (literal.charAt(i) < '0' || literal.charAt(i) > '9') {
                    return false;
                }
            }
            return length > first && length - first < 19;
        }
    }

    /** A truth value. */
    record Bool(boolean value) implements Json {}

    /** JSON's {@code null}. */
    record Nil() implements Json {}

    /** An array. Grows by {@link #add}; once handed on it is left alone. */
    record Arr(List<Json> items) implements Json {
        public Arr() {
            this(new ArrayList<>());
        }

        /** An array of strings. */
        public static Arr of(Iterable<String> texts) {
            Arr array = new Arr();
            texts.forEach(array::add);
            return array;
        }

        public Arr add(Json item) {
            items.add(item);
            return this;
        }

        public Arr add(String item) {
            return add(new Str(item));
        }

        public boolean isEmpty() {
            return items.isEmpty();
        }

        public int size() {
            return items.size();
        }
    }

    /** An object. Grows by {@link #put}; once handed on it is left alone. */
    record Obj(Map<String, Json> members) implements Json {
        public Obj() {
            this(new LinkedHashMap<>());
        }

        /** Adds a member, or replaces it where it stands; null adds nothing. */
        public Obj put(String name, @Nullable Json value) {
            if (value != null) {
                members.put(name, value);
            }
            return this;
        }

        /** Adds a member; null adds nothing. */
        public Obj put(String name, @Nullable String value) {
            return value == null ? this : put(name, new Str(value));
        }

        public Obj put(String name, long value) {
            return put(name, Num.of(value));
        }

        public Obj put(String name, boolean value) {
            return put(name, new Bool(value));
        }

        /** Adds a member; null adds nothing. */
        public Obj put(String name, @Nullable Boolean value) {
            return value == null ? this : put(name, new Bool(value));
        }

        /** Adds a member whose value may be JSON's {@code null}: null adds that. */
        public Obj putOrNull(String name, @Nullable String value) {
            return put(name, value == null ? new Nil() : new Str(value));
        }

        /** The member; null if there is none, or it is JSON's {@code null}. */
        public @Nullable Json get(String name) {
            Json value = members.get(name);
            return value instanceof Nil ? null : value;
        }

        /** True if there is such a member, even if it is JSON's {@code null}. */
        public boolean has(String name) {
            return members.containsKey(name);
        }

        /** The member if it is a string, else null. */
        public @Nullable String text(String name) {
            return members.get(name) instanceof Str(String value) ? value : null;
        }

        /** The member if it is a string, else that. */
        public String text(String name, String otherwise) {
            return members.get(name) instanceof Str(String value) ? value : otherwise;
        }

        /** The member if it is an object, else null. */
        public @Nullable Obj object(String name) {
            return members.get(name) instanceof Obj value ? value : null;
        }

        /** The items of the member if it is an array, else none. */
        public List<Json> list(String name) {
            return members.get(name) instanceof Arr(List<Json> items) ? items : List.of();
        }

        /** The objects in the member if it is an array, else none. */
        public List<Obj> objects(String name) {
            List<Json> items = list(name);
            if (items.isEmpty()) {
                return List.of();
            }
            List<Obj> objects = new ArrayList<>(items.size());
            for (Json item : items) {
                if (item instanceof Obj object) {
                    objects.add(object);
                }
            }
            return objects;
        }

        /** The member if it is a number, else null. */
        public @Nullable Num number(String name) {
            return members.get(name) instanceof Num value ? value : null;
        }

        /** The member if it is a number, else that. */
        public long number(String name, long otherwise) {
            return members.get(name) instanceof Num value ? value.longValue() : otherwise;
        }

        /** The member if it is a truth value, else null. */
        public @Nullable Boolean bool(String name) {
            return members.get(name) instanceof Bool(boolean value) ? value : null;
        }

        /** True if the member is {@code true}. */
        public boolean isTrue(String name) {
            return members.get(name) instanceof Bool(boolean value) && value;
        }

        public boolean isEmpty() {
            return members.isEmpty();
        }

        /** The members, in order, not to be changed. */
        public Map<String, Json> asMap() {
            return Collections.unmodifiableMap(members);
        }

        /** A shallow copy that can be changed. */
        public Obj copy() {
            return new Obj(new LinkedHashMap<>(members));
        }
    }

    /** Reads one document. */
    static Json read(byte[] json) throws MalformedJson {
        return JsonCodec.read(json, 0, json.length);
    }

    /** Reads one document from before {@code to}. */
    static Json read(byte[] json, int from, int to) throws MalformedJson {
        return JsonCodec.read(json, from, to);
    }

    /** Reads one document. */
    static Json read(String json) throws MalformedJson {
        return JsonCodec.read(json);
    }

    /** Reads one document that must be an object. */
    static Obj readObject(byte[] json, int from, int to) throws MalformedJson {
        if (JsonCodec.read(json, from, to) instanceof Obj object) {
            return object;
        }
        throw new MalformedJson("it is JSON, but no object");
    }

    /** The document without white space, UTF-8. */
    default byte[] bytes() {
        return JsonCodec.bytes(this);
    }

    /** Writes the document without white space, UTF-8. */
    default void writeTo(OutputStream out) {
        JsonCodec.write(this, out);
    }

    /** The document without white space. */
    default String print() {
        return JsonCodec.print(this);
    }
}
