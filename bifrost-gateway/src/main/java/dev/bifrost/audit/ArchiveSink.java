package dev.bifrost.audit;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.Bucket.Content;
import dev.bifrost.audit.Bucket.Locked;
import dev.bifrost.audit.SinkFailure.Kind;
import dev.bifrost.audit.SinkSettings.ObjectLock;
import dev.bifrost.journal.Placed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * An S3-compatible bucket with Object Lock. Entries are gathered in a local file, which is sealed after a time: written
 * compressed, then described by a manifest, both locked. What is not sealed yet the journal keeps.
 */
public final class ArchiveSink implements Sink, Holding {
    /** Gathered bytes, uncompressed, that are sealed before their time. */
    private static final long LARGE = 64L << 20;

    /** The first file of a process is sealed early, so that missing rights show before an hour is over. */
    private static final Duration FIRST = Duration.ofMinutes(1);

    /** What a start waits for an answer. */
    private static final Duration START = Duration.ofSeconds(3);

    private static final Duration LOOK = Duration.ofSeconds(10);

    private final String name;
    private final Bucket bucket;
    private final String prefix;
    private final ObjectLock lock;
    private final Duration every;
    private final Path file;
    private final InstantSource clock;
    private volatile long safe;
    private volatile List<String> troubles = List.of();
    private boolean sealedOne;
    private String lastKey = "";
    private @Nullable ArchivePart part;

    /** Credentials, whenever a request is signed; may block. */
    @FunctionalInterface
    public interface Keys {
        AwsCredentialsIdentity current() throws IOException, InterruptedException;
    }

    /**
     * @param settings of the type {@code s3}
     * @param region   where the settings name none
     * @param usual    where the settings give no access key
     * @param folder   for the file in which entries are gathered; made if need be
     * @throws IllegalArgumentException if the prefix or the url can not be used
     */
    public ArchiveSink(SinkSettings settings, String region, Keys usual, Path folder, InstantSource clock) {
        this(settings, bucket(settings, region, usual), folder, clock);
    }

    ArchiveSink(SinkSettings settings, Bucket bucket, Path folder, InstantSource clock) {
        ObjectLock lock = settings.objectLock();
        if (lock == null) {
            throw new IllegalArgumentException("a sink of type s3 needs object_lock");
        }
        this.name = settings.named();
        this.bucket = bucket;
        this.prefix = settings.prefix() == null ? "" : settings.prefix();
        this.lock = lock;
        this.every = settings.every() == null ? Duration.ofHours(1) : settings.every();
        this.file = folder.resolve(name + ".part");
        this.clock = clock;
        if (!prefix.matches("[A-Za-z0-9_.=/-]*") || prefix.startsWith("/") || prefix.contains("//")) {
            throw new IllegalArgumentException(
                    ".prefix: takes letters, digits and '_', '.', '=', '-', '/' between them");
        }
    }

    private static Bucket bucket(SinkSettings settings, String region, Keys usual) {
        String bucket = settings.bucket();
        if (bucket == null || !bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}")) {
            throw new IllegalArgumentException(".bucket: '" + bucket + "' can be no bucket's name");
        }
        Secret id = settings.accessKey();
        Secret secret = settings.secretKey();
        Keys keys = usual;
        if (id != null && secret != null) {
            AwsCredentialsIdentity fixed = AwsBasicCredentials.create(id.reveal(), secret.reveal());
            keys = () -> fixed;
        }
        return new Bucket(
                settings.url() == null ? null : settings.address(),
                bucket,
                settings.region() == null ? region : settings.region(),
                keys);
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Asks for the lock before anything is written, for some seconds at most.
     *
     * @return why this bucket can never be used, for the operator; null if it may be, or can not be asked now
     */
    public @Nullable String unlocked() throws InterruptedException {
        AtomicReference<@Nullable String> found = new AtomicReference<>();
        Thread look = Thread.ofVirtual().name("lock of " + name).start(() -> {
            try {
                bucket.requireLock();
            } catch (BucketTrouble.NoLock e) {
                found.set(e.getMessage());
            } catch (SinkFailure | InterruptedException e) {
                // it is said, and tried again, by whoever feeds it
            }
        });
        if (!look.join(START)) {
            look.interrupt();
        }
        return found.get();
    }

    @Override
    public OptionalLong open(UUID instance) throws SinkFailure, InterruptedException {
        drop();
        bucket.requireLock();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw local(e);
        }
        String below = prefix + instance + "/";
        long[] sealed = {lastKey.startsWith(below) ? safe : 0};
        new ArchiveReader(bucket, prefix)
                .manifests(below, lastKey.startsWith(below) ? lastKey : "", (name, object, _) -> {
                    sealed[0] = Math.max(sealed[0], name.last());
                    lastKey = object.key();
                });
        safe = sealed[0];
        return OptionalLong.of(safe);
    }

    @Override
    public void keep(List<Placed> batch) throws SinkFailure, InterruptedException {
        try {
            for (Placed entry : batch) {
                ArchivePart gathering = part;
                if (gathering == null) {
                    part = new ArchivePart(file, clock.instant(), entry);
                } else {
                    gathering.add(entry);
                }
            }
        } catch (IOException e) {
            throw local(e);
        }
        upkeep(clock.instant());
    }

    private SinkFailure local(IOException e) {
        return new SinkFailure(Kind.FAULT, "entries can not be gathered in " + file + ": " + e, e);
    }

    /** The last sealed entry. */
    @Override
    public long safe() {
        return safe;
    }

    @Override
    public Duration upkeepEvery() {
        return every.compareTo(LOOK) < 0 ? every : LOOK;
    }

    @Override
    public void upkeep(Instant now) throws SinkFailure, InterruptedException {
        ArchivePart gathered = part;
        if (gathered == null) {
            return;
        }
        Duration wait = sealedOne || every.compareTo(FIRST) < 0 ? every : FIRST;
        if (gathered.bytes() >= LARGE
                || Duration.between(gathered.begun(), now).abs().compareTo(wait) >= 0) {
            flush();
        }
    }

    /** Seals what was gathered. The manifest comes last: a file without one was not sealed. */
    @Override
    public void flush() throws SinkFailure, InterruptedException {
        ArchivePart gathered = part;
        if (gathered == null) {
            return;
        }
        part = null;
        try {
            gathered.finish();
            Instant now = clock.instant();
            Locked locked = new Locked(lock.mode().lock(), now.plus(Duration.ofDays(lock.days())));
            String key = gathered.key(prefix);
            Content content = Content.of(gathered.file(), gathered.md5());
            String version = bucket.put(key + ArchiveManifest.FILE, content, "application/gzip", locked);
            byte[] manifest =
                    gathered.manifest(key + ArchiveManifest.FILE, version, now).json();
            String md5 =
                    Base64.getEncoder().encodeToString(ArchivePart.digest("MD5").digest(manifest));
            bucket.put(key + ArchiveManifest.SUFFIX, Content.of(manifest, md5), "application/json", locked);
            lastKey = key + ArchiveManifest.SUFFIX;
        } catch (IOException e) {
            throw local(e);
        } finally {
            gathered.drop();
        }
        safe = gathered.last();
        sealedOne = true;
    }

    private void drop() {
        ArchivePart gathered = part;
        part = null;
        if (gathered != null) {
            gathered.drop();
        }
    }

    @Override
    public void read(Consumer<Kept> each) throws SinkFailure, InterruptedException {
        troubles = new ArchiveReader(bucket, prefix).read(each);
    }

    @Override
    public List<String> troubles() {
        return troubles;
    }

    @Override
    public @Nullable Long taken(UUID instance) throws SinkFailure, InterruptedException {
        return cursors(prefix + instance + "/").get(instance);
    }

    /** As the names of the manifests say. */
    @Override
    public Map<UUID, Long> cursors() throws SinkFailure, InterruptedException {
        return cursors(prefix);
    }

    private Map<UUID, Long> cursors(String below) throws SinkFailure, InterruptedException {
        Map<UUID, Long> cursors = new LinkedHashMap<>();
        new ArchiveReader(bucket, prefix)
                .manifests(below, "", (named, _, _) -> cursors.merge(named.instance(), named.last(), Math::max));
        return cursors;
    }

    @Override
    public void close() {
        bucket.close();
    }
}
