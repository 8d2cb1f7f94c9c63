package dev.bifrost.config;

import dev.bifrost.api.settings.Spelling;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Turns YAML nodes into settings records. What can not be turned is noted, left out, and the rest goes on, so that one
 * run finds every problem.
 */
final class Binder {
    /** Aliases can make a small file mean a large one. */
    private static final int MAX_VALUES = 1_000_000;

    private final Scalars scalars;
    private final Notes notes;
    private int values;

    Binder(Scalars scalars, Notes notes) {
        this.scalars = scalars;
        this.notes = notes;
    }

    /** Null for what was noted as a problem, and for what is empty and may be. */
    @Nullable
    Object bind(Node node, Shape shape, Place place) {
        if (++values > MAX_VALUES) {
            if (values == MAX_VALUES + 1) {
                notes.add(place, "the file stands for more than " + MAX_VALUES + " values; use fewer aliases");
            }
            return null;
        }
        if (node instanceof ScalarNode scalar) {
            return isNull(node) ? empty(shape, place) : scalars.bind(scalar, shape, place);
        }
        if (!node.getTag().equals(node instanceof SequenceNode ? Tag.SEQ : Tag.MAP)) {
            notes.add(place, "tags, such as !name, are not supported");
            return null;
        }
        if (shape instanceof Shape.ListOf list && node instanceof SequenceNode items) {
            return list(items, list, place);
        }
        if (shape instanceof Shape.MapOf map && node instanceof MappingNode entries) {
            return map(entries, map, place);
        }
        if (shape instanceof Shape.Mapping mapping && node instanceof MappingNode entries) {
            return mapping(entries, mapping, place);
        }
        String found = node instanceof SequenceNode ? "a list" : "a mapping";
        notes.add(place, "expected " + shape.expectation() + ", found " + found);
        return null;
    }

    /** A part of which all is commented out is taken for absent; anything else without a value is a slip. */
    private @Nullable Object empty(Shape shape, Place place) {
        if (!mayBeEmpty(shape)) {
            notes.add(place, "has no value; leave the key out, or write " + shape.expectation());
        }
        return null;
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    static boolean mayBeEmpty(Shape shape) {
        return shape instanceof Shape.Mapping
                || (shape instanceof Shape.ListOf list && list.item() instanceof Shape.Mapping);
    }

    private List<Object> list(SequenceNode node, Shape.ListOf shape, Place place) {
        List<Object> bound = new ArrayList<>(node.getValue().size());
        for (int i = 0; i < node.getValue().size(); i++) {
            Node item = node.getValue().get(i);
            Place at = place.item(i, Lines.of(item));
            if (isNull(item)) {
                notes.add(at, "is empty; write " + shape.item().expectation());
                continue;
            }
            Object value = bind(item, shape.item(), at);
            if (value != null) {
                place.adopt(bound.size(), at);
                bound.add(value);
            }
        }
        return bound;
    }

    private Map<String, Object> map(MappingNode node, Shape.MapOf shape, Place place) {
        Map<String, Object> bound = new LinkedHashMap<>();
        for (Entries.Entry entry : Entries.of(node, place, notes)) {
            Place at = place.key(entry.key(), entry.line());
            if (isNull(entry.value())) {
                notes.add(at, "has no value; write " + shape.value().expectation());
                continue;
            }
            Object value = bind(entry.value(), shape.value(), at);
            if (value != null) {
                bound.put(entry.key(), value);
            }
        }
        return bound;
    }

    private @Nullable Object mapping(MappingNode node, Shape.Mapping shape, Place place) {
        @Nullable Object[] arguments = new @Nullable Object[shape.keys().size()];
        for (Entries.Entry entry : Entries.of(node, place, notes)) {
            Shape.Key key = shape.keys().get(entry.key());
            if (key == null) {
                notes.add(entry.line(), place.path(), unknown(entry.key(), shape));
            } else {
                arguments[key.index()] = bind(entry.value(), key.shape(), place.key(key.name(), entry.line()));
            }
        }
        boolean complete = true;
        for (Shape.Key key : shape.keys().values()) {
            if (arguments[key.index()] == null && key.required()) {
                complete = false;
                if (place.child(key.name()) == null) {
                    notes.add(place, "'" + key.name() + "' is missing");
                }
            }
        }
        return complete ? construct(shape, arguments, place) : null;
    }

    private static String unknown(String key, Shape.Mapping shape) {
        return NotYet.has(shape.type(), key)
                ? NotYet.message(key)
                : "unknown key '" + key + "'" + Spelling.hint(key, shape.keys().keySet());
    }

    private @Nullable Object construct(Shape.Mapping shape, @Nullable Object[] arguments, Place place) {
        try {
            return shape.constructor().newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IllegalArgumentException refusal)) {
                throw new IllegalStateException(shape.type() + " may throw only IllegalArgumentException", e);
            }
            String message = String.valueOf(refusal.getMessage());
            notes.add(culprit(shape, message, place), message);
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(shape.type() + " can not be constructed", e);
        }
    }

    /** Constructors begin their messages with the key that they do not like. */
    private static Place culprit(Shape.Mapping shape, String message, Place place) {
        Predicate<String> named = key -> message.startsWith(key + " ");
        Place key = shape.keys().keySet().stream()
                .filter(named)
                .findFirst()
                .map(place::child)
                .orElse(null);
        return key == null ? place : key;
    }
}
