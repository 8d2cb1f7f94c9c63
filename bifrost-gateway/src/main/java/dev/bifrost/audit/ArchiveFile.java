package dev.bifrost.audit;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.audit.SinkFailure.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
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

/** One sealed file, of which every entry is given that can be read, so that the chain names the first that is wrong. */
final class ArchiveFile {
    private final Path file;
    private final ArchiveManifest.Name name;
    private final String key;
    private final ArchiveTroubles troubles;
    private long last;

    ArchiveFile(Path file, ArchiveManifest.Name name, String key, ArchiveTroubles troubles) {
        this.file = file;
        this.name = name;
        this.key = key;
        this.troubles = troubles;
    }

    /**
     * Reads the file's entries, one after the other.
     *
     * @param sha256 what it was; null if that is not known
     * @param sealed the last entry of the files before, up to which entries are left out: they were sealed twice
     * @return the last entry
     */
    long read(byte @Nullable [] sha256, long sealed, Consumer<Kept> each) throws SinkFailure {
        try {
            if (sha256 != null && !MessageDigest.isEqual(sha256(), sha256)) {
                trouble("its SHA-256 is not the one in its manifest");
            }
        } catch (IOException e) {
            throw new SinkFailure(Kind.FAULT, "what was read of " + key + " can not be read again: " + e, e);
        }
        last = sealed;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line, sealed, each);
            }
            if (last < name.last()) {
                trouble("it ends with entry " + last);
            }
        } catch (IOException e) {
            trouble("it breaks off after entry " + last + ": " + e.getMessage());
        }
        return last;
    }

    private byte[] sha256() throws IOException {
        MessageDigest digest = ArchivePart.digest("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return digest.digest();
    }

    private void take(String line, long sealed, Consumer<Kept> each) {
        Kept kept;
        try {
            kept = kept(line);
        } catch (MalformedJson | IllegalArgumentException e) {
            trouble("the line after entry " + last + " is no entry");
            return;
        }
        boolean own = kept.instance().equals(name.instance());
        if (!own) {
            trouble("there is an entry of " + kept.instance() + " after entry " + last);
        } else if (kept.sequence() <= sealed) {
            return;
        }
        last = own ? kept.sequence() : last;
        each.accept(kept);
    }

    private static Kept kept(String line) throws MalformedJson {
        if (!(Json.read(line) instanceof Json.Obj in)) {
            throw new IllegalArgumentException("no object");
        }
        String previous = in.text("previous");
        String attachment = in.text("attachment");
        long sequence = in.number("sequence", 0);
        if (sequence < 1) {
            throw new IllegalArgumentException("no sequence");
        }
        return new Kept(
                UUID.fromString(in.text("instance", "")),
                sequence,
                previous == null ? null : HexFormat.of().parseHex(previous),
                HexFormat.of().parseHex(in.text("hash", "")),
                in.text("entry", "").getBytes(StandardCharsets.UTF_8),
                attachment == null ? null : Base64.getDecoder().decode(attachment));
    }

    private void trouble(String what) {
        troubles.of(key, name, what);
    }
}
