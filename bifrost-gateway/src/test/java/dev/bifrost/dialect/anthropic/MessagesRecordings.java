package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.Recordings;
import java.nio.charset.StandardCharsets;

/** Claude's recorded answers. */
public final class MessagesRecordings {
    private MessagesRecordings() {}

    /** The stream as it was on the wire; the recordings keep only what stood behind {@code data:}. */
    public static byte[] stream(String name) {
        StringBuilder stream = new StringBuilder();
        new String(Recordings.bytes("anthropic-messages/" + name + ".chunks.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> stream.append("event: ")
                        .append(line.split("\"", 5)[3])
                        .append("\ndata: ")
                        .append(line)
                        .append("\n\n"));
        return stream.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Json.Obj whole(String name) throws MalformedJson {
        byte[] json = Recordings.bytes("anthropic-messages/" + name + ".json");
        return Json.readObject(json, 0, json.length);
    }
}
