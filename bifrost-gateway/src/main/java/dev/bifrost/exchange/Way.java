package dev.bifrost.exchange;

import dev.bifrost.api.Operation;
import dev.bifrost.dialect.Dialects;
import dev.bifrost.dialect.Recast;
import dev.bifrost.dialect.Translator;
import dev.bifrost.provider.Provider;
import dev.bifrost.provider.Surface;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a request reaches a target, and what becomes of its words on the way. */
sealed interface Way {

    /** Where it goes. */
    Surface surface();

    /** The target speaks the client's dialect: bytes are passed on. */
    record Splice(Surface surface) implements Way {}

    /** The target speaks the client's dialect in another envelope: fields and events are passed on. */
    record Repack(Surface surface, Recast recast) implements Way {}

    /** The target speaks another dialect. */
    record Translate(Surface surface, Translator translator) implements Way {}

    /** The way to a model of a provider; null if there is none. */
    static @Nullable Way to(Operation operation, Provider provider, String model, Dialects dialects) {
        return to(operation, provider, model, dialects, true);
    }

    /**
     * The way to a model of a provider; null if there is none.
     *
     * @param passable whether the request is in the words of its operation, so that it may be passed on
     */
    static @Nullable Way to(Operation operation, Provider provider, String model, Dialects dialects, boolean passable) {
        Operation there = operation == Operation.INPUT_TOKENS ? Operation.COUNT_TOKENS : operation;
        Surface exact = provider.surface(there, model);
        if (exact != null) {
            if (passable && dialects.speaks(operation, exact.dialect())) {
                return new Splice(exact);
            }
            Recast recast = dialects.recast(operation, exact.dialect());
            if (passable && recast != null) {
                return new Repack(exact, recast);
            }
            Translator translator = dialects.translator(operation, exact.dialect());
            if (translator != null) {
                return new Translate(exact, translator);
            }
        }
        return Dialects.isConversation(operation) ? byAnother(operation, provider, model, dialects) : null;
    }

    /** A conversation by way of an operation that the client did not ask for. */
    private static @Nullable Way byAnother(Operation operation, Provider provider, String model, Dialects dialects) {
        for (Operation other : order(provider.preferredConversation(model), operation)) {
            Surface surface = provider.surface(other, model);
            Translator translator = surface == null ? null : dialects.translator(operation, surface.dialect());
            if (surface != null && translator != null) {
                return new Translate(surface, translator);
            }
        }
        return null;
    }

    private static List<Operation> order(@Nullable Operation preferred, Operation asked) {
        List<Operation> order = new ArrayList<>(4);
        if (preferred != null) {
            order.add(preferred);
        }
        order.addAll(List.of(Operation.MESSAGES, Operation.CHAT, Operation.RESPONSES));
        order.remove(asked);
        return order;
    }
}
