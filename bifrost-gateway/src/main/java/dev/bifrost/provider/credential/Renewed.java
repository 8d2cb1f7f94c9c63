package dev.bifrost.provider.credential;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Something that has to be fetched and expires. It is fetched once however many wait for it, in the background before it
 * expires, and never on the caller's thread.
 */
final class Renewed<T> {
    /** Before it expires, so that callers do not have to wait for the next one. */
    static final Duration EARLY = Duration.ofMinutes(5);

    /** What expires this soon may have expired when it arrives. */
    private static final Duration TOO_SOON = Duration.ofSeconds(10);

    /** Between two fetches, so that a source that fails, or gives what is old already, is not asked at every call. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Where it comes from; may block. */
    @FunctionalInterface
    interface Source<T> {
        Fresh<T> fetch() throws Exception;
    }

    /** What was fetched, and until when it is good; null for as long as one likes. */
    record Fresh<T>(T value, @Nullable Instant until) {}

    private final Source<T> source;
    private final InstantSource clock;
    private final AtomicReference<@Nullable CompletableFuture<T>> fetching = new AtomicReference<>();
    private volatile @Nullable Fresh<T> current;
    private volatile @Nullable IOException failure;
    private volatile Instant pausedUntil = Instant.MIN;

    Renewed(Source<T> source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** Something that is there already and does not expire. */
    static <T> Renewed<T> fixed(T value) {
        Fresh<T> fresh = new Fresh<>(value, null);
        Renewed<T> fixed = new Renewed<>(() -> fresh, InstantSource.system());
        fixed.current = fresh;
        return fixed;
    }

    /** What is at hand and good for now; null if it has to be fetched first. */
    @Nullable
    T atHand() {
        Fresh<T> fresh = current;
        if (fresh == null) {
            return null;
        }
        Instant until = fresh.until();
        if (until == null) {
            return fresh.value();
        }
        Instant now = clock.instant();
        if (now.isAfter(until.minus(TOO_SOON))) {
            return null;
        }
        if (now.isAfter(until.minus(EARLY)) && !now.isBefore(pausedUntil)) {
            fetch();
        }
        return fresh.value();
    }

    /** It, as soon as it is there, on another thread; fails with an {@link IOException}. */
    CompletableFuture<T> fetched() {
        IOException failed = failure;
        if (failed != null && clock.instant().isBefore(pausedUntil)) {
            return CompletableFuture.failedFuture(failed);
        }
        return fetch();
    }

    /** What is at hand is no good; unless it was fetched a moment ago, so that another would be no better. */
    void forget() {
        Fresh<T> fresh = current;
        if (fresh != null && fresh.until() != null && !clock.instant().isBefore(pausedUntil)) {
            current = null;
        }
    }

    private CompletableFuture<T> fetch() {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> other = fetching.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        Fresh<T> fresh = current;
        if (fresh != null
                && (fresh.until() == null
                        || clock.instant().isBefore(fresh.until().minus(EARLY)))) {
            fetching.set(null); // somebody else has just done it
            mine.complete(fresh.value());
            return mine;
        }
        Thread.ofVirtual().name("credentials").start(() -> run(mine));
        return mine;
    }

    private void run(CompletableFuture<T> mine) {
        try {
            Fresh<T> fresh = source.fetch();
            current = fresh;
            failure = null;
            pausedUntil = clock.instant().plus(PAUSE);
            fetching.set(null);
            mine.complete(fresh.value());
        } catch (Throwable e) {
            IOException failed = e instanceof IOException known ? known : new IOException(describe(e), e);
            failure = failed;
            pausedUntil = clock.instant().plus(PAUSE);
            fetching.set(null);
            mine.completeExceptionally(failed);
        }
    }

    private static String describe(Throwable e) {
        return "the credential could not be got: " + e.getClass().getSimpleName();
    }
}
