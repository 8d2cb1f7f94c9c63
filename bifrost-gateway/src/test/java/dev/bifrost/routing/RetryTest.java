package dev.bifrost.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.routing.RetrySettings.Backoff;
import dev.bifrost.testing.Seeded;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final Random NEVER_ASKED = new Random() {
        private static final long serialVersionUID = 1L;

        @Override
        public double nextDouble() {
            throw new AssertionError("no jitter, no random");
        }
    };

    @Test
    void delay_exponential_doublesUpToTheLongest() {
        Retry retry = retry(10, Backoff.EXPONENTIAL, 200, 1000, 0);

        assertThat(millis(retry, 1, null)).isEqualTo(200);
        assertThat(millis(retry, 2, null)).isEqualTo(400);
        assertThat(millis(retry, 3, null)).isEqualTo(800);
        assertThat(millis(retry, 4, null)).isEqualTo(1000);
        assertThat(millis(retry, 9, null)).isEqualTo(1000);
    }

    @Test
    void delay_constant_staysTheSame() {
        Retry retry = retry(5, Backoff.CONSTANT, 200, 1000, 0);

        assertThat(millis(retry, 4, null)).isEqualTo(200);
    }

    @Test
    void delay_noTriesLeft_isNone() {
        assertThat(retry(1, Backoff.CONSTANT, 200, 1000, 0).delayNanos(1, null, NEVER_ASKED))
                .isEqualTo(-1);
        assertThat(retry(3, Backoff.CONSTANT, 200, 1000, 0).delayNanos(3, null, NEVER_ASKED))
                .isEqualTo(-1);
    }

    @Test
    void delay_retryAfter_isWaitedForOrThisTargetIsLeft() {
        Retry retry = retry(3, Backoff.CONSTANT, 200, 1000, 0);

        assertThat(millis(retry, 1, Duration.ofMillis(700))).isEqualTo(700);
        assertThat(millis(retry, 1, Duration.ofSeconds(1))).isEqualTo(1000);
        assertThat(millis(retry, 1, Duration.ofMillis(50))).isEqualTo(200);
        assertThat(millis(retry, 1, Duration.ofMillis(-50))).isEqualTo(200);
        assertThat(retry.delayNanos(1, Duration.ofMillis(1001), NEVER_ASKED)).isEqualTo(-1);
        assertThat(retry.delayNanos(1, Duration.ofSeconds(Long.MAX_VALUE), NEVER_ASKED))
                .isEqualTo(-1);
    }

    @Test
    void delay_jitter_staysWithinItsShareAndTheLongest() {
        Seeded.times(300, random -> {
            int failed = random.nextInt(1, 10);
            double jitter = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextDouble();
            long initial = random.nextInt(8) == 0 ? 0 : random.nextLong(10_001);
            long max = random.nextInt(8) == 0 ? 0 : random.nextLong(10_001);
            Retry retry = retry(10, Backoff.EXPONENTIAL, initial, max, jitter);
            double plain = Math.min(initial * Math.pow(2, failed - 1.0), (double) max) * 1e6;

            long delay = retry.delayNanos(failed, null, new Random(random.nextLong()));

            assertThat(delay).isBetween((long) (plain * (1 - jitter)) - 1, (long) (plain * (1 + jitter)) + 1);
            assertThat(delay).isBetween(0L, max * 1_000_000);
        });
    }

    private static long millis(Retry retry, int failed, Duration retryAfter) {
        return retry.delayNanos(failed, retryAfter, NEVER_ASKED) / 1_000_000;
    }

    private static Retry retry(int attempts, Backoff backoff, long initial, long max, double jitter) {
        return Retry.of(
                new RetrySettings(attempts, backoff, Duration.ofMillis(initial), Duration.ofMillis(max), jitter));
    }
}
