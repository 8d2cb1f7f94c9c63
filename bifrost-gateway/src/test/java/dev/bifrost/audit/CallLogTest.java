package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.journal.Placed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallLogTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    @TempDir
    Path folder;

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private final AtomicLong free = new AtomicLong(1L << 40);
    private WrittenJournal journal;
    private CallLog log;

    @BeforeEach
    void open() throws Exception {
        journal = new WrittenJournal(folder.resolve("journal"));
        log = log(16, null);
        assertThat(log.open(journal.instance())).hasValue(0);
    }

    private CallLog log(long megabytes, AuditSettings.@Nullable Retention retention) {
        AuditSettings settings = AuditSettings.keeping(retention, new ByteSize(megabytes << 20));
        InstantSource source = clock::get;
        return new CallLog(folder.resolve("calls.db"), settings, source, free::get);
    }

    @AfterEach
    void close() throws IOException {
        log.close();
        journal.close();
    }

    private List<Kept> kept() throws Exception {
        List<Kept> all = new ArrayList<>();
        log.read(all::add);
        return all;
    }

    private long count(String table) throws Exception {
        return (long) log.query("SELECT count(*) AS n FROM " + table, List.of(), LONG)
                .getFirst()
                .get("n");
    }

    @Test
    void keep_entries_areKeptVerbatim() throws Exception {
        List<Placed> entries = journal.append(
                SampleCalls.call("r1").record(), SampleCalls.call("ü\ud800\0").record());

        log.keep(entries);

        assertThat(kept()).hasSameSizeAs(entries).zipSatisfy(entries, (row, placed) -> {
            assertThat(row.sequence()).isEqualTo(placed.sequence());
            assertThat(row.entry()).isEqualTo(placed.bytes());
            assertThat(row.hash()).isEqualTo(placed.hash());
            assertThat(row.previous()).isEqualTo(placed.previous());
        });
        assertThat(log.taken(journal.instance())).isEqualTo(entries.getLast().sequence());
    }

    @Test
    void keep_sameBatchTwice_countsOnce() throws Exception {
        List<Placed> entries = journal.append(SampleCalls.call("r1").record());

        log.keep(entries);
        log.keep(entries);

        assertThat(kept()).hasSameSizeAs(entries);
        assertThat(log.query("SELECT calls, cost_nanos FROM audit_usage", List.of(), LONG))
                .singleElement()
                .isEqualTo(java.util.Map.of("calls", 1L, "cost_nanos", 1_234_567L));
    }

    @Test
    void open_again_goesOnWhereItWas() throws Exception {
        List<Placed> entries = journal.append(SampleCalls.call("r1").record());
        log.keep(entries);
        log.close();

        log = log(16, null);

        assertThat(log.open(journal.instance())).hasValue(entries.getLast().sequence());
    }

    /** Whoever removes the cursor must not make every call count twice, nor stop the log for good. */
    @Test
    void open_cursorRemoved_goesOnBehindTheLastEntry() throws Exception {
        List<Placed> entries = journal.append(
                SampleCalls.call("r1").record(), SampleCalls.call("r2").record());
        log.keep(entries);
        try (var on = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("calls.db"));
                var statement = on.createStatement()) {
            assertThat(statement.executeUpdate("DELETE FROM audit_cursors")).isEqualTo(1);
        }

        assertThat(log.open(journal.instance())).hasValue(entries.getLast().sequence());
        log.keep(entries);
        assertThat(kept()).hasSameSizeAs(entries);
        assertThat(log.query("SELECT sum(calls) AS n FROM audit_usage", List.of(), LONG))
                .singleElement()
                .isEqualTo(java.util.Map.of("n", 2L));
    }

    @Test
    void open_fileOfAnotherKind_saysWhatToDo() throws Exception {
        log.close();
        Files.writeString(
                folder.resolve("other.db"), "this is no database, and long enough to be seen as none".repeat(99));
        log = new CallLog(folder.resolve("other.db"), AuditSettings.standard(), clock::get, free::get);

        assertThatThrownBy(() -> log.open(journal.instance()))
                .isInstanceOf(SinkFailure.class)
                .hasMessageContaining("move it away");
    }

    @Test
    void keep_fileRemovedMeanwhile_failsAndBeginsAnew() throws Exception {
        log.keep(journal.append(SampleCalls.call("r1").record()));
        for (String end : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("calls.db" + end));
        }
        List<Placed> next = journal.append(SampleCalls.call("r2").record());

        assertThatThrownBy(() -> log.keep(next)).isInstanceOf(SinkFailure.class);
        assertThat(log.open(journal.instance())).hasValue(0);
        log.keep(next);

        assertThat(kept()).hasSameSizeAs(next);
    }

    @Test
    void keep_moreThanFits_staysWithinBoundAndDropsTheOldest() throws Exception {
        String long1 = "x".repeat(2000);
        long last = 0;
        for (int i = 0; i < 20; i++) {
            int round = i;
            CallRecord[] calls = IntStream.range(0, 500)
                    .mapToObj(
                            n -> SampleCalls.call("r" + round + "-" + n + long1).record())
                    .toArray(CallRecord[]::new);
            List<Placed> entries = journal.append(calls);
            log.keep(entries);
            last = entries.getLast().sequence();
            assertThat(sizeOnDisk()).isLessThanOrEqualTo(16L << 20);
        }

        List<Kept> left = kept();
        assertThat(left.getFirst().sequence()).isGreaterThan(1);
        assertThat(left.getLast().sequence()).isEqualTo(last);
        assertThat(left).hasSize((int) (last - left.getFirst().sequence() + 1));
    }

    private long sizeOnDisk() throws IOException {
        long size = 0;
        for (String end : List.of("", "-wal", "-shm")) {
            Path file = folder.resolve("calls.db" + end);
            size += Files.exists(file) ? Files.size(file) : 0;
        }
        return size;
    }

    @Test
    void keep_diskNearlyFull_refusesAndSaysWhatToDo() throws Exception {
        List<Placed> entries = journal.append(SampleCalls.call("r1").record());
        free.set(10 << 20);

        assertThatThrownBy(() -> log.keep(entries))
                .isInstanceOf(SinkFailure.class)
                .hasMessageContaining("10 MB left")
                .hasMessageContaining("max_size");
        free.set(1L << 40);
        log.keep(entries);

        assertThat(kept()).hasSameSizeAs(entries);
    }

    @Test
    void upkeep_retention_deletesABeginningAndGivesPagesBack() throws Exception {
        log.close();
        log = log(64, AuditSettings.Retention.parse("2d"));
        for (int i = 0; i < 6; i++) {
            clock.set(NOW.plus(Duration.ofDays(i)));
            int day = i;
            log.keep(journal.append(IntStream.range(0, 1000)
                    .mapToObj(n -> SampleCalls.call("r" + day + "-" + n)
                            .at(clock.get())
                            .record())
                    .toArray(CallRecord[]::new)));
        }
        long before = pages();

        log.upkeep(clock.get());

        List<Kept> left = kept();
        assertThat(left).hasSize(3003);
        assertThat(left.getFirst().sequence()).isGreaterThan(3000);
        assertThat(pages()).isLessThan(before * 4 / 5);
        assertThat(count("audit_usage")).isLessThanOrEqualTo(4);
        assertThat(log.open(journal.instance())).hasValue(left.getLast().sequence());
    }

    private long pages() throws Exception {
        return (long) log.query("SELECT page_count AS n FROM pragma_page_count", List.of(), LONG)
                .getFirst()
                .get("n");
    }

    @Test
    void keep_clockSetBack_recordedNeverRunsBackwards() throws Exception {
        log.keep(journal.append(SampleCalls.call("r1").record()));
        clock.set(NOW.minusSeconds(3600));
        log.keep(journal.append(SampleCalls.call("r2").record()));

        assertThat(log.query("SELECT DISTINCT recorded FROM audit_entries", List.of(), LONG))
                .singleElement()
                .isEqualTo(java.util.Map.of("recorded", NOW));
    }

    @Test
    void query_endless_isBrokenOffAndTheNextIsAnswered() throws Exception {
        String endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS n FROM n";

        assertThatThrownBy(() -> log.query(endless, List.of(), Duration.ofMillis(100)))
                .isInstanceOfSatisfying(
                        SinkFailure.class, e -> assertThat(e.kind()).isEqualTo(SinkFailure.Kind.UNREACHABLE));
        assertThat(count("audit_entries")).isZero();
    }

    @Test
    void query_thatWrites_isRefused() {
        assertThatThrownBy(() -> log.query("DELETE FROM audit_entries RETURNING 1", List.of(), LONG))
                .isInstanceOf(SinkFailure.class);
    }

    @Test
    void read_besideAWriter_seesAWholeChain() throws Exception {
        List<Placed> first = journal.append(SampleCalls.call("r1").record());
        log.keep(first);
        try (CallLog beside = log(16, null)) {
            List<Kept> seen = new ArrayList<>();
            beside.read(each -> {
                seen.add(each);
                try {
                    log.keep(journal.append(
                            SampleCalls.call("r" + each.sequence()).record()));
                } catch (SinkFailure | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(seen).hasSameSizeAs(first);
        }
    }

    @Test
    void read_withoutFile_saysSo() {
        try (CallLog none = new CallLog(folder.resolve("none.db"), AuditSettings.standard(), clock::get)) {
            assertThatThrownBy(() -> none.read(_ -> {}))
                    .isInstanceOf(SinkFailure.class)
                    .hasMessageContaining("there is no log of calls");
        }
    }
}
