package dev.bifrost.api.dialect;

import dev.bifrost.api.ErrorDetail;
import org.jspecify.annotations.Nullable;

/**
 * A provider's answer that is none: it makes no sense, or says itself that something went wrong. Another target may then be
 * tried, if the client has not yet seen anything of it. No stack trace.
 */
public final class AnswerFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable ErrorDetail error;

    /** It makes no sense. {@code message} says why and goes to the client, so it quotes nothing. */
    public AnswerFault(String message) {
        super(message, null, false, false);
        this.error = null;
    }

    /** It reports an error, which the client is told like one that came with its own status. */
    public AnswerFault(ErrorDetail error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** What the provider says; null if it makes no sense. */
    public @Nullable ErrorDetail error() {
        return error;
    }
}
