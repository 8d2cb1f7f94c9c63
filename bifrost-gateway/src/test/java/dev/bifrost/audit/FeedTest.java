package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.audit.SinkFailure.Kind;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.Placed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an auditor would miss if a sink's troubles lost an entry, and what a caller would feel if they reached it. */
@Timeout(60)
class FeedTest {
    @TempDir
    private Path folder;

    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());

    /** Keeps sequences, and fails as it is told. */
    private static class Remembering implements Sink {
        final List<Long> kept = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger failures = new AtomicInteger();
        volatile OptionalLong position = OptionalLong.of(0);
        volatile Kind kind = Kind.UNREACHABLE;

        @Override
        public String name() {
            return "house";
        }

        @Override
        public OptionalLong open(UUID instance) throws SinkFailure {
            return position;
        }

        @Override
        public void keep(List<Placed> batch) throws SinkFailure, InterruptedException {
            // Half of the batch is there when it fails: what comes again must not come twice.
            int most = failures.get() > 0 ? batch.size() / 2 : batch.size();
            for (Placed each : batch.subList(0, most)) {
                if (each.sequence() > position.orElse(0)) {
                    kept.add(each.sequence());
                    position = OptionalLong.of(each.sequence());
                }
            }
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new SinkFailure(kind, "it is not in the mood", null);
            }
        }

        @Override
        public void close() {}
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static @Nullable Throwable await(Feed feed, long sequence, Duration patience) {
        CompletableFuture<@Nullable Throwable> done = new CompletableFuture<>();
        feed.await(sequence, patience, done::complete);
        return done.join();
    }

    private Feed feed(Sink sink, Journal journal) throws IOException {
        return new Feed(sink, journal, InstantSource.system(), notices::add);
    }

    @Test
    void sink_failsInBetween_getsEveryEntryOnceAndInOrder() throws Exception {
        Remembering sink = new Remembering();
        sink.failures.set(3);
        try (Journal journal = Journals.open(folder);
                Feed feed = feed(sink, journal)) {
            Journals.append(journal, "a", 50);
            feed.start();
            assertThat(await(feed, journal.durable(), Duration.ofSeconds(30))).isNull();
            assertThat(sink.kept).isEqualTo(upTo(journal.durable()));
            assertThat(feed.state().retries()).isEqualTo(3);
            assertThat(feed.trouble()).isNull();
        }
        assertThat(notices)
                .containsExactly(
                        "the sink 'house' takes no entries, the journal keeps them: it is not in the mood",
                        "the sink 'house' takes entries again");
    }

    @Test
    void sink_isDown_lagIsSeenAndNothingIsDroppedForTheNextStart() throws Exception {
        Remembering sink = new Remembering();
        sink.failures.set(Integer.MAX_VALUE);
        try (Journal journal = Journals.open(folder)) {
            Feed feed = feed(sink, journal);
            Journals.append(journal, "a", 10);
            feed.start();
            assertThat(await(feed, journal.durable(), Duration.ofMillis(300)))
                    .hasMessage("the sink 'house' has not taken it");
            assertThat(feed.state().lagEntries()).isEqualTo(journal.durable());
            assertThat(feed.state().trouble()).contains("it is not in the mood");
            feed.close();
        }
        sink.failures.set(0);
        try (Journal journal = Journals.open(folder);
                Feed feed = feed(sink, journal)) {
            feed.start();
            assertThat(await(feed, journal.durable(), Duration.ofSeconds(30))).isNull();
            assertThat(sink.kept).isEqualTo(upTo(journal.durable()));
        }
    }

    @Test
    void close_entriesWaiting_bringsThemOver() throws Exception {
        Remembering sink = new Remembering();
        try (Journal journal = Journals.open(folder)) {
            Feed feed = feed(sink, journal);
            feed.start();
            Journals.append(journal, "a", 500);
            feed.close();
            assertThat(sink.kept).isEqualTo(upTo(journal.durable()));
        }
    }

    @Test
    void sink_wasRestoredFromABackup_getsAgainWhatItLost() throws Exception {
        Remembering sink = new Remembering();
        try (Journal journal = Journals.open(folder)) {
            Journals.append(journal, "a", 20);
            Feed feed = feed(sink, journal);
            feed.start();
            assertThat(await(feed, journal.durable(), Duration.ofSeconds(30))).isNull();
            feed.close();
        }
        sink.position = OptionalLong.of(5);
        sink.kept.subList(5, sink.kept.size()).clear();
        try (Journal journal = Journals.open(folder);
                Feed feed = feed(sink, journal)) {
            feed.start();
            assertThat(await(feed, journal.durable(), Duration.ofSeconds(30))).isNull();
            assertThat(sink.kept).isEqualTo(upTo(journal.durable()));
        }
    }

    @Test
    void require_sinkRefuses_saysWhatToChange() throws Exception {
        Sink sink = new Remembering() {
            @Override
            public OptionalLong open(UUID instance) throws SinkFailure {
                throw new SinkFailure(Kind.REFUSED, "the password is wrong", null);
            }
        };
        try (Journal journal = Journals.open(folder);
                Feed feed = feed(sink, journal)) {
            assertThatThrownBy(feed::require)
                    .isInstanceOf(IOException.class)
                    .hasMessage("the sink 'house' is required, and can not be used: the password is wrong");
        }
    }

    @Test
    void close_sinkIsFrozen_endsAllTheSame() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Sink sink = new Remembering() {
            @Override
            public void keep(List<Placed> batch) throws InterruptedException, SinkFailure {
                released.await();
                throw new SinkFailure(Kind.UNREACHABLE, "closed", null);
            }

            @Override
            public void close() {
                released.countDown();
            }
        };
        try (Journal journal = Journals.open(folder);
                Feed feed = feed(sink, journal)) {
            feed.start();
            Journals.append(journal, "a", 1);
        }
        assertThat(released.getCount()).as("the sink was told to end").isZero();
    }

    @Test
    void sink_failsWithAnError_goesOnLater() throws Exception {
        AtomicInteger errors = new AtomicInteger(2);
        Remembering sink = new Remembering() {
            @Override
            public void keep(List<Placed> batch) throws SinkFailure, InterruptedException {
                if (errors.getAndDecrement() > 0) {
                    throw new NoClassDefFoundError("some/Driver");
                }
                super.keep(batch);
            }
        };
        try (Journal journal = Journals.open(folder);
                Feed feed = feed(sink, journal)) {
            Journals.append(journal, "a", 5);
            feed.start();
            assertThat(await(feed, journal.durable(), Duration.ofSeconds(30))).isNull();
            assertThat(sink.kept).isEqualTo(upTo(journal.durable()));
        }
        assertThat(notices).first().asString().contains("NoClassDefFoundError", "some/Driver");
    }

    @Test
    void upkeepApart_takesLong_holdsNoEntryUpAndIsNotBegunTwice() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger upkeeps = new AtomicInteger();
        Remembering sink = new Remembering() {
            @Override
            public boolean upkeepApart() {
                return true;
            }

            @Override
            public Duration upkeepEvery() {
                return Duration.ZERO;
            }

            @Override
            public void upkeep(Instant now) throws InterruptedException {
                upkeeps.incrementAndGet();
                begun.countDown();
                released.await();
            }

            @Override
            public void close() {
                released.countDown();
            }
        };
        try (Journal journal = Journals.open(folder);
                Feed feed = feed(sink, journal)) {
            feed.start();
            begun.await();
            for (int i = 0; i < 3; i++) {
                Journals.append(journal, "a" + i, 5);
                assertThat(await(feed, journal.durable(), Duration.ofSeconds(30)))
                        .isNull();
            }
            assertThat(upkeeps).hasValue(1);
        }
        assertThat(notices).isEmpty();
    }
}
