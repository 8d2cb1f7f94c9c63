package dev.bifrost.provider.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RenewedTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicInteger fetches = new AtomicInteger();
    private final Renewed<String> renewed = new Renewed<>(this::next, clock);

    private Renewed.Fresh<String> next() {
        return new Renewed.Fresh<>(
                "t" + fetches.incrementAndGet(), clock.instant().plus(HOUR));
    }

    @Test
    void atHand_beforeTheFirstFetch_isNothing() throws Exception {
        assertThat(renewed.atHand()).isNull();
        assertThat(get(renewed.fetched())).isEqualTo("t1");
        assertThat(renewed.atHand()).isEqualTo("t1");
        assertThat(fetches).hasValue(1);
    }

    @Test
    void fetched_aHundredCallersAtOnce_fetchOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Renewed<String> slow = new Renewed<>(
                () -> {
                    go.await();
                    return next();
                },
                clock);
        List<CompletableFuture<String>> callers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            assertThat(slow.atHand()).isNull();
            callers.add(slow.fetched());
        }
        go.countDown();
        List<Future<String>> late = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                late.add(threads.submit(() -> get(slow.fetched())));
            }
        }

        for (CompletableFuture<String> caller : callers) {
            assertThat(get(caller)).isEqualTo("t1");
        }
        for (Future<String> caller : late) {
            assertThat(caller.get()).isEqualTo("t1");
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void atHand_fiveMinutesBeforeTheEnd_isRenewedInTheBackground() throws Exception {
        get(renewed.fetched());
        clock.advance(HOUR.minus(Duration.ofMinutes(5)).plusSeconds(1));

        assertThat(renewed.atHand()).isIn("t1", "t2");
        get(renewed.fetched());
        assertThat(renewed.atHand()).isEqualTo("t2");
        assertThat(fetches).hasValue(2);
    }

    @Test
    void atHand_pastTheEnd_isNothing() throws Exception {
        get(renewed.fetched());
        clock.advance(HOUR.minusSeconds(5));

        assertThat(renewed.atHand()).isNull();
        assertThat(get(renewed.fetched())).isEqualTo("t2");
    }

    @Test
    void fetched_afterAFailure_failsAtOnceForAWhileAndThenTriesAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Renewed<String> failing = new Renewed<>(
                () -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new IOException("no");
                    }
                    return next();
                },
                clock);

        assertThat(failure(failing.fetched())).isInstanceOf(IOException.class).hasMessage("no");
        assertThat(failure(failing.fetched())).hasMessage("no");
        assertThat(tries).hasValue(1);
        clock.advance(Duration.ofSeconds(6));
        assertThat(get(failing.fetched())).isEqualTo("t1");
    }

    @Test
    void fetched_unexpectedFailure_isAnIOExceptionWithoutItsText() throws Exception {
        Renewed<String> failing = new Renewed<>(
                () -> {
                    throw new IllegalStateException("hunter2");
                },
                clock);

        assertThat(failure(failing.fetched()))
                .isInstanceOf(IOException.class)
                .hasMessage("the credential could not be got: IllegalStateException");
    }

    @Test
    void atHand_renewalFails_staysUntilItEnds() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Renewed<String> failing = new Renewed<>(
                () -> {
                    if (tries.incrementAndGet() > 1) {
                        throw new IOException("no");
                    }
                    return next();
                },
                clock);
        get(failing.fetched());
        clock.advance(HOUR.minus(Duration.ofMinutes(1)));

        assertThat(failing.atHand()).isEqualTo("t1");
        assertThat(failure(failing.fetched())).hasMessage("no");
        assertThat(failing.atHand()).isEqualTo("t1");
        assertThat(tries).hasValue(2);
    }

    @Test
    void forget_afterAWhile_isFetchedAnew() throws Exception {
        get(renewed.fetched());
        renewed.forget();
        assertThat(renewed.atHand()).as("it is new, another would be no better").isEqualTo("t1");

        clock.advance(Duration.ofSeconds(6));
        renewed.forget();
        assertThat(renewed.atHand()).isNull();
        assertThat(get(renewed.fetched())).isEqualTo("t2");
    }

    @Test
    void fixed_always_isAtHand() {
        Renewed<String> fixed = Renewed.fixed("x");

        fixed.forget();
        assertThat(fixed.atHand()).isEqualTo("x");
    }

    private static String get(CompletableFuture<String> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    private static Throwable failure(CompletableFuture<String> future) throws Exception {
        try {
            throw new AssertionError(get(future));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
