package dev.bifrost.audit;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.audit.BucketXml.Mark;
import dev.bifrost.audit.SinkFailure.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was sealed. Of every object the oldest version counts, which is the one that was locked: a later one, or a
 * mark that it is deleted, changes nothing.
 */
final class ArchiveReader {
    private final Bucket bucket;
    private final String prefix;
    private @Nullable UUID instance;
    private long last;

    ArchiveReader(Bucket bucket, String prefix) {
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /** Told of manifests in the order of their keys. */
    interface Each {
        void take(ArchiveManifest.Name name, Mark object) throws SinkFailure, InterruptedException;
    }

    /** @param after a key that comes before what is wanted; empty for all */
    void manifests(String below, String after, Each each) throws SinkFailure, InterruptedException {
        Mark mark = after.isEmpty() ? null : new Mark(after, "");
        Mark oldest = null;
        do {
            BucketXml.Page page = bucket.versions(below, mark);
            for (Mark version : page.versions()) {
                if (oldest != null && !oldest.key().equals(version.key())) {
                    take(oldest, each);
                }
                oldest = version;
            }
            mark = page.end();
        } while (mark != null);
        if (oldest != null) {
            take(oldest, each);
        }
    }

    private void take(Mark object, Each each) throws SinkFailure, InterruptedException {
        ArchiveManifest.Name name = ArchiveManifest.name(prefix, object.key());
        if (name != null) {
            each.take(name, object);
        }
    }

    void read(Consumer<Kept> each) throws SinkFailure, InterruptedException {
        try {
            Path file = Files.createTempFile("bifrost-archive", ".gz");
            try {
                manifests(prefix, "", (name, object) -> file(manifest(name, object), file, each));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new SinkFailure(Kind.FAULT, "a file for what is read can not be made: " + e, e);
        }
    }

    private ArchiveManifest manifest(ArchiveManifest.Name name, Mark object) throws SinkFailure, InterruptedException {
        try {
            ArchiveManifest manifest = ArchiveManifest.read(bucket.get(object.key(), object.version()));
            if (!manifest.instance().equals(name.instance())
                    || manifest.first() != name.first()
                    || manifest.last() != name.last()) {
                throw new IllegalArgumentException("it is of other entries than its name says");
            }
            return manifest;
        } catch (IllegalArgumentException e) {
            throw broken(object.key(), e.getMessage(), e);
        }
    }

    private void file(ArchiveManifest manifest, Path file, Consumer<Kept> each)
            throws SinkFailure, InterruptedException {
        if (!manifest.instance().equals(instance)) {
            instance = manifest.instance();
            last = 0;
        }
        bucket.get(manifest.object(), manifest.version(), file);
        try {
            if (!MessageDigest.isEqual(sha256(file), manifest.sha256())) {
                throw broken(manifest.object(), "its SHA-256 is not the one in its manifest", null);
            }
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    line(manifest, line, each);
                }
            }
        } catch (IOException e) {
            throw broken(manifest.object(), String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] sha256(Path file) throws IOException {
        MessageDigest digest = ArchivePart.digest("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return digest.digest();
    }

    private void line(ArchiveManifest manifest, String line, Consumer<Kept> each) throws SinkFailure {
        try {
            if (!(Json.read(line) instanceof Json.Obj in)) {
                throw new IllegalArgumentException("no object");
            }
            long sequence = in.number("sequence", 0);
            if (sequence <= last) {
                return; // sealed twice
            }
            String previous = in.text("previous");
            String attachment = in.text("attachment");
            each.accept(new Kept(
                    UUID.fromString(in.text("instance", "")),
                    sequence,
                    previous == null ? null : HexFormat.of().parseHex(previous),
                    HexFormat.of().parseHex(in.text("hash", "")),
                    in.text("entry", "").getBytes(StandardCharsets.UTF_8),
                    attachment == null ? null : Base64.getDecoder().decode(attachment)));
            last = sequence;
        } catch (MalformedJson | IllegalArgumentException e) {
            throw broken(manifest.object(), "the line after entry " + last + " is no entry", e);
        }
    }

    private SinkFailure broken(String key, @Nullable String why, @Nullable Throwable cause) {
        return new SinkFailure(Kind.FAULT, bucket + ": " + key + " is not as it was sealed: " + why, cause);
    }
}
