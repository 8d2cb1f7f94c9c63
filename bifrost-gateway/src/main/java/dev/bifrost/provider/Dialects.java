package dev.bifrost.provider;

import dev.bifrost.api.Operation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The dialects that surfaces may name, where each has its operations, and what the short word {@code dialect} means. */
final class Dialects {
    private static final Set<Operation> CLASSIC =
            EnumSet.of(Operation.CHAT, Operation.COMPLETIONS, Operation.EMBEDDINGS, Operation.MODERATIONS);

    /** All that an adapter may be asked for. */
    private static final Set<Operation> CONVERSATIONS =
            EnumSet.of(Operation.CHAT, Operation.RESPONSES, Operation.MESSAGES);

    /** Words that are short for all that the catalogue's provider of that name has. */
    private static final List<String> LIKE_THE_PROVIDER =
            List.of("anthropic", "gemini", "bedrock", "cohere", "replicate");

    private final Catalogue catalogue;
    private final Map<String, Map<Operation, Surface>> adapters;

    /** {@code adapters} are the dialects that somebody else brings, with the surfaces that each has by itself, if any. */
    Dialects(Catalogue catalogue, Map<String, Map<Operation, Surface>> adapters) {
        this.catalogue = catalogue;
        this.adapters = Map.copyOf(adapters);
    }

    /** What {@code dialect} is short for; null if there is no such word. */
    @Nullable
    Offers offers(String word) {
        if (word.equals("openai") || word.equals("openai-responses")) {
            Map<Operation, Surface> surfaces = new EnumMap<>(Operation.class);
            CLASSIC.forEach(operation -> put(surfaces, operation, surface("openai", operation)));
            if (word.equals("openai-responses")) {
                put(surfaces, Operation.RESPONSES, surface(word, Operation.RESPONSES));
            }
            return new Offers(new Offer(List.of(), surfaces, null, Set.of()), List.of());
        }
        CatalogueEntry like = like(word);
        if (like != null) {
            return like.offers();
        }
        Map<Operation, Surface> adapter = adapters.get(word);
        return adapter == null ? null : new Offers(new Offer(List.of(), adapter, null, Set.of()), List.of());
    }

    /** How an endpoint wants its credential that the catalogue does not know; it may also do without. */
    CredentialScheme credential(@Nullable String word) {
        CatalogueEntry like = word == null ? null : like(word);
        if (like == null) {
            return new CredentialScheme.Bearer(false);
        }
        return switch (like.credential()) {
            case CredentialScheme.Header header -> new CredentialScheme.Header(header.name(), false);
            case CredentialScheme.Bearer _, CredentialScheme.Google _, CredentialScheme.None _ ->
                new CredentialScheme.Bearer(false);
            case CredentialScheme.Aws aws -> aws;
        };
    }

    /** Headers without which an endpoint of this kind understands nothing. */
    Map<String, String> headers(@Nullable String word) {
        CatalogueEntry like = word == null ? null : like(word);
        return like == null ? Map.of() : like.headers();
    }

    private @Nullable CatalogueEntry like(String word) {
        return LIKE_THE_PROVIDER.contains(word) ? catalogue.entry(word) : null;
    }

    private static void put(Map<Operation, Surface> surfaces, Operation operation, @Nullable Surface surface) {
        if (surface != null) {
            surfaces.put(operation, surface);
        }
    }

    /** True if surfaces may name it. */
    boolean known(String dialect) {
        return OwnPaths.has(dialect) || isAdapter(dialect);
    }

    /** True if the dialect is somebody else's, of whose quirks nothing is known here. */
    boolean isAdapter(String dialect) {
        return adapters.containsKey(dialect);
    }

    /** True if the dialect has words for the operation. */
    boolean has(String dialect, Operation operation) {
        return isAdapter(dialect)
                ? CONVERSATIONS.contains(operation)
                : OwnPaths.of(dialect).containsKey(operation);
    }

    /** The dialect's own path of an operation; null if it does not have the operation, or no path of its own. */
    @Nullable
    Surface surface(String dialect, Operation operation) {
        Map<Operation, Surface> adapter = adapters.get(dialect);
        if (adapter != null) { // any conversation is had where the one is
            return CONVERSATIONS.contains(operation) ? adapter.get(Operation.CHAT) : null;
        }
        Surface surface = OwnPaths.of(dialect).get(operation);
        return surface == null || surface.path().isEmpty() ? null : surface;
    }

    /** What may stand in {@code dialect}, for messages. */
    String words() {
        Set<String> words = new TreeSet<>(LIKE_THE_PROVIDER);
        words.addAll(List.of("openai", "openai-responses"));
        words.addAll(adapters.keySet());
        return String.join(", ", words);
    }

    /** What may stand in the {@code dialect} of a surface, for messages. */
    String names(Operation operation) {
        Set<String> names = new TreeSet<>(OwnPaths.dialects(operation));
        if (CONVERSATIONS.contains(operation)) {
            names.addAll(adapters.keySet());
        }
        return String.join(", ", names);
    }
}
