package dev.bifrost.api.dialect;

import dev.bifrost.api.ErrorDetail;
import org.jspecify.annotations.Nullable;

/** A provider's answer that is none: it makes no sense, or says itself that something went wrong. No stack trace. */
public final class AnswerFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable ErrorDetail error;

    /** It makes no sense. */
    public AnswerFault(String message) {
        super(message, null, false, false);
        this.error = null;
    }

    /** It reports an error. */
    public AnswerFault(ErrorDetail error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** What the provider says; null if it makes no sense. */
    public @Nullable ErrorDetail error() {
        return error;
    }
}
