package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.journal.ChainOf;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.journal.Placed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sinks that gather entries before they write them: the journal must keep what is only gathered. */
class GatheringFeedTest {
    @TempDir
    private Path folder;

    /** Gathers, and writes when it is told to. */
    private static final class Gathering implements Sink {
        final List<Long> gathered = new ArrayList<>();
        final List<Long> written = new ArrayList<>();
        final CountDownLatch wanted;
        long refuseAfter = Long.MAX_VALUE;

        Gathering(int wanted) {
            this.wanted = new CountDownLatch(wanted);
        }

        @Override
        public String name() {
            return "gathering";
        }

        @Override
        public OptionalLong open(UUID instance) {
            gathered.clear();
            return OptionalLong.of(safe());
        }

        @Override
        public void keep(List<Placed> batch) throws SinkFailure {
            for (Placed each : batch) {
                if (each.sequence() > refuseAfter) {
                    refuseAfter = Long.MAX_VALUE;
                    throw new SinkFailure(SinkFailure.Kind.FAULT, "once", null);
                }
                gathered.add(each.sequence());
                wanted.countDown();
            }
        }

        @Override
        public long safe() {
            return written.isEmpty() ? 0 : written.getLast();
        }

        @Override
        public void flush() {
            written.addAll(gathered);
            gathered.clear();
        }

        @Override
        public void upkeep(Instant now) {}

        @Override
        public void close() {}
    }

    private Journal journal() throws Exception {
        JournalSettings settings = new JournalSettings(
                null,
                JournalSettings.Durability.SYNC,
                null,
                new ByteSize(64 << 10),
                new ByteSize(64 << 20),
                JournalSettings.WhenFull.DROP_DELIVERED);
        return Journal.open(settings, folder, InstantSource.system(), System::nanoTime, _ -> {});
    }

    private static void append(Journal journal, int count) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            all.add(done);
            journal.append(ChainOf.record("r" + i), _ -> done.complete(null));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static long lag(Journal journal) {
        return journal.followers().getFirst().entries();
    }

    @Test
    void feed_gatheredAndNotWritten_staysInTheJournalUntilItIs() throws Exception {
        try (Journal journal = journal()) {
            append(journal, 300);
            Gathering sink = new Gathering(300);
            sink.refuseAfter = 200; // in the middle: what was gathered comes again
            Feed feed = new Feed(sink, journal, InstantSource.system(), _ -> {});
            feed.start();
            assertThat(sink.wanted.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(lag(journal)).isEqualTo(journal.durable());

            feed.close();

            assertThat(lag(journal)).isZero();
            assertThat(sink.written).hasSize((int) journal.durable()).isSorted().doesNotHaveDuplicates();
        }
        try (Journal journal = journal()) {
            append(journal, 10);
            Gathering next = new Gathering(10);
            next.written.add(300L); // as it finds it
            Feed feed = new Feed(next, journal, InstantSource.system(), _ -> {});
            feed.start();
            assertThat(next.wanted.await(20, TimeUnit.SECONDS)).isTrue();
            feed.close();
            assertThat(next.written.get(1)).isEqualTo(301);
        }
    }

    @Test
    void feed_gatheredAndLost_isReadAgain() throws Exception {
        try (Journal journal = journal()) {
            append(journal, 100);
            var follower = journal.follow("sink.gathering");
            long read = 0;
            while (read < journal.durable()) {
                read = follower.read(read, 7, Duration.ZERO).getLast().sequence();
            }
            assertThat(follower.position()).isZero();
            follower.passed(40);
            assertThat(follower.read(0, 7, Duration.ZERO).getFirst().sequence()).isEqualTo(41);
            assertThat(follower.read(90, 7, Duration.ZERO).getFirst().sequence())
                    .isEqualTo(91);
            follower.close();
        }
    }
}
