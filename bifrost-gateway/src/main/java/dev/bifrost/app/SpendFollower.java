package dev.bifrost.app;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import dev.bifrost.journal.Entry;
import dev.bifrost.journal.Follower;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.Placed;
import dev.bifrost.quota.Owner;
import dev.bifrost.store.Adjustment;
import dev.bifrost.store.JournalCursor;
import dev.bifrost.store.SpendDelta;
import dev.bifrost.store.Store;
import dev.bifrost.store.StoreFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what calls have cost from the journal to the store, each entry once: the cursor is the store's own and moves in
 * the transaction that counts the entries before it. While the store can not be reached the journal keeps them.
 */
final class SpendFollower implements AutoCloseable {
    private static final String NAME = "spend";
    private static final int MOST = 1000;
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private final Follower follower;
    private final Store store;
    private final Journal journal;
    private final String instance;
    private final Consumer<String> notices;
    private final Semaphore stopped = new Semaphore(0);
    private volatile boolean over;
    private @Nullable Thread thread;

    SpendFollower(Journal journal, Store store, Consumer<String> notices) throws IOException {
        this.store = store;
        this.journal = journal;
        this.instance = journal.recovered().instance().toString();
        this.notices = notices;
        JournalCursor cursor = store.spend().cursor(NAME, instance);
        this.follower = journal.follow(NAME, cursor == null ? 0 : Math.max(0, cursor.sequence()));
    }

    /** Counts everything that is safely in the journal by now. */
    void catchUp() throws IOException, InterruptedException {
        long end = journal.durable();
        while (follower.position() < end) {
            take(follower.read(MOST, Duration.ZERO));
        }
    }

    /** Goes on on a thread of its own. */
    void start() {
        thread = Thread.ofVirtual().name("spend").start(this::run);
    }

    private void run() {
        while (!over) {
            try {
                take(follower.read(MOST, WAIT));
            } catch (StoreFailure e) {
                pause(); // the store tells the operator itself, once
            } catch (IOException | RuntimeException e) {
                notices.accept("spend is not brought from the journal to the store: " + e);
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Tries again after a while, or stops at once when it is over. */
    private void pause() {
        try {
            boolean _ = stopped.tryAcquire(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            over = true;
        }
    }

    private void take(List<Placed> batch) throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        List<SpendDelta> deltas = new ArrayList<>();
        List<Adjustment> adjustments = new ArrayList<>();
        for (Placed placed : batch) {
            if (placed.entry() instanceof Entry.Call(CallRecord call)) {
                add(placed.sequence(), call, deltas);
            } else if (placed.entry() instanceof Entry.Correction correction) {
                adjustments.add(adjustment(placed.sequence(), correction));
            }
        }
        long last = batch.getLast().sequence();
        store.spend().apply(deltas, adjustments, new JournalCursor(NAME, instance, 0, 0, last));
        follower.passed(last);
    }

    private Adjustment adjustment(long sequence, Entry.Correction correction) {
        return new Adjustment(
                instance + ":" + sequence,
                correction.owner(),
                correction.bucket(),
                correction.nanoDollars(),
                correction.reason(),
                "journal",
                correction.time(),
                correction.refersTo());
    }

    private static void add(long sequence, CallRecord call, List<SpendDelta> deltas) {
        for (Owner owner : owners(call)) {
            boolean counted = false;
            for (Attempt attempt : call.attempts()) {
                Usage usage = attempt.usage();
                if (usage != null) {
                    deltas.add(delta(sequence, owner, call, attempt, usage, counted ? 0 : 1));
                    counted = true;
                }
            }
            if (!counted) {
                deltas.add(new SpendDelta(sequence, owner.toString(), call.time(), 0, 0, 1, 0, 0, null, null));
            }
        }
    }

    private static SpendDelta delta(
            long sequence, Owner owner, CallRecord call, Attempt attempt, Usage usage, long calls) {
        Cost cost = attempt.cost();
        long nanos = cost == null ? 0 : cost.nanoDollars();
        return new SpendDelta(
                sequence,
                owner.toString(),
                call.time(),
                nanos,
                usage.estimated() ? nanos : 0,
                calls,
                usage.prompt(),
                usage.completion(),
                attempt.target().provider(),
                attempt.target().model());
    }

    /** Whom a call is charged to. */
    static List<Owner> owners(CallRecord call) {
        List<Owner> owners = new ArrayList<>(3);
        if (call.keyId() != null) {
            owners.add(Owner.key(call.keyId()));
        }
        if (call.team() != null) {
            owners.add(Owner.team(call.team()));
        }
        if (call.organization() != null) {
            owners.add(Owner.organization(call.organization()));
        }
        return owners;
    }

    @Override
    public void close() throws IOException {
        over = true;
        stopped.release();
        if (thread != null) {
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        follower.close();
    }
}
