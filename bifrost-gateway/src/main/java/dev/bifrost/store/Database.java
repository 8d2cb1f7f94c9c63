package dev.bifrost.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The connections to one kind of database. Every call ends within a few time-outs, whatever the database does. */
sealed interface Database extends AutoCloseable permits SqliteDatabase, PostgresDatabase {

    Sql sql();

    /** Runs something that changes nothing. */
    <T extends @Nullable Object> T read(Query<T> query) throws SQLException;

    /** Runs something in a transaction of its own. */
    <T extends @Nullable Object> T write(Query<T> query) throws SQLException;

    /**
     * A connection outside of all others, in which each statement is a transaction. The caller closes it.
     *
     * @param patience how long a statement may take
     */
    Connection connect(Duration patience) throws SQLException;

    /** What may be done about an error. */
    StoreFailure.Kind kind(SQLException error);

    /** What tells one gateway on this database from all others. */
    Primacy.Claim claim();

    @Override
    void close();
}
