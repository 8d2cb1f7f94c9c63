package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.AuditSettings.Days;
import dev.bifrost.audit.AuditSettings.Retention;
import dev.bifrost.journal.Follower;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.journal.JournalSettings.Durability;
import dev.bifrost.journal.JournalSettings.WhenFull;
import dev.bifrost.journal.Placed;
import dev.bifrost.journal.Records;
import dev.bifrost.testing.Postgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A gateway's journal, and what brings it to a sink. */
final class Trail implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-24T10:07:00Z");

    final List<String> notices = new CopyOnWriteArrayList<>();
    final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final Path folder;
    Journal journal;

    Trail(Path folder) throws IOException {
        this.folder = folder;
        this.journal = open();
    }

    private Journal open() throws IOException {
        var settings = new JournalSettings(
                null,
                Durability.BATCHED,
                null,
                new ByteSize(16 << 20),
                new ByteSize(2L << 30),
                WhenFull.DROP_DELIVERED);
        return Journal.open(settings, folder, clock(), System::nanoTime, notices::add);
    }

    void reopen() throws IOException {
        journal.close();
        journal = open();
    }

    InstantSource clock() {
        return now::get;
    }

    static SinkSettings settings(String url) {
        return new SinkSettings(
                SinkSettings.Type.POSTGRES,
                null,
                null,
                Secret.of(url),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static AuditSettings keeping(@Nullable String calls, @Nullable String content) {
        Retention retention =
                new Retention(calls == null ? null : Days.parse(calls), content == null ? null : Days.parse(content));
        return AuditSettings.keeping(retention, new ByteSize(1L << 30));
    }

    PostgresSink sink(String database) {
        return sink(Postgres.url(database), Duration.ofSeconds(20));
    }

    PostgresSink sink(String url, Duration answer) {
        return new PostgresSink(settings(url), AuditSettings.standard(), clock(), notices::add, answer);
    }

    /** Starts bringing entries to a sink. */
    Feed feed(Sink sink) throws IOException {
        Feed feed = new Feed(sink, journal, clock(), notices::add);
        feed.start();
        return feed;
    }

    void append(int from, int to) {
        for (int i = from; i < to; i++) {
            append(Records.of("r" + i));
        }
    }

    void append(CallRecord record) {
        until(() -> journal.queued() < 4000);
        assertThat(journal.append(record)).isTrue();
    }

    /** Waits until all that was appended is in the sink. */
    void arrived(Feed feed) {
        flush();
        var done = new CompletableFuture<Void>();
        feed.await(journal.durable(), Duration.ofSeconds(30), late -> {
            if (late == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(new AssertionError(feed.trouble(), late));
            }
        });
        done.join();
    }

    /** Waits until all that was appended is on disk: a lease always is before it counts. */
    void flush() {
        var done = new CompletableFuture<Void>();
        journal.lease("flush", "2026", 0, problem -> {
            if (problem == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(problem);
            }
        });
        done.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Brings everything over, and lets go of the sink. */
    void deliver(PostgresSink sink) throws Exception {
        try (Feed feed = feed(sink)) {
            arrived(feed);
        }
    }

    /** The same at once, without a thread that waits for more. */
    void bring(PostgresSink sink) throws Exception {
        flush();
        try (sink) {
            long kept = sink.open(journal.recovered().instance()).orElseThrow();
            try (Follower follower = journal.follow("brought", kept)) {
                while (follower.position() < journal.durable()) {
                    List<Placed> batch = follower.read(2000, Duration.ZERO);
                    sink.keep(batch);
                    follower.passed(batch.getLast().sequence());
                }
            }
        }
    }

    /** What the sink holds of this journal is all of it, once, and each entry follows the one before. */
    void assertWhole(PostgresSink sink) throws Exception {
        List<Kept> kept = kept(sink);
        assertThat(kept).hasSize((int) journal.durable());
        MessageDigest sha256 = sha256();
        byte[] previous =
                sha256.digest(journal.recovered().instance().toString().getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < kept.size(); i++) {
            Kept each = kept.get(i);
            assertThat(each.sequence()).isEqualTo(i + 1);
            assertThat(each.previous()).isEqualTo(previous);
            sha256.update(previous);
            previous = sha256.digest(each.entry());
            assertThat(each.hash()).isEqualTo(previous);
        }
        assertThat(sink.taken(journal.recovered().instance())).isEqualTo(kept.size());
    }

    List<Kept> kept(PostgresSink sink) throws Exception {
        List<Kept> kept = new ArrayList<>();
        sink.read(each -> {
            if (each.instance().equals(journal.recovered().instance())) {
                kept.add(each);
            }
        });
        return kept;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first field, past everything that is tested. */
    static String one(String database, String sql) {
        try (Connection connection = Postgres.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void until(java.util.function.BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > 30_000_000_000L) {
                throw new AssertionError("has not happened within 30 s");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
