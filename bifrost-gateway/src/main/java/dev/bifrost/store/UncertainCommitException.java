package dev.bifrost.store;

import java.sql.SQLException;

/** A commit was sent and its answer did not come. */
final class UncertainCommitException extends SQLException {
    private static final long serialVersionUID = 1L;

    UncertainCommitException(String message, Throwable cause) {
        super(message, cause);
    }
}
