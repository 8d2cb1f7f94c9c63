package dev.bifrost.audit;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is beside a sealed file and says what is in it.
 *
 * @param previous the hash of the entry before the first; null if it is not known
 * @param hash     of the last entry
 * @param object   the file's key
 * @param version  the file's version, empty if the store does not name it
 * @param sha256   of the file
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
record ArchiveManifest(
        UUID instance,
        long first,
        long last,
        long count,
        byte @Nullable [] previous,
        byte[] hash,
        String object,
        String version,
        byte[] sha256,
        Instant sealed) {
    static final String FILE = ".jsonl.gz";
    static final String SUFFIX = ".manifest.json";
    private static final int FORMAT = 1;
    private static final Pattern KEY =
            Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(\\d{19})-(\\d{19})\\.manifest\\.json");

    /** What a key of one says. */
    record Name(UUID instance, long first, long last) {
        /** The key of the file that it describes. */
        String file(String prefix) {
            return key(prefix, instance, first, last) + FILE;
        }
    }

    /** Null if it is no manifest's. */
    static @Nullable Name name(String prefix, String key) {
        Matcher matcher = KEY.matcher(key.substring(Math.min(prefix.length(), key.length())));
        return matcher.matches()
                ? new Name(
                        UUID.fromString(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)))
                : null;
    }

    /** What the keys of a file and its manifest have in common: all but their endings. */
    static String key(String prefix, UUID instance, long first, long last) {
        return "%s%s/%019d-%019d".formatted(prefix, instance, first, last);
    }

    byte[] json() {
        HexFormat hex = HexFormat.of();
        return new Json.Obj()
                .put("format", FORMAT)
                .put("instance", instance.toString())
                .put("first", first)
                .put("last", last)
                .put("count", count)
                .put("previous", previous == null ? null : hex.formatHex(previous))
                .put("hash", hex.formatHex(hash))
                .put("object", object)
                .put("version", version)
                .put("sha256", hex.formatHex(sha256))
                .put("sealed", sealed.toString())
                .bytes();
    }

    /** Throws {@link IllegalArgumentException} if it is none. */
    static ArchiveManifest read(byte[] json) {
        try {
            Json.Obj in = Json.readObject(json, 0, json.length);
            if (in.number("format", 0) != FORMAT) {
                throw new IllegalArgumentException("its format is " + in.number("format", 0) + " and not " + FORMAT);
            }
            HexFormat hex = HexFormat.of();
            String previous = in.text("previous");
            return new ArchiveManifest(
                    UUID.fromString(in.text("instance", "")),
                    in.number("first", 0),
                    in.number("last", 0),
                    in.number("count", 0),
                    previous == null ? null : hex.parseHex(previous),
                    hex.parseHex(in.text("hash", "")),
                    in.text("object", ""),
                    in.text("version", ""),
                    hex.parseHex(in.text("sha256", "")),
                    Instant.parse(in.text("sealed", "")));
        } catch (MalformedJson | java.time.DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
