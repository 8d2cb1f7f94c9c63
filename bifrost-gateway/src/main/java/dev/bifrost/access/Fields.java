package dev.bifrost.access;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Spelling;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the members of a JSON object, each as what it must be. */
record Fields(Json.Obj object, String path) {
    private static final int LONGEST = 500;
    private static final int MOST = 1000;

    /** A member that is not as it must be. */
    static final class Fault extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final String param;

        Fault(String param, String message) {
            super(param.isEmpty() ? message : param + ": " + message);
            this.param = param;
        }

        /** Which, such as {@code budgets[0].usd}. */
        String param() {
            return param;
        }
    }

    Fault fault(String name, String message) {
        return new Fault(path + name, message);
    }

    /** Refuses members of other names. */
    void only(Collection<String> names) {
        for (String name : object.asMap().keySet()) {
            if (!names.contains(name)) {
                String shown = name.length() > 50 ? name.substring(0, 50) + "…" : name;
                throw new Fault(path + shown, "is not known here" + Spelling.hint(shown, names));
            }
        }
    }

    @Nullable
    String text(String name) {
        Json value = object.get(name);
        return value == null ? null : text(value, name);
    }

    private String text(Json value, String name) {
        if (!(value instanceof Json.Str(String text))) {
            throw fault(name, "must be a string");
        }
        if (text.isBlank() || text.length() > LONGEST) {
            throw fault(name, "must have from 1 to " + LONGEST + " characters");
        }
        return text;
    }

    boolean truth(String name) {
        Json value = object.get(name);
        if (value == null || value instanceof Json.Bool) {
            return object.isTrue(name);
        }
        throw fault(name, "must be true or false");
    }

    /** Null if it is absent; empty if it is an empty list. */
    @Nullable
    List<String> texts(String name) {
        List<Json> items = items(name);
        if (items == null) {
            return null;
        }
        List<String> texts = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            texts.add(text(items.get(i), name + '[' + i + ']'));
        }
        return List.copyOf(texts);
    }

    List<Fields> objects(String name) {
        List<Json> items = items(name);
        List<Fields> objects = new ArrayList<>();
        for (int i = 0; items != null && i < items.size(); i++) {
            if (!(items.get(i) instanceof Json.Obj item)) {
                throw fault(name + '[' + i + ']', "must be an object");
            }
            objects.add(new Fields(item, path + name + '[' + i + "]."));
        }
        return objects;
    }

    @Nullable
    List<Json> items(String name) {
        Json value = object.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Json.Arr(List<Json> items))) {
            throw fault(name, "must be an array");
        }
        if (items.size() > MOST) {
            throw fault(name, "may have at most " + MOST + " items");
        }
        return items;
    }

    @Nullable
    Fields inner(String name) {
        Json value = object.get(name);
        if (value != null && !(value instanceof Json.Obj)) {
            throw fault(name, "must be an object");
        }
        return value instanceof Json.Obj inner ? new Fields(inner, path + name + '.') : null;
    }

    Map<String, String> map(String name) {
        Fields inner = inner(name);
        Map<String, String> map = new LinkedHashMap<>();
        if (inner != null) {
            if (inner.object().asMap().size() > MOST) {
                throw fault(name, "may have at most " + MOST + " members");
            }
            inner.object().asMap().forEach((key, value) -> map.put(key, inner.text(value, key)));
        }
        return Map.copyOf(map);
    }

    @Nullable
    BigDecimal amount(String name) {
        Json value = object.get(name);
        return value == null ? null : amount(value, name);
    }

    private BigDecimal amount(Json value, String name) {
        if (!(value instanceof Json.Num(String literal))) {
            throw fault(name, "must be a number");
        }
        BigDecimal amount = literal.length() > 40 ? null : new BigDecimal(literal);
        // With an absurd exponent, computing with it would take for ever.
        if (amount == null || Math.abs((long) amount.scale()) > 40) {
            throw fault(name, "is a number that makes no sense");
        }
        return amount;
    }

    @Nullable
    Long whole(String name) {
        Json value = object.get(name);
        return value == null ? null : whole(value, name);
    }

    long whole(Json value, String name) {
        try {
            return amount(value, name).longValueExact();
        } catch (ArithmeticException _) {
            throw fault(name, "must be a whole number");
        }
    }
}
