package dev.bifrost.store;

import org.jspecify.annotations.Nullable;

/** Why the store did not do what it was asked to. The message is for the operator and holds no password. */
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What may be done about it. */
    public enum Kind {
        /** The database is down, frozen, full or busy: nothing was changed, and later it may work. */
        UNAVAILABLE,
        /** The answer to a commit was lost: look whether the change is there before trying again. */
        UNCERTAIN,
        /** Something of that name or id exists, or somebody else changed it first. Nothing was changed. */
        CONFLICT,
        /** The tables are not those of this release, or the account may not use them. */
        SCHEMA,
        /** A statement that can never work. */
        FAULT
    }

    private final Kind kind;

    StoreFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What may be done about it. */
    public Kind kind() {
        return kind;
    }
}
