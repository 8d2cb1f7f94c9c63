package dev.bifrost.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.Seeded;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is reserved for an answer of which nobody knows the length. */
class ExpectationTest {
    private final Expectation expectation = new Expectation();

    @Test
    void completion_nothingSeen_isTheModelsLimitOr4096() {
        assertThat(expectation.completion("k", "a", 1024)).isEqualTo(1024);
        assertThat(expectation.completion("k", "a", 128_000)).isEqualTo(4096);
        for (int i = 0; i < 19; i++) {
            expectation.seen("k", "a", 5);
        }
        assertThat(expectation.completion("k", "a", 128_000))
                .as("too few to tell")
                .isEqualTo(4096);
        expectation.seen("k", "a", 5);
        assertThat(expectation.completion("k", "a", 128_000)).isEqualTo(5);
        assertThat(expectation.completion("k", "b", 128_000))
                .as("another alias")
                .isEqualTo(4096);
    }

    @Test
    void completion_anyAnswers_isAtLeastThe99thPercentileAndAtMostAQuarterMore() {
        Seeded.times(300, random -> {
            Expectation any = new Expectation();
            long[] seen = new long[random.nextInt(20, 900)];
            for (int i = 0; i < seen.length; i++) {
                seen[i] = (long) Math.exp(random.nextDouble(11)) + 1;
                any.seen("k", "a", seen[i]);
            }
            Arrays.sort(seen);
            long exact = seen[seen.length - 1 - seen.length / 100];
            assertThat(any.completion("k", "a", Long.MAX_VALUE))
                    .isBetween(exact, Math.max(exact + 1, exact * 5 / 4 + 1));
        });
    }

    @Test
    void completion_habitsChange_followsThem() {
        for (int i = 0; i < 5000; i++) {
            expectation.seen("k", "a", 4000);
        }
        for (int i = 0; i < 20_000; i++) {
            expectation.seen("k", "a", 100);
        }
        assertThat(expectation.completion("k", "a", 128_000)).isBetween(100L, 120L);
    }

    @Test
    void buckets_anyNumber_containIt() {
        Seeded.times(2000, random -> {
            long tokens = 1 + random.nextLong(1L << random.nextInt(1, 21));
            int bucket = Sketch.bucket(tokens);
            assertThat((long) Sketch.end(bucket)).isGreaterThanOrEqualTo(tokens);
            if (bucket > 0) {
                assertThat((long) Sketch.end(bucket - 1)).isLessThan(tokens);
            }
        });
        assertThat(Sketch.bucket(Long.MAX_VALUE)).isEqualTo(83);
    }

    @Test
    void seen_moreKeysThanFit_theForgottenAreThoseNobodyUses() {
        for (int i = 0; i < 20; i++) {
            expectation.seen("busy", "a", 7);
        }
        for (int i = 0; i < 100_000; i++) {
            expectation.seen("key " + i, "a", 100);
            if (i % 1000 == 0) {
                assertThat(expectation.completion("busy", "a", 128_000)).isEqualTo(7);
            }
        }
        assertThat(expectation.size()).isLessThanOrEqualTo(Expectation.MOST);
    }
}
