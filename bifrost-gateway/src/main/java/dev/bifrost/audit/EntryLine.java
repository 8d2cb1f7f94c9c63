package dev.bifrost.audit;

import dev.bifrost.journal.Placed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An entry as one line of JSON: {@code instance}, {@code sequence}, {@code previous} and {@code hash} in hexadecimal digits,
 * {@code entry}, a string that holds the entry's JSON letter for letter, because the hash is of these letters, and
 * {@code attachment} in base64 where there is one.
 */
final class EntryLine {
    private static final JsonFactory JSON = new JsonFactory();

    private EntryLine() {}

    /** Without a line feed. */
    static byte[] of(Placed placed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("instance", placed.instance().toString());
            write(json, placed);
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /** All but the instance, into an object that is open. */
    static void write(JsonGenerator json, Placed placed) {
        json.writeNumberProperty("sequence", placed.sequence());
        byte[] previous = placed.previous();
        if (previous != null) {
            json.writeStringProperty("previous", HexFormat.of().formatHex(previous));
        }
        json.writeStringProperty("hash", HexFormat.of().formatHex(placed.hash()));
        json.writeStringProperty("entry", new String(placed.bytes(), StandardCharsets.US_ASCII));
        byte[] attachment = placed.attachment();
        if (attachment != null) {
            json.writeStringProperty("attachment", Base64.getEncoder().encodeToString(attachment));
        }
    }
}
