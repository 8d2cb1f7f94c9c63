package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import dev.bifrost.api.Operation;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider can do with its models, or with some of them.
 *
 * @param models                which models; empty for all that no other offer names
 * @param surfaces              the operations, and how they are reached
 * @param preferredConversation to which operation another dialect's conversation is best translated; null if it does
 *                              not matter
 * @param quirks                where it departs from its dialects, see {@link Quirks}
 */
public record Offer(
        List<Glob> models,
        Map<Operation, Surface> surfaces,
        @Nullable Operation preferredConversation,
        Set<String> quirks) {

    /** Nothing at all. */
    static final Offer NOTHING = new Offer(List.of(), Map.of(), null, Set.of());

    /** Keeps what it is given as it is now. */
    public Offer {
        models = List.copyOf(models);
        surfaces = Map.copyOf(surfaces);
        quirks = Set.copyOf(quirks);
    }

    /** True if it is for this model. */
    boolean covers(String model) {
        for (Glob glob : models) {
            if (glob.matches(model)) {
                return true;
            }
        }
        return false;
    }

    /** The same with other surfaces. */
    Offer with(Map<Operation, Surface> others) {
        return new Offer(models, others, preferredConversation, quirks);
    }

    /** The same with these surfaces besides, or instead of those for the same operations. */
    Offer plus(Map<Operation, Surface> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<Operation, Surface> all = new EnumMap<>(Operation.class);
        all.putAll(surfaces);
        all.putAll(more);
        return with(all);
    }

    /** The same with these quirks besides. */
    Offer quirky(Set<String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Set<String> all = new HashSet<>(quirks);
        all.addAll(more);
        return new Offer(models, surfaces, preferredConversation, all);
    }

    /** The same with the parameters of its paths filled in. */
    Offer filled(Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return this;
        }
        Map<Operation, Surface> filled = new EnumMap<>(Operation.class);
        surfaces.forEach((operation, surface) -> filled.put(operation, surface.with(parameters)));
        return with(filled);
    }
}
