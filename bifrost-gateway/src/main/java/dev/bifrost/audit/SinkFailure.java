package dev.bifrost.audit;

import org.jspecify.annotations.Nullable;

/** A sink could not do what it should; it is tried again. */
public class SinkFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** Who can help. */
    public enum Kind {
        /** It does not answer, or not in time: wait. */
        UNREACHABLE,
        /** It refuses the gateway: credentials, rights, a missing lock. The operator must change something. */
        REFUSED,
        /** It answers, and fails. */
        FAULT
    }

    /** @param message says in a sentence what is wrong, without secrets, and for {@code REFUSED} what to do */
    public SinkFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
