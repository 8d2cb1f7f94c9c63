package dev.bifrost.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * One query on its way through a {@link SqliteLane}. Who waits for it may give up at any moment; then it does not commit
 * any more, or it is committing already and the outcome is uncertain.
 */
final class SqliteCall<T extends @Nullable Object> {
    private enum State {
        WAITING,
        RUNNING,
        COMMITTING,
        ABANDONED
    }

    private final Query<T> query;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private State state = State.WAITING;
    private @Nullable Connection connection;

    SqliteCall(Query<T> query) {
        this.query = query;
    }

    /** True if somebody still waits for it. */
    boolean begin() {
        return move(State.WAITING, State.RUNNING);
    }

    /** On the lane's thread. */
    void run(Connection on, boolean commits) throws SQLException {
        attach(on);
        try {
            if (commits) {
                // The driver's own way would begin the next transaction with the commit, and keep all others out.
                SqliteDatabase.run(on, "BEGIN IMMEDIATE");
            }
            T value = query.on(on);
            if (commits) {
                if (!move(State.RUNNING, State.COMMITTING)) {
                    throw new SQLTimeoutException("nobody waits for it any more");
                }
                SqliteDatabase.run(on, "COMMIT");
            }
            outcome.complete(value);
        } finally {
            attach(null);
        }
    }

    void fail(Throwable cause) {
        outcome.completeExceptionally(cause);
    }

    /** On the caller's thread. */
    T await(Duration patience) throws SQLException {
        try {
            return within(patience);
        } catch (TimeoutException e) {
            if (abandon()) {
                throw new SQLTimeoutException("no answer within " + patience.toMillis() + " ms", e);
            }
        } catch (InterruptedException e) {
            abandon();
            Thread.currentThread().interrupt();
            throw new SQLTimeoutException("interrupted", e);
        }
        try {
            return within(patience);
        } catch (TimeoutException | InterruptedException e) {
            throw new UncertainCommitException("the commit did not end within " + patience.toMillis() + " ms", e);
        }
    }

    private T within(Duration patience) throws SQLException, TimeoutException, InterruptedException {
        try {
            return outcome.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            switch (cause) {
                case SQLException known -> throw known;
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new SQLException(String.valueOf(cause), e);
            }
        }
    }

    /** False if it is too late for that. */
    private boolean abandon() {
        lock.lock();
        try {
            if (state == State.COMMITTING) {
                return false;
            }
            state = State.ABANDONED;
            if (connection instanceof SQLiteConnection busy) {
                busy.getDatabase().interrupt();
            }
            return true;
        } catch (SQLException _) {
            return true; // closed, so there is nothing to interrupt
        } finally {
            lock.unlock();
        }
    }

    private boolean move(State from, State to) {
        lock.lock();
        try {
            boolean possible = state == from;
            if (possible) {
                state = to;
            }
            return possible;
        } finally {
            lock.unlock();
        }
    }

    private void attach(@Nullable Connection on) {
        lock.lock();
        try {
            connection = on;
        } finally {
            lock.unlock();
        }
    }
}
