package dev.bifrost.provider;

import dev.bifrost.api.Operation;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a provider can do: what the catalogue or the word {@code dialect} says, changed by {@code surfaces}. */
final class Surfaces {
    private final ProviderSettings settings;
    private final Dialects dialects;
    private final BiConsumer<String, String> problem;

    private Surfaces(ProviderSettings settings, Dialects dialects, BiConsumer<String, String> problem) {
        this.settings = settings;
        this.dialects = dialects;
        this.problem = problem;
    }

    static Offers of(
            ProviderSettings settings,
            @Nullable CatalogueEntry entry,
            Dialects dialects,
            BiConsumer<String, String> problem) {
        return new Surfaces(settings, dialects, problem).offers(entry);
    }

    private Offers offers(@Nullable CatalogueEntry entry) {
        Offers known = known(entry);
        Map<Operation, Surface> changed = new EnumMap<>(Operation.class);
        // Sorted, so that the same configuration always gives the same messages.
        new TreeMap<>(settings.surfaces()).forEach((name, given) -> {
            Operation operation = operation(name);
            if (operation == null) {
                problem.accept("surfaces", "unknown operation '" + name + "'");
                return;
            }
            Surface surface =
                    surface(operation, given, known.standard().surfaces().get(operation));
            if (surface != null) {
                changed.put(operation, surface);
            }
        });
        Set<String> quirks = quirks(known, changed);
        return known.each(offer -> offer.plus(changed).quirky(quirks));
    }

    private Offers known(@Nullable CatalogueEntry entry) {
        String word = settings.dialect();
        if (word != null) {
            Offers offers = dialects.offers(word);
            if (offers != null
                    && offers.standard().surfaces().isEmpty()
                    && settings.surfaces().isEmpty()) {
                problem.accept(
                        "dialect",
                        "'" + word + "' has no paths of its own; give surfaces, such as { chat: { dialect: " + word
                                + ", path: /… } }");
            }
            if (offers != null) {
                return offers;
            }
            problem.accept("dialect", "unknown dialect '" + word + "'; known are " + dialects.words());
        } else if (entry != null) {
            return entry.offers();
        } else if (settings.surfaces().isEmpty() && settings.baseUrl() != null && settings.type() == null) {
            problem.accept(
                    "", "the catalogue does not know this name; give dialect (" + dialects.words() + "), or type");
        }
        return Offers.NOTHING;
    }

    private @Nullable Surface surface(Operation operation, ProviderSettings.Surface given, @Nullable Surface known) {
        // Both of OpenAI's conversations may be called by the name of their maker.
        String dialect = operation == Operation.RESPONSES && given.dialect().equals("openai")
                ? "openai-responses"
                : given.dialect();
        if (!dialects.known(dialect)) {
            problem.accept(
                    "surfaces",
                    "unknown dialect '" + given.dialect() + "' of " + operation.label() + "; known are "
                            + dialects.names(operation));
            return null;
        }
        if (!dialects.has(dialect, operation)) {
            problem.accept(
                    "surfaces",
                    dialect + " has no " + operation.label() + "; these have: " + dialects.names(operation));
            return null;
        }
        Surface surface = located(operation, dialect, given, known);
        Surface own = dialects.surface(dialect, operation);
        if (surface == null) {
            problem.accept("surfaces", dialect + " has no path of its own for " + operation.label() + "; give a path");
        } else if (own != null && own.streamPath() != null && surface.streamPath() == null) {
            problem.accept(
                    "surfaces",
                    "give stream_path beside the path of " + operation.label() + ", because " + dialect
                            + " streams elsewhere");
            return null;
        } else if (malformed(surface.path()) || (surface.streamPath() != null && malformed(surface.streamPath()))) {
            problem.accept(
                    "surfaces", "the path of " + operation.label() + " must begin with a slash and hold no spaces");
            return null;
        }
        return surface;
    }

    private @Nullable Surface located(
            Operation operation, String dialect, ProviderSettings.Surface given, @Nullable Surface known) {
        if (given.path() != null) {
            return new Surface(dialect, given.path(), given.streamPath());
        }
        Surface own = known != null && known.dialect().equals(dialect) ? known : dialects.surface(dialect, operation);
        return own == null || given.streamPath() == null ? own : new Surface(dialect, own.path(), given.streamPath());
    }

    private static boolean malformed(String path) {
        return !path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c == '#' || c > '~');
    }

    /** Words that nobody knows are slips of the pen, unless somebody else's dialect may know them. */
    private Set<String> quirks(Offers known, Map<Operation, Surface> changed) {
        boolean foreign = (settings.dialect() != null && dialects.isAdapter(settings.dialect()))
                || changed.values().stream().anyMatch(surface -> dialects.isAdapter(surface.dialect()))
                || known.standard().surfaces().values().stream()
                        .anyMatch(surface -> dialects.isAdapter(surface.dialect()));
        Set<String> quirks = new HashSet<>();
        for (String word : settings.quirks()) {
            if (foreign || Quirks.known(word)) {
                quirks.add(word);
            } else {
                problem.accept("quirks", "unknown quirk '" + word + "'; known are " + Quirks.list());
            }
        }
        return quirks;
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
