package dev.bifrost.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** A few connections and as many threads that alone use them: a call into SQLite holds up every virtual thread beside it. */
final class SqliteThreads implements AutoCloseable {
    private static final int MOST_WAITING = 32;
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Opening opening;
    private final Identity identity;
    private final ThreadPoolExecutor threads;
    private final Queue<Open> idle = new ConcurrentLinkedQueue<>();

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Opens one. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    /** Another object once the file is another. */
    @FunctionalInterface
    interface Identity {
        Object now() throws SQLException;
    }

    private record Open(Connection connection, Object identity) {}

    SqliteThreads(String name, int width, Opening opening, Identity identity) {
        this.opening = opening;
        this.identity = identity;
        this.threads = new ThreadPoolExecutor(
                width,
                width,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name(name, 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Waits so long, and then breaks off what is under way. */
    <T> T run(Work<T> work, Duration patience) throws SQLException, InterruptedException {
        AtomicReference<@Nullable Connection> busy = new AtomicReference<>();
        FutureTask<T> task = new FutureTask<>(() -> run(work, busy));
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw new SQLException(threads.isShutdown() ? "it is closed" : "too many questions wait", e);
        }
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            abandon(task, busy);
            throw new SQLTimeoutException("no answer within " + patience.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            abandon(task, busy);
            throw e;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case SQLException known -> throw known;
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new SQLException(String.valueOf(e.getCause()), e);
            }
        }
    }

    private <T> T run(Work<T> work, AtomicReference<@Nullable Connection> busy) throws SQLException {
        Object now = identity.now();
        Open open = idle.poll();
        if (open == null || !open.identity.equals(now)) {
            close(open);
            open = new Open(opening.open(), now);
        }
        boolean well = false;
        try {
            busy.set(open.connection);
            T value = work.on(open.connection);
            well = true;
            return value;
        } finally {
            busy.set(null);
            if (well) {
                idle.add(open);
            } else {
                close(open); // opened anew: the disk may be back, or the file replaced
            }
        }
    }

    private static void abandon(FutureTask<?> task, AtomicReference<@Nullable Connection> busy) {
        boolean _ = task.cancel(false);
        try {
            if (busy.get() instanceof SQLiteConnection connection) {
                connection.getDatabase().interrupt();
            }
        } catch (SQLException e) {
            // closed, so there is nothing to interrupt
        }
    }

    private static void close(@Nullable Open open) {
        try {
            if (open != null) {
                open.connection.close();
            }
        } catch (SQLException e) {
            // it is given up
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        for (Open each = idle.poll(); each != null; each = idle.poll()) {
            close(each);
        }
    }
}
