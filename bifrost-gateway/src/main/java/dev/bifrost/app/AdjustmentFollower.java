package dev.bifrost.app;

import dev.bifrost.store.Adjustment;
import dev.bifrost.store.AdjustmentTable;
import dev.bifrost.store.JournalCursor;
import dev.bifrost.store.Store;
import dev.bifrost.store.StoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings credits and corrections from the store into budgets, each once. A gateway starts with the sums that the last one
 * on its journal knew, since that one's leases are above these, and takes what was adjusted since in the same way as what
 * is adjusted while it runs: else a credit given meanwhile would be taken for money that a crash has left uncertain.
 */
final class AdjustmentFollower implements AutoCloseable {
    private static final String NAME = "adjustments";
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final int MOST = 1000;

    private final Store store;
    private final String instance;
    private final Consumer<String> notices;
    private final ReentrantLock configuring;
    private final ReentrantLock looking = new ReentrantLock();
    private final Semaphore stopped = new Semaphore(0);
    private volatile long position;
    private @Nullable Consumer<Adjustment> budgets;

    /**
     * @param instance    the journal's
     * @param configuring is held while budgets are opened, and while they are adjusted
     */
    AdjustmentFollower(Store store, String instance, ReentrantLock configuring, Consumer<String> notices) {
        this.store = store;
        this.instance = instance;
        this.configuring = configuring;
        this.notices = notices;
        JournalCursor cursor = store.spend().cursor(NAME, instance);
        position = cursor == null ? store.adjustments().newest() : cursor.sequence();
        if (cursor == null) {
            remember(position);
        }
    }

    /** The last adjustment that is in the budgets. Changes only while {@code configuring} is held. */
    long position() {
        return position;
    }

    /** Adjusts now, and then on a thread of its own. */
    void start(Consumer<Adjustment> into) {
        budgets = into;
        look();
        Thread.ofVirtual().name(NAME).start(this::run);
    }

    private void run() {
        try {
            while (!stopped.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** When it returns, all that was adjusted before it was called is in force, unless the store can not be asked now. */
    void look() {
        looking.lock();
        try {
            Consumer<Adjustment> into = budgets;
            while (into != null && take(into) == MOST) {}
        } catch (StoreFailure _) {
            // the store tells the operator itself, once
        } catch (RuntimeException e) {
            notices.accept("budgets are not adjusted: " + e);
        } finally {
            looking.unlock();
        }
    }

    /** The position is durable first: after a crash what was adjusted is never taken for money under the old lease. */
    private int take(Consumer<Adjustment> into) {
        List<AdjustmentTable.Numbered> some = store.adjustments().after(position, MOST);
        if (!some.isEmpty()) {
            long last = some.getLast().number();
            remember(last);
            configuring.lock();
            try {
                some.forEach(each -> into.accept(each.adjustment()));
                position = last;
            } finally {
                configuring.unlock();
            }
        }
        return some.size();
    }

    private void remember(long number) {
        store.spend().apply(List.of(), List.of(), new JournalCursor(NAME, instance, 0, 0, number));
    }

    @Override
    public void close() {
        stopped.release();
        looking.lock(); // waits for the one under way
        try {
            budgets = null;
        } finally {
            looking.unlock();
        }
    }
}
