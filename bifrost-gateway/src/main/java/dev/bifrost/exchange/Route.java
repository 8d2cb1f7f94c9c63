package dev.bifrost.exchange;

import dev.bifrost.api.Operation;
import org.jspecify.annotations.Nullable;

/** What a path asks for. */
public sealed interface Route {

    /** An operation whose request is understood, and may go to any target that has it. */
    record Governed(Operation operation) implements Route {}

    /** The models that the caller may use, or one of them; {@code anthropic}: told in Anthropic's form. */
    record Models(@Nullable String id, boolean anthropic) implements Route {}

    /**
     * A request that is passed on as it is.
     *
     * @param provider to whom; null for the one that {@code x-bifrost-provider} names, else the first of that type
     * @param type     such as {@code openai}
     * @param path     below that provider's base URL, beginning with a slash
     */
    record AsIs(@Nullable String provider, String type, String path) implements Route {}

    /** The operation in whose dialect failures are told. */
    default Operation voice() {
        return switch (this) {
            case Governed governed -> governed.operation();
            case Models models -> models.anthropic() ? Operation.MESSAGES : Operation.CHAT;
            case AsIs asIs -> asIs.type().equals("anthropic") ? Operation.MESSAGES : Operation.CHAT;
        };
    }
}
