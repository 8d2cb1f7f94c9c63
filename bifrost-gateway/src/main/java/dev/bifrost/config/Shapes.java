package dev.bifrost.config;

import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.Scalar;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the shapes of settings from their records. Each type is looked at once. */
final class Shapes {
    private final Map<Type, Shape> known = new HashMap<>();

    Shapes() {
        known.put(String.class, Shape.Plain.TEXT);
        known.put(Boolean.class, Shape.Plain.TRUTH);
        known.put(Integer.class, Shape.Plain.INTEGER);
        known.put(Long.class, Shape.Plain.LONG);
        known.put(Double.class, Shape.Plain.DOUBLE);
        known.put(BigDecimal.class, Shape.Plain.DECIMAL);
        known.put(Duration.class, Shape.Plain.DURATION);
        known.put(URI.class, Shape.Plain.ADDRESS);
        known.put(Path.class, Shape.Plain.FILE);
    }

    Shape of(Type type) {
        Shape shape = known.get(type);
        if (shape == null) {
            shape = read(type);
            known.put(type, shape);
        }
        return shape;
    }

    private Shape read(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            return parameterized.getRawType() == List.class
                    ? new Shape.ListOf(of(arguments[0]))
                    : new Shape.MapOf(of(arguments[1]));
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return choice(raw);
        }
        Shape.Written written = written(raw);
        if (raw.isRecord() && (written == null || raw.isAnnotationPresent(Describe.class))) {
            return mapping(raw, written);
        }
        if (written == null) {
            throw new IllegalStateException(raw + " is no type of which settings can be made");
        }
        return written;
    }

    private static Shape choice(Class<?> type) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name().toLowerCase(Locale.ROOT), constant);
        }
        return new Shape.Choice(type, constants);
    }

    private static Shape.@Nullable Written written(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            Scalar scalar = method.getAnnotation(Scalar.class);
            if (scalar != null) {
                return new Shape.Written(type, method, scalar.pattern());
            }
        }
        return null;
    }

    private Shape mapping(Class<?> type, Shape.@Nullable Written shortForm) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Map<String, Shape.Key> keys = new LinkedHashMap<>();
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            String name = snake(component.getName());
            keys.put(name, new Shape.Key(this, component, name, i));
        }
        try {
            return new Shape.Mapping(type, type.getConstructor(types), keys, shortForm);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " must be public with its constructor", e);
        }
    }

    /** {@code budgetUsdPerMonth} is written {@code budget_usd_per_month}, {@code keySha256} is {@code key_sha256}. */
    static String snake(String component) {
        var name = new StringBuilder(component.length() + 4);
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (Character.isUpperCase(c)) {
                name.append('_');
            }
            name.append(Character.toLowerCase(c));
        }
        return name.toString();
    }
}
