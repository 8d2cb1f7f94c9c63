package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.journal.ChainOf;
import dev.bifrost.journal.Placed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody may do to the place where a sink keeps entries, and that verifying names it. For each kind of sink one class
 * extends this and says how entries are kept and how its rows are replaced behind its back.
 */
public abstract class HoldingTampering {
    /** The entry that is tampered with; it is a call with the request id {@code r5}. */
    protected static final int VICTIM = 5;

    @TempDir
    Path home;

    private final SigningKey key = TestKeys.make();
    private WrittenJournal journal;
    private List<Placed> written;

    /** A folder of its own for each test. */
    protected Path folder() {
        return home;
    }

    /** Keeps entries as the sink does, in one or more batches. */
    protected abstract void keep(List<Placed> entries) throws Exception;

    /** What is kept, as {@code verify} reads it. */
    protected abstract Holding holding() throws Exception;

    /** Puts these in the place of all rows, in this order; what the sink says of how far it has come stays. */
    protected abstract void replace(List<Kept> rows) throws Exception;

    /** Runs SQL behind the sink's back. Throws {@link UnsupportedOperationException} where there is none. */
    protected void behind(String sql) throws Exception {
        throw new UnsupportedOperationException(sql);
    }

    /** Whether the place says how far it had come, so that a cut tail is seen without looking elsewhere. */
    protected boolean saysWhatItTook() {
        return true;
    }

    /** Whether two rows may have the same place. */
    protected boolean keepsOrder() {
        return false;
    }

    /** These rows as a sink's own code takes them. */
    protected static List<Placed> placed(List<Kept> rows) {
        return rows.stream()
                .map(row -> ChainOf.forged(
                        row.instance(), row.sequence(), row.previous(), row.hash(), row.entry(), row.attachment()))
                .toList();
    }

    @BeforeEach
    void write() throws Exception {
        journal = new WrittenJournal(home.resolve("tampered-journal"));
        List<Placed> all = new ArrayList<>(journal.append(IntStream.rangeClosed(1, 9)
                .mapToObj(n -> SampleCalls.call("r" + n).record())
                .toArray(CallRecord[]::new)));
        seal();
        all.addAll(journal.append(SampleCalls.call("late").record()));
        written = List.copyOf(all);
        keep(written);
    }

    private void seal() {
        CompletableFuture<Void> sealed = new CompletableFuture<>();
        boolean _ = journal.journal().seal(key, fault -> {
            if (fault == null) {
                sealed.complete(null);
            } else {
                sealed.completeExceptionally(fault);
            }
        });
        sealed.join();
    }

    @AfterEach
    void closeJournal() throws IOException {
        journal.close();
    }

    private List<Kept> rows() throws Exception {
        List<Kept> rows = new ArrayList<>();
        holding().read(rows::add);
        return rows;
    }

    private ChainCheck.Report verify(@Nullable String shortened) throws Exception {
        SealKeys keys = new SealKeys(List.of(key.publicKey()));
        return verify(keys, shortened == null ? null : new ChainCheck.Shortened(shortened, null, null), false);
    }

    private ChainCheck.Report verify(SealKeys keys, ChainCheck.@Nullable Shortened shortened, boolean late)
            throws Exception {
        return ChainCheck.of(holding(), new ChainCheck.Terms(keys, shortened, late, Set.of(journal.instance())));
    }

    private ChainFinding only() throws Exception {
        ChainCheck.Report report = verify(null);
        assertThat(report.findings()).as("%s", report).hasSize(1);
        return report.findings().getFirst();
    }

    private static Kept with(Kept row, byte[] hash, byte[] entry) {
        return new Kept(row.instance(), row.sequence(), row.previous(), hash, entry, row.attachment());
    }

    private static Kept at(long sequence, Kept row) {
        return new Kept(row.instance(), sequence, row.previous(), row.hash(), row.entry(), row.attachment());
    }

    @Test
    void verify_untouched_isGood() throws Exception {
        ChainCheck.Report report = verify(null);

        assertThat(report.isGood()).as("%s", report).isTrue();
        assertThat(report.entries()).isEqualTo(written.size());
        ChainCheck.Chain chain = report.chains().get(journal.instance());
        assertThat(chain.hash())
                .isEqualTo(HexFormat.of().formatHex(written.getLast().hash()));
        assertThat(chain.sealed()).isEqualTo(10);
    }

    @Test
    void verify_oneFlippedByte_namesTheCall() throws Exception {
        List<Kept> rows = rows();
        byte[] entry = rows.get(VICTIM - 1).entry().clone();
        String text = new String(entry, StandardCharsets.US_ASCII);
        entry[text.indexOf("\"nano_dollars\":1") + 15] = '2';
        rows.set(VICTIM - 1, with(rows.get(VICTIM - 1), rows.get(VICTIM - 1).hash(), entry));
        replace(rows);

        ChainFinding finding = only();

        assertThat(finding.kind()).isEqualTo(ChainFinding.Kind.CHANGED);
        assertThat(finding.sequence()).isEqualTo(VICTIM);
        assertThat(finding.toString()).contains("call r5 of 2026-11-21T12:00:00.123456Z");
    }

    @Test
    void verify_flippedHash_namesTheEntryAndNoOther() throws Exception {
        List<Kept> rows = rows();
        byte[] hash = rows.get(VICTIM - 1).hash().clone();
        hash[0] ^= 1;
        rows.set(
                VICTIM - 1,
                with(rows.get(VICTIM - 1), hash, rows.get(VICTIM - 1).entry()));
        replace(rows);

        assertThat(only().sequence()).isEqualTo(VICTIM);
    }

    @Test
    void verify_oneRemovedRow_namesIt() throws Exception {
        List<Kept> rows = rows();
        rows.remove(VICTIM - 1);
        replace(rows);

        ChainFinding finding = only();

        assertThat(finding.kind()).isEqualTo(ChainFinding.Kind.MISSING);
        assertThat(finding.what()).contains("entry 5 is missing");
    }

    /** Questions are answered from columns, and no hash is of them. */
    @Test
    void verify_anyColumnChanged_namesTheCallAndTheColumn() throws Exception {
        for (CallColumn column : CallColumn.values()) {
            replace(rows());
            String value = switch (column.type()) {
                case TIME -> "NULL";
                case NUMBER -> "77777";
                case TEXT -> "'somebody else'";
                case LABELS -> "{\"app\":\"x\"}";
            };
            try {
                if (column.type() == CallColumn.Type.LABELS) {
                    behind("UPDATE audit_entries SET labels = " + labels(value) + " WHERE sequence = " + VICTIM);
                } else {
                    behind("UPDATE audit_entries SET " + column.column() + " = " + value + " WHERE sequence = "
                            + VICTIM);
                }
            } catch (UnsupportedOperationException e) {
                return; // there are no columns
            }

            ChainFinding finding = only();

            assertThat(finding.sequence()).isEqualTo(VICTIM);
            assertThat(finding.what()).endsWith("is not what the entry says: " + column.column());
        }
    }

    /** Labels as SQL writes them. */
    protected String labels(String json) {
        return "'" + json + "'";
    }

    @Test
    void verify_callHidden_isNamed() throws Exception {
        try {
            behind("UPDATE audit_entries SET kind = 'lease' WHERE sequence = " + VICTIM);
        } catch (UnsupportedOperationException e) {
            return;
        }

        assertThat(only().what()).isEqualTo("it is a call and not shown as one");
    }

    @Test
    void verify_oneSwappedPair_namesBoth() throws Exception {
        List<Kept> rows = rows();
        Kept one = rows.get(VICTIM - 1);
        Kept two = rows.get(VICTIM);
        rows.set(VICTIM - 1, keepsOrder() ? two : at(VICTIM, two));
        rows.set(VICTIM, keepsOrder() ? one : at(VICTIM + 1, one));
        replace(rows);

        ChainFinding finding = only();

        assertThat(finding.kind()).isEqualTo(ChainFinding.Kind.SWAPPED);
        assertThat(List.of(finding.sequence(), finding.what()).toString()).contains("5", "6");
    }

    @Test
    void verify_oneCutTail_isNamed() throws Exception {
        List<Kept> rows = rows();
        Kept last = rows.removeLast();
        replace(rows);

        if (saysWhatItTook()) {
            assertThat(only().kind()).isEqualTo(ChainFinding.Kind.CUT);
            assertThat(only().what()).contains("entry " + last.sequence() + " is gone");
        } else {
            HoldingTrace mine = new HoldingTrace();
            rows.forEach(mine::accept);
            HoldingTrace elsewhere = new HoldingTrace();
            written.forEach(each -> elsewhere.accept(
                    new Kept(each.instance(), each.sequence(), each.previous(), each.hash(), each.bytes(), null)));
            assertThat(mine.compare(elsewhere, "journal", false))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.kind()).isEqualTo(ChainFinding.Kind.CUT));
        }
    }

    @Test
    void verify_oneForeignRow_isNamed() throws Exception {
        List<Kept> rows = rows();
        Kept row = rows.get(VICTIM - 1);
        UUID foreign = new UUID(0xffff_ffff_ffff_ffffL, 1);
        rows.add(new Kept(foreign, 1, null, row.hash(), row.entry(), null));
        replace(rows);

        ChainCheck.Report report = verify("retention");

        assertThat(report.findings())
                .isNotEmpty()
                .allMatch(finding -> finding.instance().equals(foreign));
        assertThat(report.findings()).anyMatch(finding -> finding.kind() == ChainFinding.Kind.FOREIGN);
    }

    @Test
    void verify_wholeChainForgedWithoutTheKey_isNamedByItsSeal() throws Exception {
        List<Kept> rows = rows();
        replace(forged(rows, false));
        assertThat(only().kind()).isEqualTo(ChainFinding.Kind.SEAL);

        replace(forged(rows, true));
        assertThat(only().kind()).isEqualTo(ChainFinding.Kind.SEAL);
        assertThat(only().what()).contains("signature of the seal is wrong");
    }

    /** Everything is hashed anew after a call was made cheaper. */
    private static List<Kept> forged(List<Kept> rows, boolean sealsToo) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        List<Kept> forged = new ArrayList<>();
        byte[] hash = sha256.digest(rows.getFirst().instance().toString().getBytes(StandardCharsets.US_ASCII));
        for (Kept row : rows) {
            String entry = new String(row.entry(), StandardCharsets.US_ASCII);
            if (row.sequence() == VICTIM) {
                entry = entry.replace("\"nano_dollars\":1234567", "\"nano_dollars\":1");
            }
            if (sealsToo && entry.contains("\"kind\":\"seal\"")) {
                Matcher named = Pattern.compile("\"hash\":\"[0-9a-f]+\"").matcher(entry);
                entry = named.replaceFirst("\"hash\":\"" + HexFormat.of().formatHex(hash) + "\"");
            }
            byte[] bytes = entry.getBytes(StandardCharsets.US_ASCII);
            sha256.update(hash);
            byte[] next = sha256.digest(bytes);
            forged.add(new Kept(row.instance(), row.sequence(), hash, next, bytes, null));
            hash = next;
        }
        return forged;
    }

    @Test
    void verify_beginningGone_isFineOnlyIfSomethingExplainsIt() throws Exception {
        replace(rows().subList(4, written.size()));

        assertThat(only().kind()).isEqualTo(ChainFinding.Kind.MISSING);
        ChainCheck.Report explained = verify("they are deleted after 365d");
        assertThat(explained.isGood()).as("%s", explained).isTrue();
        assertThat(explained.notes()).anyMatch(note -> note.contains("1 to 4") && note.contains("365d"));
    }

    /** Retention is no leave to cut what is younger, and "unknown" is no leave to rewrite what stands first. */
    @Test
    void verify_beginningCutBeyondRetention_isMissing() throws Exception {
        SealKeys keys = new SealKeys(List.of(key.publicKey()));
        Instant first = Instant.parse("2026-11-21T12:00:00Z");
        replace(rows().subList(4, written.size()));

        assertThat(verify(keys, new ChainCheck.Shortened("365d", first, first.plusSeconds(60)), false)
                        .isGood())
                .isTrue();
        assertThat(verify(keys, new ChainCheck.Shortened("365d", first, first.minusSeconds(60)), false)
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("too young"));
    }

    @Test
    void verify_firstRowRewrittenWithoutPrevious_isMissing() throws Exception {
        List<Kept> rows = new ArrayList<>(rows().subList(4, written.size()));
        Kept row = rows.getFirst();
        byte[] cheaper = new String(row.entry(), StandardCharsets.US_ASCII)
                .replace("\"nano_dollars\":1234567", "\"nano_dollars\":1")
                .getBytes(StandardCharsets.US_ASCII);
        rows.set(0, new Kept(row.instance(), row.sequence(), null, row.hash(), cheaper, null));
        replace(rows);

        ChainCheck.Report report = verify("they are deleted after 365d");
        assertThat(report.findings()).anyMatch(finding -> finding.what().contains("does not say what stood before"));
    }

    @Test
    void verify_rangeReplacedByAForgedGap_isMissing() throws Exception {
        List<Kept> rows = rows();
        Kept before = rows.get(2);
        String gap = "{\"kind\":\"gap\",\"from\":4,\"to\":6,\"time\":\"2026-11-21T12:00:00Z\"}";
        byte[] bytes = gap.getBytes(StandardCharsets.US_ASCII);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(before.hash());
        Kept forged = new Kept(before.instance(), 4, before.hash(), sha256.digest(bytes), bytes, null);
        rows.subList(3, 6).clear();
        rows.add(3, forged);
        Kept after = rows.get(4);
        rows.set(4, new Kept(after.instance(), 7, null, after.hash(), after.entry(), null));
        replace(rows);

        ChainFinding finding = only();
        assertThat(finding.kind()).isEqualTo(ChainFinding.Kind.MISSING);
        assertThat(finding.what()).contains("4 to 6 are lost");
    }

    @Test
    void verify_gapOfOneEntryAfterARepair_saysThatItIsLostAndBlamesNobodyElse() throws Exception {
        List<Kept> rows = rows();
        Kept before = rows.get(VICTIM - 2);
        byte[] gap = "{\"kind\":\"gap\",\"from\":5,\"to\":5,\"time\":\"2026-11-21T12:00:00Z\"}"
                .getBytes(StandardCharsets.US_ASCII);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(before.hash());
        rows.set(VICTIM - 1, new Kept(before.instance(), VICTIM, before.hash(), sha256.digest(gap), gap, null));
        Kept after = rows.get(VICTIM);
        rows.set(VICTIM, new Kept(after.instance(), VICTIM + 1, null, after.hash(), after.entry(), null));
        replace(rows);

        ChainFinding finding = only();
        assertThat(finding.kind()).isEqualTo(ChainFinding.Kind.MISSING);
        assertThat(finding.what()).contains("entry 5 is lost");
    }

    @Test
    void verify_previousTakenOut_isFoundWhereTheHashIsNotKnown() throws Exception {
        List<Kept> rows = rows();
        rows.remove(VICTIM - 1);
        Kept row = rows.get(VICTIM - 1);
        rows.set(VICTIM - 1, new Kept(row.instance(), row.sequence(), null, row.hash(), row.entry(), null));
        replace(rows);

        assertThat(verify((String) null).findings())
                .anyMatch(finding -> finding.what().contains("so nothing proves it"));
    }

    @Test
    void verify_sinkAddedLater_isFineIfItSaysWhatStoodBefore() throws Exception {
        replace(rows().subList(4, written.size()));

        ChainCheck.Report report = verify(new SealKeys(List.of(key.publicKey())), null, true);

        assertThat(report.isGood()).as("%s", report).isTrue();
        assertThat(report.notes()).anyMatch(note -> note.contains("begins at 5: a sink that was added later"));
    }

    @Test
    void verify_allRowsGone_isMissingIfTheSinkSaysWhatItTook() throws Exception {
        replace(List.of());

        ChainCheck.Report report =
                ChainCheck.of(holding(), new ChainCheck.Terms(SealKeys.none(), null, false, Set.of()));

        assertThat(report.isGood()).isEqualTo(!saysWhatItTook());
    }

    /** A gateway goes on writing between the questions of whoever verifies. */
    @Test
    void verify_entriesKeptMeanwhile_isGood() throws Exception {
        Holding still = holding();
        Holding moving = new Holding() {
            private long asked;

            @Override
            public void read(java.util.function.Consumer<Kept> each) throws SinkFailure, InterruptedException {
                still.read(kept -> {
                    if (kept.sequence() <= written.size() - 1) {
                        each.accept(kept);
                    }
                });
            }

            @Override
            public Long taken(UUID instance) {
                return (long) written.size();
            }

            @Override
            public java.util.Map<UUID, Long> cursors() {
                return java.util.Map.of(journal.instance(), written.size() - 2 + 2 * asked++);
            }
        };
        SealKeys keys = new SealKeys(List.of(key.publicKey()));

        ChainCheck.Report report = ChainCheck.of(moving, new ChainCheck.Terms(keys, null, false, Set.of()));

        assertThat(report.isGood()).as("%s", report).isTrue();
    }

    @Test
    void trace_beginningFarOn_stillCompares() throws Exception {
        HoldingTrace mine = new HoldingTrace();
        HoldingTrace theirs = new HoldingTrace();
        long far = 1L << 30;
        Kept row = rows().getFirst();
        mine.accept(at(far, row));
        mine.accept(at(far + 1, row));
        theirs.accept(at(far, row));
        byte[] other = row.hash().clone();
        other[0] ^= 1;
        theirs.accept(at(far + 1, with(row, other, row.entry())));

        assertThat(mine.last(row.instance())).isEqualTo(far + 1);
        assertThat(mine.compare(theirs, "other", false))
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind()).isEqualTo(ChainFinding.Kind.DIFFERS));
    }

    @Test
    void verify_sealsTakenOut_saysThatNothingIsProven() throws Exception {
        List<Kept> rows = rows();
        int seal = 0;
        while (!new String(rows.get(seal).entry(), StandardCharsets.US_ASCII).contains("\"kind\":\"seal\"")) {
            seal++;
        }
        replace(rows.subList(0, seal));

        assertThat(verify(null).findings()).anyMatch(finding -> finding.what().contains("no seal proves any"));
    }

    @Test
    void verify_sealOfAnotherKey_isNotBelieved() throws Exception {
        SealKeys others = new SealKeys(List.of(TestKeys.make().publicKey()));
        ChainCheck.Report report = ChainCheck.of(holding(), new ChainCheck.Terms(others, null, false, Set.of()));

        assertThat(report.findings()).anyMatch(finding -> finding.what().contains("which is none of those given"));
    }

    /** As the content part makes it: an attachment that the entry names. */
    protected static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
