package dev.bifrost.audit;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

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

    /** Whether a question took longer than it may, in a database that answers. */
    public boolean tookTooLong() {
        return switch (getCause()) {
            case SQLTimeoutException _ -> true;
            case SQLiteException error -> error.getResultCode() == SQLiteErrorCode.SQLITE_INTERRUPT;
            case SQLException error -> "57014".equals(error.getSQLState());
            case null, default -> ClickHouseTrouble.code(this) == ClickHouseTrouble.TIMEOUT_EXCEEDED;
        };
    }

    public Kind kind() {
        return kind;
    }
}
