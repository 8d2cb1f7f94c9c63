package dev.bifrost.audit;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.journal.Entry;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Looks into entries for what proofs need of them. What can not be read says nothing. */
final class EntryGlance {
    private EntryGlance() {}

    static Json.@Nullable Obj object(byte[] entry) {
        try {
            return Json.readObject(entry, 0, entry.length);
        } catch (MalformedJson e) {
            return null;
        }
    }

    /** Such as {@code call r1 of 2026-11-24T08:00:00Z}; empty if it can not be read. */
    static String of(byte[] entry) {
        Json.Obj object = object(entry);
        if (object == null) {
            return "";
        }
        String id = object.text("request_id");
        String time = object.text("time");
        return object.text("kind", "entry") + (id == null ? "" : " " + id) + (time == null ? "" : " of " + time);
    }

    /** Null if it does not say. */
    static @Nullable Instant time(byte[] entry) {
        Json.Obj object = object(entry);
        String time = object == null ? null : object.text("time");
        try {
            return time == null ? null : Instant.parse(time);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The last sequence that a gap stands for; 0 if it is none. */
    static long gapTo(byte[] entry) {
        Json.Obj object = EntryKind.of(entry).equals("gap") ? object(entry) : null;
        return object != null && object.get("to") instanceof Json.Num to ? to.longValue() : 0;
    }

    /** Null if it is none. */
    static Entry.@Nullable Seal seal(byte[] entry) {
        Json.Obj object = EntryKind.of(entry).equals("seal") ? object(entry) : null;
        Instant time = object == null ? null : time(entry);
        return object != null && time != null && object.get("sequence") instanceof Json.Num sequence
                ? new Entry.Seal(
                        sequence.longValue(),
                        object.text("hash", ""),
                        time,
                        object.text("key", ""),
                        object.text("signature", ""))
                : null;
    }

    /** The SHA-256 that an entry names of its attachment, hexadecimal digits. */
    static @Nullable String attachmentHash(byte[] entry) {
        Json.Obj object = object(entry);
        return object != null && object.get("content") instanceof Json.Obj content ? content.text("sha256") : null;
    }
}
