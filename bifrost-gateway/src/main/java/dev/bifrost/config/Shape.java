package dev.bifrost.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may stand at one place of the file. The binder and the JSON Schema both follow from it. */
sealed interface Shape {

    /** Any plain value; numbers are taken as they are written. */
    record Text() implements Shape {}

    /** {@code true} or {@code false}. */
    record Truth() implements Shape {}

    /** {@code Integer}, {@code Long}, {@code Double} or {@code BigDecimal}. */
    record Numeric(Class<?> type) implements Shape {
        boolean whole() {
            return type == Integer.class || type == Long.class;
        }
    }

    /** A {@link java.time.Duration}. */
    record Span() implements Shape {}

    /** A {@link java.net.URI} over HTTP. */
    record Address() implements Shape {}

    /** A {@link java.nio.file.Path}, relative to the file's folder. */
    record FilePath() implements Shape {}

    /** An enum, whose constants by their names in lower case. */
    record Choice(Class<?> type, Map<String, Object> constants) implements Shape {}

    /** A type with a factory from text. */
    record Written(Class<?> type, Method factory, String pattern) implements Shape {}

    record ListOf(Shape item) implements Shape {}

    record MapOf(Shape value) implements Shape {}

    /** A record; {@code shortForm} if a plain value may stand for it. */
    record Mapping(
            Class<?> type,
            Constructor<?> constructor,
            Map<String, Key> keys,
            @Nullable Written shortForm) implements Shape {}

    /** One component of a record. {@code index} is its place in the constructor. */
    record Key(String name, int index, Shape shape, boolean required, RecordComponent component) {}

    /** What to write, with an example. */
    default String expectation() {
        return switch (this) {
            case Text _ -> "text";
            case Truth _ -> "true or false";
            case Numeric number -> number.whole() ? "a whole number, such as 3" : "a number, such as 0.5";
            case Span _ -> "a duration, such as 200ms, 5s, 10m, 2h or 365d";
            case Address _ -> "an address, such as https://llm.example.com/v1";
            case FilePath _ -> "the path of a file";
            case Choice choice -> oneOf(choice.constants.keySet().stream().toList());
            case Written _ -> "text";
            case ListOf list ->
                list.item instanceof Mapping mapping
                        ? "a list of mappings, such as '- " + example(mapping) + "'"
                        : "a list, such as [a, b]";
            case MapOf _ -> "a mapping, such as { name: value }";
            case Mapping mapping ->
                "a mapping, such as { " + example(mapping) + " }" + (mapping.shortForm == null ? "" : ", or text");
        };
    }

    private static String oneOf(List<String> words) {
        return words.size() == 1 ? "'" + words.getFirst() + "'" : "one of " + String.join(", ", words);
    }

    private static String example(Mapping mapping) {
        return mapping.keys.keySet().iterator().next() + ": …";
    }
}
