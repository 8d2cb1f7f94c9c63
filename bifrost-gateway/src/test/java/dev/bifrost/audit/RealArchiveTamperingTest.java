package dev.bifrost.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.Bucket.Content;
import dev.bifrost.audit.BucketXml.Mark;
import dev.bifrost.audit.SinkSettings.Lock;
import dev.bifrost.audit.SinkSettings.Mode;
import dev.bifrost.audit.SinkSettings.ObjectLock;
import dev.bifrost.journal.Placed;
import dev.bifrost.testing.RealBuckets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What somebody may do to a real S3: with the right to write, which every gateway has, and with the right to delete what
 * GOVERNANCE locks.
 */
@Tag("sinks")
@EnabledIfSystemProperty(
        named = "bifrost.sinks",
        matches = "true",
        disabledReason = "needs an S3 with Object Lock: ./build verify -Psinks")
class RealArchiveTamperingTest extends HoldingTampering {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final int LINES = 4;

    private static RealBuckets store;

    private List<Placed> entries = List.of();
    private UUID instance = new UUID(0, 0);
    private Bucket raw;
    private ArchiveSink sink;

    @BeforeAll
    static void boot() throws Exception {
        store = new RealBuckets(Files.createTempDirectory("ceph"));
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
    }

    /** In files of four entries. */
    @Override
    protected void keep(List<Placed> all) throws Exception {
        entries = all;
        instance = all.getFirst().instance();
        String name = "tampered-" + BUCKETS.incrementAndGet();
        var identity = software.amazon.awssdk.auth.credentials.AwsBasicCredentials.create(
                RealBuckets.ACCESS_KEY, RealBuckets.SECRET_KEY);
        raw = new Bucket(store.url(), name, "us-east-1", () -> identity);
        call("PUT", "", Map.of(), Map.of("x-amz-bucket-object-lock-enabled", "true"), Content.NONE, 200);
        sink = new ArchiveSink(
                Sinks.archive(
                        store.url(),
                        name,
                        "bifrost/",
                        Secret.of(RealBuckets.ACCESS_KEY),
                        Secret.of(RealBuckets.SECRET_KEY),
                        new ObjectLock(new Mode(Lock.GOVERNANCE), 1),
                        Duration.ofMinutes(10)),
                "us-east-1",
                () -> identity,
                folder(),
                InstantSource.system());
        assertThat(sink.open(instance)).hasValue(0);
        for (int from = 0; from < all.size(); from += LINES) {
            sink.keep(all.subList(from, Math.min(all.size(), from + LINES)));
            sink.flush();
        }
    }

    @AfterEach
    void close() {
        sink.close();
        raw.close();
    }

    @Override
    protected Holding holding() {
        return sink;
    }

    @Override
    protected boolean saysWhatItTook() {
        return false; // whoever replaces all takes the names, too
    }

    @Override
    protected boolean keepsOrder() {
        return true;
    }

    /** By somebody who may delete and makes manifests that fit. */
    @Override
    protected void replace(List<Kept> rows) throws Exception {
        for (Mark each : raw.versions("", null).versions()) {
            destroy(each);
        }
        List<Kept> own =
                rows.stream().filter(row -> row.instance().equals(instance)).toList();
        if (own.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        placed(rows).forEach(row -> lines.add(new String(EntryLine.of(row), UTF_8)));
        byte[] file = zipped(lines);
        long first = own.stream().mapToLong(Kept::sequence).min().orElse(0);
        long last = own.stream().mapToLong(Kept::sequence).max().orElse(0);
        String key = ArchiveManifest.key("bifrost/", instance, first, last);
        put(key + ArchiveManifest.FILE, file);
        ArchiveManifest manifest = new ArchiveManifest(
                instance,
                first,
                last,
                rows.size(),
                own.getFirst().previous(),
                own.getLast().hash(),
                key + ArchiveManifest.FILE,
                "",
                MessageDigest.getInstance("SHA-256").digest(file),
                Instant.parse("2026-11-24T10:07:00Z"));
        put(key + ArchiveManifest.SUFFIX, manifest.json());
    }

    private void call(
            String method,
            String key,
            Map<String, String> query,
            Map<String, String> headers,
            Content content,
            int status)
            throws Exception {
        assertThat(raw.call(method, key, query, headers, content, PATIENCE).status())
                .as(method + " " + key)
                .isEqualTo(status);
    }

    /** Removes a version that GOVERNANCE locks. */
    private void destroy(Mark version) throws Exception {
        call(
                "DELETE",
                version.key(),
                Map.of("versionId", version.version()),
                Map.of("x-amz-bypass-governance-retention", "true"),
                Content.NONE,
                204);
    }

    private void put(String key, byte[] bytes) throws Exception {
        call("PUT", key, Map.of(), Map.of(), Content.of(bytes, null), 200);
    }

    /** The file of the entries from a place on. */
    private String file(int from) {
        int last = Math.min(entries.size(), from + LINES - 1);
        return ArchiveManifest.key("bifrost/", instance, from, last) + ArchiveManifest.FILE;
    }

    private List<String> lines(String key) throws Exception {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(raw.get(key, "")))) {
            return new ArrayList<>(new String(in.readAllBytes(), UTF_8).lines().toList());
        }
    }

    private static byte[] zipped(List<String> lines) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** Removes what is locked and writes it anew; its manifest stays. */
    private void rewrite(String key, UnaryOperator<List<String>> change) throws Exception {
        byte[] changed = zipped(change.apply(lines(key)));
        for (Mark each : raw.versions(key, null).versions()) {
            destroy(each);
        }
        put(key, changed);
    }

    private ChainCheck.Report check() throws Exception {
        return ChainCheck.of(sink, new ChainCheck.Terms(SealKeys.none(), null, false, Set.of(instance)));
    }

    private void assertOne(ChainFinding.Kind kind, long sequence) throws Exception {
        ChainCheck.Report report = check();
        assertThat(report.isGood()).isFalse();
        assertThat(report.findings()).as("%s", report).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.sequence()).isEqualTo(sequence);
        });
    }

    private void assertTrouble(String... said) throws Exception {
        assertThat(check().troubles()).anySatisfy(trouble -> assertThat(trouble).contains(said));
    }

    @Test
    void verify_writtenOverAndHidden_isGoodSinceTheOldestVersionCounts() throws Exception {
        for (Mark each : raw.versions("", null).versions()) {
            put(each.key(), "{}".getBytes(UTF_8));
            call("DELETE", each.key(), Map.of(), Map.of(), Content.NONE, 204);
        }

        ChainCheck.Report report = check();

        assertThat(report.isGood()).as("%s", report).isTrue();
        assertThat(report.entries()).isEqualTo(entries.size());
    }

    @Test
    void verify_lockedFileReplacedWithAFlippedByte_namesTheCall() throws Exception {
        rewrite(
                file(5),
                lines -> lines.stream()
                        .map(line -> line.replace("\\\"r6\\\"", "\\\"r7\\\""))
                        .toList());

        assertOne(ChainFinding.Kind.CHANGED, 6);
        assertTrouble("0000000000000000005-0000000000000000008", instance.toString(), "SHA-256");
        assertTrouble("the version that was sealed is gone");
    }

    @Test
    void verify_lineRemoved_namesItsEntry() throws Exception {
        rewrite(file(5), lines -> {
            lines.remove(1);
            return lines;
        });

        assertOne(ChainFinding.Kind.MISSING, 7);
        assertThat(check().findings().getFirst().what()).contains("entry 6 is missing");
    }

    @Test
    void verify_linesSwapped_namesBoth() throws Exception {
        rewrite(file(5), lines -> {
            Collections.swap(lines, 1, 2);
            return lines;
        });

        ChainCheck.Report report = check();
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(ChainFinding.Kind.SWAPPED);
            assertThat(finding.toString()).contains("/7").contains("entry 6");
        });
    }

    @Test
    void verify_tailOfTheLastFileCut_isNamed() throws Exception {
        int last = (entries.size() - 1) / LINES * LINES + 1;
        rewrite(file(last), lines -> List.of());

        assertThat(check().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(ChainFinding.Kind.CUT);
            assertThat(finding.what()).contains(Integer.toString(entries.size()));
        });
        assertTrouble("it ends with entry " + (last - 1));
    }

    @Test
    void verify_garbageInTwoFiles_namesBothAndReadsTheRest() throws Exception {
        for (int from : new int[] {1, 9}) {
            byte[] bytes = raw.get(file(from), "");
            for (Mark each : raw.versions(file(from), null).versions()) {
                destroy(each);
            }
            bytes[bytes.length / 2] ^= 0x55;
            put(file(from), bytes);
        }

        ChainCheck.Report report = check();

        assertThat(report.isGood()).isFalse();
        assertTrouble("0000000000000000001-0000000000000000004", "SHA-256");
        assertTrouble("0000000000000000009-0000000000000000012", "SHA-256");
        assertThat(report.findings()).isNotEmpty();
        assertThat(report.entries()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void verify_fileRemoved_namesItAndItsEntries() throws Exception {
        for (Mark each : raw.versions(file(5), null).versions()) {
            destroy(each);
        }

        assertOne(ChainFinding.Kind.MISSING, 9);
        assertThat(check().findings().getFirst().what()).contains("5 to 8");
        assertTrouble("the entries 5 to 8 of " + instance, "it is gone");
    }

    @Test
    void verify_manifestRemoved_namesItsEntries() throws Exception {
        String manifest = file(5).replace(ArchiveManifest.FILE, ArchiveManifest.SUFFIX);
        for (Mark each : raw.versions(manifest, null).versions()) {
            destroy(each);
        }

        assertOne(ChainFinding.Kind.MISSING, 9);
    }

    @Test
    void verify_manifestOfNothing_isNamedAndItsFileIsReadAllTheSame() throws Exception {
        String manifest = file(5).replace(ArchiveManifest.FILE, ArchiveManifest.SUFFIX);
        for (Mark each : raw.versions(manifest, null).versions()) {
            destroy(each);
        }
        put(manifest, "{\"format\":1}".getBytes(UTF_8));

        ChainCheck.Report report = check();

        assertThat(report.findings()).isEmpty();
        assertThat(report.entries()).isEqualTo(entries.size());
        assertTrouble("0000000000000000005-0000000000000000008.manifest.json");
        assertThat(HexFormat.of().formatHex(entries.getLast().hash()))
                .isEqualTo(report.chains().get(instance).hash());
    }
}
