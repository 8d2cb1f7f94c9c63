package dev.bifrost.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.Bucket.Content;
import dev.bifrost.audit.SinkFailure.Kind;
import dev.bifrost.audit.SinkSettings.Lock;
import dev.bifrost.audit.SinkSettings.Mode;
import dev.bifrost.audit.SinkSettings.ObjectLock;
import dev.bifrost.journal.ChainOf;
import dev.bifrost.journal.Placed;
import dev.bifrost.testing.RealBuckets;
import dev.bifrost.testing.Seeded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** Against a real S3 that enforces Object Lock. */
@Tag("sinks")
@EnabledIfSystemProperty(
        named = "bifrost.sinks",
        matches = "true",
        disabledReason = "needs an S3 with Object Lock: ./build verify -Psinks")
class RealArchiveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final ArchiveSink.Keys NONE = () -> {
        throw new java.io.IOException("no AWS credentials");
    };

    private static RealBuckets store;

    @TempDir
    private Path folder;

    private final UUID instance = UUID.randomUUID();
    private final ChainOf chain = new ChainOf(instance);
    private Instant now = Instant.now();
    private String bucket = "";
    private ArchiveSink sink;

    @BeforeAll
    static void boot() throws Exception {
        store = new RealBuckets(Files.createTempDirectory("ceph"));
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
    }

    @BeforeEach
    void locked() throws Exception {
        bucket = bucket(true);
        sink = sink(Lock.COMPLIANCE);
    }

    private String bucket(boolean lock) throws Exception {
        String name = "audit-" + BUCKETS.incrementAndGet();
        try (Bucket made = raw(name)) {
            Map<String, String> headers = lock ? Map.of("x-amz-bucket-object-lock-enabled", "true") : Map.of();
            assertThat(made.call("PUT", "", Map.of(), headers, Content.NONE, PATIENCE)
                            .status())
                    .isEqualTo(200);
        }
        return name;
    }

    private static Bucket raw(String name) {
        var identity = AwsBasicCredentials.create(RealBuckets.ACCESS_KEY, RealBuckets.SECRET_KEY);
        return new Bucket(store.url(), name, "us-east-1", () -> identity);
    }

    private ArchiveSink sink(Lock lock) {
        return sink(settings(lock, RealBuckets.ACCESS_KEY, RealBuckets.SECRET_KEY));
    }

    private ArchiveSink sink(SinkSettings settings) {
        InstantSource clock = () -> now;
        return new ArchiveSink(settings, "us-east-1", NONE, folder, clock);
    }

    private SinkSettings settings(Lock lock, @Nullable String id, @Nullable String secret) {
        return Sinks.archive(
                store.url(),
                bucket,
                "bifrost/",
                id == null ? null : Secret.of(id),
                secret == null ? null : Secret.of(secret),
                new ObjectLock(new Mode(lock), 1),
                Duration.ofMinutes(10));
    }

    private List<Kept> held() throws Exception {
        List<Kept> held = new ArrayList<>();
        sink.read(held::add);
        return held;
    }

    @Test
    void keep_untilSealed_isNotSafe() throws Exception {
        assertThat(sink.open(instance)).isEqualTo(OptionalLong.of(0));
        sink.keep(chain.calls(500));
        sink.upkeep(now.plusSeconds(59));
        assertThat(sink.safe()).isZero();
        assertThat(held()).isEmpty();

        sink.upkeep(now.plusSeconds(60));
        assertThat(sink.safe()).isEqualTo(500);
        sink.keep(chain.calls(500));
        sink.upkeep(now.plusSeconds(599));
        assertThat(sink.safe()).isEqualTo(500);
        sink.upkeep(now.plusSeconds(600));

        assertThat(sink.safe()).isEqualTo(1000);
        assertThat(sink(Lock.COMPLIANCE).open(instance)).isEqualTo(OptionalLong.of(1000));
    }

    @Test
    void read_anyRecords_everyByteIsBackInOrder() throws Exception {
        sink.open(instance);
        List<Placed> all = new ArrayList<>();
        for (int file = 0; file < 4; file++) {
            List<Placed> some = new ArrayList<>();
            Seeded.times(100, random -> {
                byte[] attachment = new byte[random.nextInt(1, 500)];
                random.nextBytes(attachment);
                some.add(chain.call(ChainOf.any(random), random.nextBoolean() ? null : attachment));
            });
            sink.keep(some);
            sink.flush();
            all.addAll(some);
        }
        ArchiveSink again = sink(Lock.COMPLIANCE); // as after an upload whose answer was lost
        again.open(UUID.randomUUID());
        again.keep(all.subList(300, 350));
        again.flush();

        List<Kept> held = held();

        assertThat(held).hasSameSizeAs(all);
        for (int i = 0; i < all.size(); i++) {
            assertThat(held.get(i).sequence()).isEqualTo(all.get(i).sequence());
            assertThat(held.get(i).entry()).isEqualTo(all.get(i).bytes());
            assertThat(held.get(i).hash()).isEqualTo(all.get(i).hash());
            assertThat(held.get(i).previous()).isEqualTo(all.get(i).previous());
            assertThat(held.get(i).attachment()).isEqualTo(all.get(i).attachment());
        }
    }

    @Test
    void delete_beforeItsTime_isRefusedAndHidingChangesNothing() throws Exception {
        sink.open(instance);
        sink.keep(chain.calls(100));
        sink.flush();
        try (Bucket raw = raw(bucket)) {
            for (BucketXml.Mark each : raw.versions("", null).versions()) {
                assertThat(raw.call(
                                        "DELETE",
                                        each.key(),
                                        Map.of("versionId", each.version()),
                                        Map.of(),
                                        Content.NONE,
                                        PATIENCE)
                                .status())
                        .as("delete " + each)
                        .isEqualTo(403);
                // Without a version it is only marked as deleted, which every S3 allows; and written anew.
                assertThat(raw.call("DELETE", each.key(), Map.of(), Map.of(), Content.NONE, PATIENCE)
                                .status())
                        .isEqualTo(204);
                assertThat(raw.call(
                                        "PUT",
                                        each.key(),
                                        Map.of(),
                                        Map.of(),
                                        Content.of("{}".getBytes(UTF_8), null),
                                        PATIENCE)
                                .status())
                        .isEqualTo(200);
            }
        }

        assertThat(held()).hasSize(100);
        assertThat(sink(Lock.COMPLIANCE).open(instance)).isEqualTo(OptionalLong.of(100));
    }

    @Test
    void open_bucketWithoutLock_isRefused() throws Exception {
        bucket = bucket(false);
        assertRefused(sink(Lock.GOVERNANCE), "has no Object Lock");
    }

    @Test
    void open_wrongKeys_saysWhich() {
        assertRefused(sink(settings(Lock.GOVERNANCE, "AKIANOBODY", "x")), "check access_key");
        assertRefused(sink(settings(Lock.GOVERNANCE, RealBuckets.ACCESS_KEY, "wrong")), "check secret_key");
        assertRefused(
                sink(settings(Lock.GOVERNANCE, RealBuckets.OTHER_ACCESS_KEY, RealBuckets.OTHER_SECRET_KEY)),
                "s3:GetBucketObjectLockConfiguration");
        assertRefused(sink(settings(Lock.GOVERNANCE, null, null)), "no AWS credentials");
        bucket = "nowhere-at-all";
        assertRefused(sink(Lock.GOVERNANCE), "does not exist");
    }

    private void assertRefused(ArchiveSink refused, String why) {
        assertThatThrownBy(() -> refused.open(instance))
                .isInstanceOfSatisfying(
                        SinkFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
                .hasMessageContaining(why);
    }

    @Test
    void flush_storeFrozen_failsInItsTimeAndIsMadeUpFor() throws Exception {
        var identity = AwsBasicCredentials.create(RealBuckets.ACCESS_KEY, RealBuckets.SECRET_KEY);
        Bucket hasty = new Bucket(store.url(), bucket, "us-east-1", () -> identity, Duration.ofMillis(300));
        InstantSource clock = () -> now;
        ArchiveSink impatient = new ArchiveSink(settings(Lock.GOVERNANCE, "x", "x"), hasty, folder, clock);
        List<Placed> batch = chain.calls(200);
        try (AutoCloseable thaw = store.freeze()) {
            assertThat(thaw).isNotNull();
            impatient.keep(batch);
            assertThatThrownBy(impatient::flush).hasMessageContaining("did not answer in time");
            assertThat(impatient.safe()).isZero();
            assertThatThrownBy(() -> impatient.open(instance)).hasMessageContaining("did not answer in time");
        }

        long sealed = sink.open(instance).orElse(-1);
        sink.keep(batch.subList((int) sealed, 200));
        sink.flush();

        assertThat(held()).extracting(Kept::sequence).hasSize(200);
    }

    @Test
    void keep_fiftyThousandEntries_areSealedWhenThereAreManyBytes() throws Exception {
        sink.open(instance);
        List<Placed> all = chain.calls(50_000);
        long began = System.nanoTime();
        for (int from = 0; from < all.size(); from += 1000) {
            sink.keep(all.subList(from, from + 1000));
        }
        assertThat(sink.safe()).isPositive();
        sink.flush();
        System.out.printf("archive: %,d entries/s%n", 50_000 * 1_000_000_000L / (System.nanoTime() - began));
        assertThat(sink.safe()).isEqualTo(50_000);
        assertThat(held()).hasSize(50_000);
    }
}
