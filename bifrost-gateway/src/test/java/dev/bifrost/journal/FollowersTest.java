package dev.bifrost.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowersTest {
    @TempDir
    private Path folder;

    private long now = Long.MAX_VALUE - 1000; // runs over

    private Followers followers(long durable, String... names) throws IOException {
        Path cursors = Files.createDirectories(folder.resolve("cursors"));
        for (String name : names) {
            Files.createFile(cursors.resolve(name));
        }
        return new Followers(new Segments(folder, List.of()), new UUID(1, 2), durable, () -> now, _ -> {});
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static long seconds(Followers followers, String name) {
        return followers.lags().stream()
                .filter(lag -> lag.follower().equals(name))
                .findFirst()
                .orElseThrow()
                .seconds();
    }

    @Test
    void lag_ofAFollowerThatIsNeverQuiteThere_staysSmall() throws Exception {
        Followers followers = followers(0);
        try (Follower sink = followers.follow("sink.webhook")) {
            for (long sequence = 1; sequence <= 100_000; sequence++) {
                pass(Duration.ofMillis(10));
                followers.publish(sequence);
                sink.passed(Math.max(0, sequence - 33));
                assertThat(seconds(followers, "sink.webhook")).isZero();
            }
            assertThat(followers.lags().getFirst().entries()).isEqualTo(33);
        }
    }

    @Test
    void lag_ofAFollowerThatStandsStill_isTheAgeOfTheOldestEntryItHasNot() throws Exception {
        Followers followers = followers(0, "down", "archive");
        Follower archive = followers.follow("archive");
        for (int second = 1; second <= 100_000; second++) {
            pass(Duration.ofSeconds(1));
            followers.publish(second);
            if (second % 3600 == 0) {
                archive.passed(second);
            }
        }
        assertThat(seconds(followers, "down")).isBetween(99_998L, 100_000L);
        assertThat(seconds(followers, "archive")).isBetween(2798L, 2798L + 100_000 / 512 + 1);

        followers.forget("down");
        for (int second = 100_001; second <= 100_800; second++) {
            pass(Duration.ofSeconds(1));
            followers.publish(second);
        }
        archive.passed(100_800);
        assertThat(seconds(followers, "archive")).isZero();
        pass(Duration.ofHours(5));
        followers.publish(100_801);
        assertThat(seconds(followers, "archive")).isZero();
        pass(Duration.ofSeconds(7));
        assertThat(seconds(followers, "archive")).isEqualTo(7);
        archive.close();
    }

    @Test
    void lag_ofEntriesFromBeforeTheStart_countsFromTheStart() throws Exception {
        Followers followers = followers(500, "spend");
        pass(Duration.ofSeconds(20));
        followers.publish(501);
        assertThat(seconds(followers, "spend")).isEqualTo(20);
        try (Follower spend = followers.follow("spend")) {
            spend.passed(500);
            assertThat(seconds(followers, "spend")).isZero();
        }
    }
}
