package dev.bifrost.audit.content;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One side of a call, as far as it is kept: a document, a text, or the texts of a stream. */
final class Text {
    private final long most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable StreamText stream;
    /** The stream that it was, whatever its type said. */
    private @Nullable StreamText read;

    private boolean cut;
    private boolean stopped;

    /** {@code most}: bytes that are kept in the end. */
    Text(long most) {
        this.most = most;
    }

    /** It is a stream: events of {@code text/event-stream}, or lines. Before the first piece. */
    void stream(boolean lines) {
        stream = new StreamText(lines, room());
    }

    /** What a pattern must see to know what to take out. */
    private long room() {
        return most + Redactor.MARGIN;
    }

    /** True if more of it would be of use. */
    boolean takes() {
        return !stopped && (stream != null || bytes.size() < room());
    }

    void add(byte[] piece) {
        if (stopped) {
            return;
        }
        if (stream != null) {
            stream.feed(piece);
            return;
        }
        int taken = (int) Math.min(piece.length, room() - bytes.size());
        bytes.write(piece, 0, taken);
        cut |= taken < piece.length;
    }

    /** Nothing more of it is kept: there is no room, or a piece is missing. */
    void stop() {
        stopped = true;
        cut = true;
        if (stream != null) {
            stream.stop();
        }
    }

    /** Not all of it came here. */
    void broken() {
        cut = true;
    }

    /** Bytes held, about. */
    long held() {
        return bytes.size() + (stream == null ? 0 : stream.held());
    }

    boolean cut() {
        return cut || (stream != null && stream.cut());
    }

    /** What is kept: {@code form} says how it is to be read. */
    Json.Obj redacted(Redactor.Pass pass) {
        if (stream != null) {
            return events(stream, pass);
        }
        byte[] all = unmarked(bytes.toByteArray());
        if (all.length == 0) {
            return new Json.Obj().put("form", "empty");
        }
        if (startsAnEvent(all)) { // whatever its type says
            var events = new StreamText(false, room());
            events.feed(all);
            if (cut) {
                events.stop();
            }
            return events(events, pass);
        }
        if (holdsNul(all)) { // UTF-16, or no text: patterns would look past what is in it
            return new Json.Obj().put("form", "binary");
        }
        int first = 0;
        while (first < all.length && " \t\r\n".indexOf(all[first]) >= 0) {
            first++;
        }
        return first < all.length && (all[first] == '{' || all[first] == '[') ? json(all, pass) : plain(all, pass);
    }

    private static boolean holdsNul(byte[] all) {
        for (byte each : all) {
            if (each == 0) {
                return true;
            }
        }
        return false;
    }

    private Json.Obj events(StreamText events, Redactor.Pass pass) {
        events.end();
        read = events;
        return new Json.Obj().put("form", "stream").put("body", events.redacted(pass));
    }

    /** What a stream says of its texts, once those are {@link #redacted}. */
    Json.Arr marks(Redactor.Pass pass) {
        return read == null ? new Json.Arr() : read.marks(pass);
    }

    private static boolean startsAnEvent(byte[] all) {
        String start = new String(all, 0, Math.min(all.length, 64), StandardCharsets.ISO_8859_1).stripLeading();
        return start.startsWith("data:") || start.startsWith("event:");
    }

    /** Without the mark of UTF-8 (EF BB BF), which some put before JSON. */
    private static byte[] unmarked(byte[] all) {
        boolean marked = all.length >= 3 && all[0] == (byte) 0xef && all[1] == (byte) 0xbb && all[2] == (byte) 0xbf;
        return marked ? Arrays.copyOfRange(all, 3, all.length) : all;
    }

    private Json.Obj json(byte[] all, Redactor.Pass pass) {
        var redaction = new JsonRedaction(pass, most);
        byte[] kept = redaction.of(all, cut);
        cut |= redaction.cut();
        Json.Obj json = new Json.Obj().put("form", "json");
        if (redaction.malformed()) {
            json.put("malformed", true);
        }
        try {
            return json.put("body", Json.read(kept));
        } catch (MalformedJson e) {
            throw new IllegalStateException("what was written is no JSON", e);
        }
    }

    /** What is no text is not kept: nothing could be taken out of it. */
    private Json.Obj plain(byte[] all, Redactor.Pass pass) {
        byte[] whole = cut ? Arrays.copyOf(all, WellFormed.end(all, all.length)) : all;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(whole))
                    .toString();
            if (pass.cannotRead(text)) {
                return new Json.Obj().put("form", "text").put("withheld", Redactor.UNREADABLE);
            }
            String kept = pass.text(text, cut);
            if (kept.length() > most) {
                kept = kept.substring(0, (int) most);
                cut = true;
            }
            return new Json.Obj().put("form", "text").put("body", WellFormed.of(kept));
        } catch (CharacterCodingException _) {
            return new Json.Obj().put("form", "binary");
        }
    }
}
