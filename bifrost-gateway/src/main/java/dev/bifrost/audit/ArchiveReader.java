package dev.bifrost.audit;

import dev.bifrost.audit.BucketXml.Mark;
import dev.bifrost.audit.SinkFailure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was sealed. Of every object the oldest version counts, which is the one that was locked: a later one, or a
 * mark that it is deleted, changes nothing. What is not as it was sealed is named, and read as far as it can be.
 */
final class ArchiveReader {
    /** So many versions of one object are looked at, the oldest: whoever writes it anew can not fill the memory. */
    private static final int VERSIONS = 1000;

    private final Bucket bucket;
    private final String prefix;
    private final ArchiveTroubles troubles = new ArchiveTroubles();
    private @Nullable UUID instance;
    private long last;

    ArchiveReader(Bucket bucket, String prefix) {
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /** Told of manifests in the order of their keys. */
    interface Each {
        /**
         * The next manifest.
         *
         * @param files the versions of the file that it describes, the newest first; empty if there is none
         */
        void take(ArchiveManifest.Name name, Mark manifest, List<Mark> files) throws SinkFailure, InterruptedException;
    }

    /**
     * Tells of the manifests, in the order of their keys.
     *
     * @param after a key that comes before what is wanted; empty for all
     */
    void manifests(String below, String after, Each each) throws SinkFailure, InterruptedException {
        Mark mark = after.isEmpty() ? null : new Mark(after, "");
        Listing listing = new Listing(each);
        do {
            BucketXml.Page page = bucket.versions(below, mark);
            for (Mark version : page.versions()) {
                listing.add(version);
            }
            mark = page.end();
        } while (mark != null);
        listing.end();
    }

    /** Versions in the order of their keys, in which a file comes just before its manifest. */
    private final class Listing {
        private final Each each;
        private final Deque<Mark> versions = new ArrayDeque<>();
        private List<Mark> before = List.of();

        Listing(Each each) {
            this.each = each;
        }

        void add(Mark version) throws SinkFailure, InterruptedException {
            Mark newer = versions.peekLast();
            if (newer != null && !newer.key().equals(version.key())) {
                end();
            }
            versions.addLast(version);
            if (versions.size() > VERSIONS) {
                versions.removeFirst();
            }
        }

        /** All versions of an object are there. */
        void end() throws SinkFailure, InterruptedException {
            Mark oldest = versions.peekLast();
            ArchiveManifest.Name name = oldest == null ? null : ArchiveManifest.name(prefix, oldest.key());
            if (oldest != null && name != null) {
                boolean described = !before.isEmpty() && before.getFirst().key().equals(name.file(prefix));
                each.take(name, oldest, described ? before : List.of());
            }
            before = List.copyOf(versions);
            versions.clear();
        }
    }

    /** What is not as it was sealed, in words. */
    List<String> read(Consumer<Kept> each) throws SinkFailure, InterruptedException {
        try {
            Path file = Files.createTempFile("bifrost-archive", ".gz");
            try {
                manifests(prefix, "", (name, object, files) -> file(name, object, files, file, each));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new SinkFailure(Kind.FAULT, "a file for what is read can not be made: " + e, e);
        }
        return troubles.all();
    }

    private void file(ArchiveManifest.Name name, Mark object, List<Mark> files, Path to, Consumer<Kept> each)
            throws SinkFailure, InterruptedException {
        if (!name.instance().equals(instance)) {
            instance = name.instance();
            last = 0;
        }
        String key = name.file(prefix);
        ArchiveManifest manifest = manifest(name, object, key);
        if (files.isEmpty()) {
            troubles.of(key, name, "it is gone");
            return;
        }
        bucket.get(key, version(name, manifest, files), to);
        ArchiveFile file = new ArchiveFile(to, name, key, troubles);
        last = Math.max(last, file.read(manifest == null ? null : manifest.sha256(), last, each));
    }

    /** Null if it is none, which is said. */
    private @Nullable ArchiveManifest manifest(ArchiveManifest.Name name, Mark object, String file)
            throws SinkFailure, InterruptedException {
        try {
            ArchiveManifest manifest = ArchiveManifest.read(bucket.get(object.key(), object.version()));
            if (!manifest.instance().equals(name.instance())
                    || manifest.first() != name.first()
                    || manifest.last() != name.last()
                    || !manifest.object().equals(file)) {
                throw new IllegalArgumentException("it is of other entries than its name says");
            }
            return manifest;
        } catch (IllegalArgumentException e) {
            troubles.of(object.key(), name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** The one that was sealed; else the oldest that is left. */
    private String version(ArchiveManifest.Name name, @Nullable ArchiveManifest manifest, List<Mark> files) {
        Mark oldest = files.getLast();
        if (manifest == null || manifest.version().isEmpty()) {
            return oldest.version();
        }
        if (files.stream().anyMatch(each -> each.version().equals(manifest.version()))) {
            return manifest.version();
        }
        troubles.of(oldest.key(), name, "the version that was sealed is gone, so another one is read");
        return oldest.version();
    }
}
