package dev.bifrost.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A few connections to the file, and as many threads that alone use them: a call into SQLite can not be interrupted
 * while the disk does not answer, and would hold up every virtual thread beside it.
 */
final class SqliteLane implements AutoCloseable {
    private static final int MOST_WAITING = 1_000;

    /** Opens a connection. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    private final boolean writes;
    private final Opening opening;
    private final Duration patience;
    private final ThreadPoolExecutor threads;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

    SqliteLane(String name, int width, boolean writes, Opening opening, Duration patience) {
        this.writes = writes;
        this.opening = opening;
        this.patience = patience;
        this.threads = new ThreadPoolExecutor(
                width,
                width,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name(name, 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    <T extends @Nullable Object> T call(Query<T> query) throws SQLException {
        SqliteCall<T> call = new SqliteCall<>(query);
        try {
            threads.execute(() -> run(call));
        } catch (RejectedExecutionException e) {
            throw new SQLException(threads.isShutdown() ? "the store is closed" : MOST_WAITING + " calls wait", e);
        }
        return call.await(patience);
    }

    private void run(SqliteCall<?> call) {
        if (!call.begin()) {
            return;
        }
        Connection connection = null;
        try {
            connection = idle.poll();
            if (connection == null) {
                connection = opening.open();
            }
            call.run(connection, writes);
            idle.add(connection);
        } catch (Throwable e) {
            giveBack(connection, e);
            call.fail(e);
        }
    }

    private void giveBack(@Nullable Connection connection, Throwable cause) {
        if (connection == null) {
            return;
        }
        try {
            if (writes) {
                connection.rollback();
            }
            if (isHarmless(cause)) {
                idle.add(connection);
                return;
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
        close(connection);
    }

    /** After a trouble of the file's own the connection is opened anew: the disk may be back, or the file replaced. */
    private static boolean isHarmless(Throwable cause) {
        if (!(cause instanceof SQLiteException trouble)) {
            return true;
        }
        int code = trouble.getResultCode().code & 0xff;
        return code == SQLiteErrorCode.SQLITE_CONSTRAINT.code
                || code == SQLiteErrorCode.SQLITE_BUSY.code
                || code == SQLiteErrorCode.SQLITE_INTERRUPT.code
                || code == SQLiteErrorCode.SQLITE_ERROR.code;
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException _) {
            // it is given up
        }
    }

    /** Waits for calls under way, as long as one of them may take. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        for (Connection each = idle.poll(); each != null; each = idle.poll()) {
            close(each);
        }
    }
}
