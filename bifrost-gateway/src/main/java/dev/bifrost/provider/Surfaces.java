package dev.bifrost.provider;

import dev.bifrost.api.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a provider can do: what the catalogue or the word {@code dialect} says, changed by {@code surfaces}. */
final class Surfaces {
    private Surfaces() {}

    static Map<Operation, Surface> of(
            ProviderSettings settings, @Nullable CatalogueEntry entry, BiConsumer<String, String> problem) {
        Map<Operation, Surface> surfaces = new EnumMap<>(Operation.class);
        if (settings.dialect() != null) {
            Map<Operation, Surface> known = Dialects.surfaces(settings.dialect());
            if (known == null) {
                problem.accept(
                        "dialect",
                        "unknown dialect '" + settings.dialect() + "'; known are openai and openai-responses");
            } else {
                surfaces.putAll(known);
            }
        } else if (entry != null) {
            surfaces.putAll(entry.surfaces());
        } else if (settings.surfaces().isEmpty() && settings.baseUrl() != null && settings.type() == null) {
            problem.accept(
                    "", "the catalogue does not know this name; give dialect: openai or openai-responses, or type");
        }
        // Sorted, so that the same configuration always gives the same messages.
        new TreeMap<>(settings.surfaces()).forEach((name, given) -> {
            Operation operation = operation(name);
            if (operation == null) {
                problem.accept("surfaces", "unknown operation '" + name + "'");
                return;
            }
            Surface surface = surface(operation, given, surfaces.get(operation), problem);
            if (surface != null) {
                surfaces.put(operation, surface);
            }
        });
        return surfaces;
    }

    private static @Nullable Surface surface(
            Operation operation,
            ProviderSettings.Surface given,
            @Nullable Surface known,
            BiConsumer<String, String> problem) {
        // The short form's second word is a set of surfaces; the dialect of all of them is openai.
        String dialect = given.dialect().equals("openai-responses") ? "openai" : given.dialect();
        if (!Dialects.known(dialect)) {
            problem.accept(
                    "surfaces",
                    "unknown dialect '" + given.dialect() + "' of " + operation.label()
                            + "; known are openai and anthropic");
            return null;
        }
        String path = given.path();
        if (path == null) {
            path = known != null && known.dialect().equals(dialect) ? known.path() : Dialects.path(dialect, operation);
        }
        if (path == null) {
            problem.accept("surfaces", dialect + " has no " + operation.label() + " of its own; give a path");
            return null;
        }
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c == '#' || c > '~')) {
            problem.accept(
                    "surfaces", "the path of " + operation.label() + " must begin with a slash and hold no spaces");
            return null;
        }
        return new Surface(dialect, path);
    }

    private static @Nullable Operation operation(String name) {
        for (Operation operation : Operation.values()) {
            if (operation.label().equals(name)) {
                return operation == Operation.PASSTHROUGH ? null : operation;
            }
        }
        return null;
    }
}
