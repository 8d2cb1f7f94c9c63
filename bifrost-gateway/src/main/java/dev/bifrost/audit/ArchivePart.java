package dev.bifrost.audit;

import dev.bifrost.journal.Placed;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/** Entries that are gathered in a local file until they are sealed. It may be lost: the journal has them still. */
final class ArchivePart {
    private final Path file;
    private final Instant begun;
    private final MessageDigest sha256 = digest("SHA-256");
    private final MessageDigest md5 = digest("MD5");
    private final OutputStream out;
    private final Placed first;
    private Placed last;
    private long count;
    private long bytes;

    /** Begins with an entry, in a file that is overwritten. */
    ArchivePart(Path file, Instant begun, Placed first) throws IOException {
        this.file = file;
        this.begun = begun;
        this.first = first;
        this.last = first;
        OutputStream hashed = new DigestOutputStream(Files.newOutputStream(file), sha256);
        this.out =
                new GZIPOutputStream(new BufferedOutputStream(new DigestOutputStream(hashed, md5), 1 << 16), 1 << 13);
        add(first);
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    void add(Placed entry) throws IOException {
        byte[] line = EntryLine.of(entry);
        out.write(line);
        out.write('\n');
        bytes += line.length + 1;
        last = entry;
        count++;
    }

    /** Nothing is added after it. */
    void finish() throws IOException {
        out.close();
    }

    Path file() {
        return file;
    }

    Instant begun() {
        return begun;
    }

    /** Of the lines, before they are compressed. */
    long bytes() {
        return bytes;
    }

    long last() {
        return last.sequence();
    }

    /** Its key in the bucket, without an ending. */
    String key(String prefix) {
        return ArchiveManifest.key(prefix, first.instance(), first.sequence(), last.sequence());
    }

    String md5() {
        return Base64.getEncoder().encodeToString(md5.digest());
    }

    /** What it says of itself once it is written; after {@link #finish}. */
    ArchiveManifest manifest(String object, String version, Instant sealed) {
        return new ArchiveManifest(
                first.instance(),
                first.sequence(),
                last.sequence(),
                count,
                first.previous(),
                last.hash(),
                object,
                version,
                sha256.digest(),
                sealed);
    }

    void drop() {
        try {
            out.close();
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // the next part overwrites it
        }
    }
}
