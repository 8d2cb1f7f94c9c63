package dev.bifrost.config;

import dev.bifrost.api.settings.Required;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may stand at one place of the file. The binder and the JSON Schema both follow from it. */
sealed interface Shape {

    /** A plain value of a kind that Java has. */
    enum Plain implements Shape {
        /** Numbers are taken as they are written. */
        TEXT("text"),
        TRUTH("true or false"),
        INTEGER("a whole number, such as 3"),
        LONG("a whole number, such as 3"),
        DOUBLE("a number, such as 0.5"),
        DECIMAL("a number, such as 0.5"),
        DURATION("a duration, such as 200ms, 5s, 10m, 2h or 365d"),
        /** An address over HTTP. */
        ADDRESS("an address, such as https://llm.example.com/v1"),
        /** Relative to the file's folder. */
        FILE("the path of a file");

        private final String expected;

        Plain(String expected) {
            this.expected = expected;
        }
    }

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

    /** One component of a record. What it holds is looked at when it is needed, so that a start pays for what it uses. */
    final class Key {
        private final Shapes shapes;
        private final RecordComponent component;
        private final String name;
        private final int index;

        Key(Shapes shapes, RecordComponent component, String name, int index) {
            this.shapes = shapes;
            this.component = component;
            this.name = name;
            this.index = index;
        }

        String name() {
            return name;
        }

        /** Its place in the constructor. */
        int index() {
            return index;
        }

        RecordComponent component() {
            return component;
        }

        Shape shape() {
            return shapes.of(component.getGenericType());
        }

        boolean required() {
            return component.isAnnotationPresent(Required.class);
        }
    }

    /** What to write, with an example. */
    default String expectation() {
        return switch (this) {
            case Plain plain -> plain.expected;
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
