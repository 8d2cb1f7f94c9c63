package dev.bifrost.app;

import dev.bifrost.audit.SigningKey;
import dev.bifrost.journal.Journal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Signs the chain when the gateway starts, every hour, and when it ends. */
final class SealClock implements AutoCloseable {
    static final Duration EVERY = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Journal journal;
    private final SigningKey key;
    private final Duration every;
    private final Consumer<String> notices;
    private final Semaphore stopped = new Semaphore(0);

    /** @param notices takes what the operator should know */
    SealClock(Journal journal, SigningKey key, Duration every, Consumer<String> notices) {
        this.journal = journal;
        this.key = key;
        this.every = every;
        this.notices = notices;
    }

    /** Goes on on a thread of its own. */
    void start() {
        Thread.ofVirtual().name("seal").start(this::run);
    }

    private void run() {
        try {
            do {
                seal();
            } while (!stopped.tryAcquire(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void seal() throws InterruptedException {
        byte[] _ = key.sign(new byte[0]); // the first signature takes long, and the journal's thread must not wait for it
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean _ = journal.seal(key, fault -> {
            if (fault == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(fault);
            }
        });
        try {
            done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() instanceof IOException known ? known : e;
            notices.accept("the journal was not sealed, which is tried again in an hour: " + cause);
        }
    }

    /** Before the journal is closed. */
    @Override
    public void close() {
        stopped.release();
        try {
            seal();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
