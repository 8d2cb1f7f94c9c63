package dev.bifrost.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Sliding sums against an exact list of what was taken. */
class WindowTest {
    private static final long BUCKET = 1000;
    private static final int COUNT = 60;
    private static final long WINDOW = BUCKET * COUNT;

    private record Taken(long at, long amount) {}

    @Test
    void take_anyTimes_neverExceedsTheLimitInAnyWindowAndNeverRefusesEarly() {
        Seeded.times(300, random -> {
            var window = new Window(BUCKET, COUNT);
            List<Taken> taken = new ArrayList<>();
            long limit = random.nextLong(1, 200);
            long now = random.nextLong(1L << 40);
            for (int i = 0; i < 500; i++) {
                now += pause(random);
                long amount = random.nextLong(1, Math.max(2, limit / 3));
                boolean fit = window.take(amount, limit, now);
                if (fit) {
                    taken.add(new Taken(now, amount));
                    assertThat(since(taken, now - WINDOW)).isLessThanOrEqualTo(limit);
                } else {
                    assertThat(since(taken, now - WINDOW - BUCKET) + amount).isGreaterThan(limit);
                }
            }
        });
    }

    @Test
    void fitsIn_refused_isTheTimeAfterWhichItFitsAndNotBefore() {
        Seeded.times(500, random -> {
            var window = new Window(BUCKET, COUNT);
            long now = random.nextLong(1L << 40);
            for (int i = 0; i < 100; i++) {
                now += pause(random);
                window.take(random.nextLong(1, 10), 100, now);
            }
            long amount = random.nextLong(1, 100);
            if (!window.fits(amount, 100, now)) {
                long wait = window.fitsIn(amount, 100, now);
                assertThat(window.fits(amount, 100, now + wait - 1)).isFalse();
                assertThat(window.fits(amount, 100, now + wait)).isTrue();
            }
        });
    }

    @Test
    void settle_lessOrMoreThanClaimed_countsWhatIsTrueUntilItHasLeft() {
        var window = new Window(BUCKET, COUNT);
        assertThat(window.claim(50, 100, 0)).isTrue();
        assertThat(window.total(WINDOW * 3)).as("a claim does not slide away").isEqualTo(50);

        window.settle(50, 20, WINDOW * 3, WINDOW * 3);

        assertThat(window.total(WINDOW * 4)).isEqualTo(20);
        assertThat(window.total(WINDOW * 4 + BUCKET)).isZero();
    }

    @Test
    void add_giveBackOfWhatHasLeft_isIgnored() {
        var window = new Window(BUCKET, COUNT);
        window.add(30, 0, 0);
        window.add(-30, 0, WINDOW + 2 * BUCKET);
        assertThat(window.total(WINDOW + 2 * BUCKET)).isZero();
    }

    @Test
    void take_manyThreadsAtTheLimit_givesExactlyTheLimit() throws InterruptedException {
        var window = new Window(BUCKET, COUNT);
        var got = new java.util.concurrent.atomic.AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < 20_000; j++) {
                    if (window.take(1, 10_000, j % (int) WINDOW)) {
                        got.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(got).hasValue(10_000);
        assertThat(window.total(WINDOW)).isEqualTo(10_000);
        assertThat(window.total(3 * WINDOW)).as("nothing is stuck").isZero();
    }

    private static long pause(RandomGenerator random) {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextLong(2 * WINDOW);
            case 1, 2, 3 -> random.nextLong(BUCKET);
            case 4 -> BUCKET;
            default -> 0;
        };
    }

    /** After this moment. */
    private static long since(List<Taken> taken, long time) {
        return taken.stream()
                .filter(each -> each.at() > time)
                .mapToLong(Taken::amount)
                .sum();
    }
}
