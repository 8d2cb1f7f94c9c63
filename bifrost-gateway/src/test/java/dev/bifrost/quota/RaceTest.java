package dev.bifrost.quota;

import static dev.bifrost.quota.Scene.CENT;
import static dev.bifrost.quota.Scene.KEY;
import static dev.bifrost.quota.Scene.limits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.testing.Seeded;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The narrowest places, each met by two threads at once, many thousand times, at ever different distances. */
class RaceTest {
    private static final int ROUNDS = 10_000;
    private static final Owner PROVIDER = Owner.provider("mistral");

    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reserve_bothWantTheLastCent_oneGetsIt(boolean rolling) {
        BudgetSettings budget = rolling ? Scene.rolling("0.01", Per.DAY) : Scene.dollars("0.01", Per.DAY);
        scene.configure(limits(KEY, budget));
        Call call = scene.enter(KEY);
        var held = new AtomicLong();
        var most = new AtomicLong();
        race(2, round -> {
            if (scene.quota.reserve(call, null, CENT, 0) instanceof Reservation reservation) {
                most.accumulateAndGet(held.addAndGet(CENT), Math::max);
                held.addAndGet(-CENT);
                scene.quota.release(reservation);
            }
        });
        assertThat(most).hasValue(CENT);
        assertThat(scene.budget(KEY).reserved()).isZero();
    }

    @Test
    void settle_whileTheLeaseIsLowered_itIsLoweredInTheEnd() {
        scene.configure(limits(KEY, Scene.dollars("1", Per.DAY)));
        Call call = scene.enter(KEY);
        var held = new AtomicReference<>(scene.reserve(call, CENT));
        var settled = new AtomicLong();
        scene.quota.tick(); // from now on nobody is busy
        race(
                2,
                round -> {
                    if (round % 2 == 0) {
                        scene.quota.tick();
                    } else {
                        scene.quota.settle(held.get(), settled.incrementAndGet() % 2, 0);
                    }
                },
                () -> {
                    scene.quota.tick();
                    scene.quota.tick();
                    assertThat(scene.log.of("key:tenant-12/usd-day"))
                            .as("a restart would find the rest uncertain")
                            .isEqualTo(scene.budget(KEY).spent());
                    held.set(scene.reserve(call, CENT));
                    scene.quota.tick();
                });
    }

    @Test
    void reserve_providerHasOnePlace_whoComesTooLateGivesEverythingBack() {
        scene.configure(
                new OwnerLimits(KEY, List.of(Scene.dollars("1", Per.DAY)), Scene.tokens(1_000_000)),
                limits(PROVIDER, Scene.concurrent(1)));
        Accounts provider = scene.quota.accounts(PROVIDER);
        Call call = scene.enter(KEY);
        race(2, round -> {
            if (scene.quota.reserve(call, provider, CENT, 100) instanceof Reservation reservation) {
                scene.quota.release(reservation);
            }
        });
        assertThat(scene.budget(KEY).reserved()).isZero();
        assertThat(scene.quota.report(KEY).limits().getFirst().remaining()).isEqualTo(1_000_000);
        assertThat(scene.quota.report(PROVIDER).running()).isZero();
    }

    @Test
    void shrink_whileACallReserves_leaseCoversIt() {
        scene.configure(limits(KEY, Scene.dollars("1", Per.DAY)));
        Accounts caller = scene.quota.accounts(KEY);
        Budget budget = caller.current()[0].limits().budgets[0];
        Ledger ledger = budget.ledger(scene.millis.get());
        Call call = scene.enter(KEY);
        var held = new AtomicReference<Outcome>();
        var uncovered = new AtomicInteger();
        race(
                2,
                round -> {
                    if (round % 2 == 0) {
                        ledger.slice().shrink();
                    } else {
                        held.set(scene.quota.reserve(call, null, CENT, 0));
                    }
                },
                () -> {
                    if (held.get() instanceof Reservation reservation) {
                        if (scene.log.of("key:tenant-12/usd-day") < CENT) {
                            uncovered.incrementAndGet();
                        }
                        scene.quota.release(reservation);
                    }
                });
        assertThat(uncovered).hasValue(0);
    }

    @Test
    void release_whileACallBeginsToWait_itIsWoken() {
        scene.configure(limits(KEY, Scene.dollars("0.01", Per.DAY)));
        Call call = scene.enter(KEY);
        var held = new AtomicReference<>(scene.reserve(call, CENT));
        race(2, round -> {
            if (round % 2 == 0) {
                scene.quota.release(held.get());
                return;
            }
            var outcome = new CompletableFuture<Outcome>();
            scene.quota.await(call, null, CENT, 0, scene.loop, outcome::complete);
            held.set((Reservation) outcome.orTimeout(10, TimeUnit.SECONDS).join());
        });
    }

    @Test
    void cancel_whileMoneyIsFreed_nothingStaysReservedOrIsCharged() {
        scene.configure(limits(KEY, Scene.dollars("0.01", Per.DAY)));
        Call holder = scene.enter(KEY);
        var held = new AtomicReference<>(scene.reserve(holder, CENT));
        var call = new AtomicReference<Call>();
        var waiting = new AtomicReference<Waiting>();
        var told = new AtomicReference<CompletableFuture<Outcome>>();
        Runnable begin = () -> {
            call.set(scene.enter(KEY));
            told.set(new CompletableFuture<>());
            waiting.set(scene.quota.await(call.get(), null, CENT, 0, scene.loop, told.get()::complete));
        };
        begin.run();
        race(
                2,
                round -> {
                    if (round % 2 == 0) {
                        scene.quota.release(held.get());
                        return;
                    }
                    if (!waiting.get().cancel()) {
                        Outcome outcome =
                                told.get().orTimeout(10, TimeUnit.SECONDS).join();
                        scene.quota.release((Reservation) outcome);
                    }
                    scene.quota.leave(call.get());
                },
                () -> {
                    assertThat(scene.quota.openReservations()).isZero();
                    assertThat(scene.quota.abandonedReservations()).isZero();
                    assertThat(scene.budget(KEY).spent()).isZero();
                    held.set(scene.reserve(holder, CENT));
                    begin.run();
                });
    }

    @Test
    void release_fromTwoThreads_bothWhoWaitAreWoken() {
        scene.configure(limits(KEY, Scene.dollars("0.02", Per.DAY)));
        Call call = scene.enter(KEY);
        var held = new Reservation[] {scene.reserve(call, CENT), scene.reserve(call, CENT)};
        var woken = new AtomicReferenceArray<Reservation>(2);
        Runnable begin = () -> {
            for (int i = 0; i < 2; i++) {
                int place = i;
                scene.quota.await(call, null, CENT, 0, scene.loop, outcome -> woken.set(place, (Reservation) outcome));
            }
        };
        begin.run();
        race(2, round -> scene.quota.release(held[round % 2]), () -> {
            for (int i = 0; i < 2; i++) {
                held[i] = woken.getAndSet(i, null);
                assertThat(held[i]).as("nobody woke " + i).isNotNull();
            }
            begin.run();
        });
    }

    private static void race(int threads, IntConsumer task) {
        race(threads, task, () -> {});
    }

    /** Each thread gets a number that is the round's twice, and 0 or 1 more; between rounds one does the rest alone. */
    private static void race(int threads, IntConsumer task, Runnable between) {
        Seeded.times(1, random -> {
            SplittableRandom seeds = new SplittableRandom(random.nextLong());
            var failures = new CompletableFuture<Throwable>();
            var gate = new Gate(threads);
            Thread[] running = new Thread[threads];
            for (int i = 0; i < threads; i++) {
                int number = i;
                SplittableRandom own = seeds.split();
                running[i] = Thread.ofPlatform().start(() -> {
                    try {
                        for (int round = 0; round < ROUNDS && !failures.isDone(); round++) {
                            gate.pass(failures);
                            for (int spin = own.nextInt(1 << own.nextInt(9)); spin > 0; spin--) {
                                Thread.onSpinWait();
                            }
                            task.accept(2 * round + number);
                            gate.pass(failures);
                            if (number == 0) {
                                between.run();
                            }
                            gate.pass(failures);
                        }
                    } catch (Throwable e) {
                        failures.complete(e);
                    }
                });
            }
            for (Thread thread : running) {
                join(thread);
            }
            if (failures.isDone()) {
                throw new AssertionError(failures.join());
            }
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets all through at once, without putting anybody to sleep for long. */
    private static final class Gate {
        private final int threads;
        private final AtomicInteger arrived = new AtomicInteger();

        Gate(int threads) {
            this.threads = threads;
        }

        void pass(CompletableFuture<Throwable> failures) {
            int place = arrived.getAndIncrement();
            int all = (place / threads + 1) * threads;
            int spins = 0;
            while (arrived.get() < all && !failures.isDone()) {
                spins++;
                if (spins % 200 == 0) {
                    LockSupport.parkNanos(1000);
                } else {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
