package dev.bifrost.app;

import dev.bifrost.audit.content.ContentKeys;
import dev.bifrost.journal.Journal;
import dev.bifrost.store.ContentKeyTable;
import dev.bifrost.store.JournalCursor;
import dev.bifrost.store.Store;
import dev.bifrost.store.StoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings erasures from the store into the journal, at least once each, whoever made them; and has this gateway forget the
 * keys that are destroyed.
 */
final class ErasureFollower implements AutoCloseable {
    private static final String NAME = "erasures";
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final int MOST = 100;
    private static final long PATIENCE = 10;
    private static final int PATIENT_TRIES = 10;
    /** Of so many looks one tries, after that: nobody else can write meanwhile. */
    private static final int SELDOM = 20;

    private final Store store;
    private final Journal journal;
    private final @Nullable ContentKeys keys;
    private final Consumer<String> notices;
    private final ReentrantLock looking = new ReentrantLock();
    private final Semaphore stopped = new Semaphore(0);
    private long position;
    private boolean over;
    private boolean unscrubbed = true; // an erasure may have been made while no gateway ran
    private int tried;
    private boolean told;

    /** {@code keys}: those that are remembered here; null if none are. */
    ErasureFollower(Store store, Journal journal, @Nullable ContentKeys keys, Consumer<String> notices) {
        this.store = store;
        this.journal = journal;
        this.keys = keys;
        this.notices = notices;
        JournalCursor cursor = store.spend().cursor(NAME, instance());
        position = cursor == null ? 0 : cursor.sequence(); // a new journal gets all that the store knows
    }

    private String instance() {
        return journal.recovered().instance().toString();
    }

    /** Looks now and then, on a thread of its own. */
    void start() {
        Thread.ofVirtual().name(NAME).start(this::run);
    }

    private void run() {
        try {
            do {
                look();
            } while (!stopped.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** When it returns, all that was erased before it was called is in the journal, unless the store or the journal fails. */
    void look() {
        looking.lock();
        try {
            List<ContentKeyTable.Erasure> some =
                    over ? List.of() : store.contentKeys().after(position, MOST);
            for (ContentKeyTable.Erasure each : some) {
                write(each);
                position = each.number();
                remember(position);
                unscrubbed = true;
                tried = told ? tried : 0;
            }
            scrub();
        } catch (StoreFailure _) {
            // the store tells the operator itself, once
        } catch (Exception e) {
            notices.accept("an erasure is not in the journal yet, and will be tried again: " + e);
        } finally {
            looking.unlock();
        }
    }

    /** Whoever made an erasure may have been unable to: then this goes on trying. */
    private void scrub() {
        if (!unscrubbed || over || (tried > PATIENT_TRIES && tried++ % SELDOM != 0)) {
            return;
        }
        unscrubbed = !store.contentKeys().scrub();
        if (unscrubbed && ++tried == PATIENT_TRIES && position > 0) {
            told = true;
            notices.accept("erasure: " + Erasure.LEFT + "; trying on");
        } else if (!unscrubbed) {
            if (told) {
                notices.accept("erasure: the destroyed keys are gone from the store's files now");
            }
            tried = 0;
            told = false;
        }
    }

    private void write(ContentKeyTable.Erasure erasure) throws Exception {
        String subject = Ascii.read(erasure.subject());
        if (keys != null) {
            keys.forget(subject);
        }
        var done = new CompletableFuture<Void>();
        boolean _ = journal.erasure(
                subject,
                Ascii.read(erasure.by()),
                Ascii.read(erasure.reason()),
                erasure.time(),
                erasure.keys(),
                fault -> {
                    if (fault == null) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(fault);
                    }
                });
        done.get(PATIENCE, TimeUnit.SECONDS);
    }

    private void remember(long number) {
        store.spend().apply(List.of(), List.of(), new JournalCursor(NAME, instance(), 0, 0, number));
    }

    @Override
    public void close() {
        stopped.release();
        looking.lock(); // waits for the one under way
        try {
            over = true;
        } finally {
            looking.unlock();
        }
    }
}
