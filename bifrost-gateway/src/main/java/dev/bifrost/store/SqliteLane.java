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

    /** Where connections lead to. */
    interface Target {
        Connection open(boolean writes) throws SQLException;

        /** Another one once the file was replaced: SQLite itself would go on with what was removed. */
        Object identity() throws SQLException;
    }

    private record Open(Connection connection, Object identity) {}

    private final boolean writes;
    private final Target target;
    private final Duration patience;
    private final ThreadPoolExecutor threads;
    private final Queue<Open> idle = new ConcurrentLinkedQueue<>();

    SqliteLane(String name, int width, boolean writes, Target target, Duration patience) {
        this.writes = writes;
        this.target = target;
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
        Open open = null;
        try {
            open = open();
            call.run(open.connection, writes);
            idle.add(open);
        } catch (Throwable e) {
            giveBack(open, e);
            call.fail(e);
        }
    }

    private Open open() throws SQLException {
        Object identity = target.identity();
        Open open = idle.poll();
        if (open != null && open.identity.equals(identity)) {
            return open;
        }
        close(open);
        return new Open(target.open(writes), identity);
    }

    private void giveBack(@Nullable Open open, Throwable cause) {
        if (open == null) {
            return;
        }
        try {
            if (writes) {
                SqliteDatabase.run(open.connection, "ROLLBACK");
            }
            if (isHarmless(cause)) {
                idle.add(open);
                return;
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
        close(open);
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

    private static void close(@Nullable Open open) {
        try {
            if (open != null) {
                open.connection.close();
            }
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
        for (Open each = idle.poll(); each != null; each = idle.poll()) {
            close(each);
        }
    }
}
