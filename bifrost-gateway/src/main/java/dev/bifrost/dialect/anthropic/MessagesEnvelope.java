package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.sse.SseOutput;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Wraps what a client of Anthropic's says for the Claude on Vertex AI or Bedrock, and unwraps what comes back. What is
 * inside stays as it is, since prompt caches depend on it.
 */
public final class MessagesEnvelope {
    private static final String VERSION = "anthropic_version";

    private MessagesEnvelope() {}

    /**
     * The body for that flavour; the client's own is not changed. For {@link MessagesFlavour#DIRECT} it is the same.
     *
     * @param betas the client's {@code anthropic-beta} headers, which for Bedrock go into the body; for others they stay
     *              headers
     */
    public static Json.Obj body(Json.Obj own, MessagesFlavour flavour, List<String> betas) {
        String version = flavour.version();
        if (version == null) {
            return own;
        }
        Json.Obj body = new Json.Obj().put(VERSION, version);
        own.members().forEach((name, value) -> {
            boolean inPath = name.equals("model") || (flavour == MessagesFlavour.BEDROCK && name.equals("stream"));
            if (!inPath && !name.equals(VERSION)) {
                body.put(name, value);
            }
        });
        Set<String> names = names(own, betas);
        if (flavour == MessagesFlavour.BEDROCK && !names.isEmpty()) {
            body.put(RequestWriter.BETA_FIELD, Json.Arr.of(names));
        }
        return body;
    }

    private static Set<String> names(Json.Obj own, List<String> headers) {
        Set<String> names = new LinkedHashSet<>();
        for (Json named : own.list(RequestWriter.BETA_FIELD)) {
            if (named instanceof Json.Str(String name)) {
                names.add(name);
            }
        }
        for (String header : headers) {
            Arrays.stream(header.split(",", -1))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .forEach(names::add);
        }
        return names;
    }

    /**
     * Writes the event in a frame of Bedrock's as Anthropic would have sent it: its JSON is not touched.
     *
     * @return false if there was no event in the frame, and nothing was written
     * @throws AnswerFault if the frame reports an error, or makes no sense
     */
    public static boolean event(WireEvent frame, SseOutput out) throws AnswerFault {
        if (frame.error()) {
            throw new AnswerFault(BedrockFrames.error(frame));
        }
        byte @Nullable [] payload = BedrockFrames.payload(frame);
        if (payload == null) {
            return false;
        }
        String type =
                new WireEvent("", false, payload, 0, payload.length).json().text("type", "message");
        for (int i = 0; i < payload.length; i++) {
            // A line break would end the line of data; in JSON it can only stand between values.
            payload[i] = payload[i] == '\n' || payload[i] == '\r' ? (byte) ' ' : payload[i];
        }
        out.text("event: ").text(ascii(type)).text("\ndata: ");
        out.write(payload);
        out.text("\n\n");
        return true;
    }

    private static String ascii(String type) {
        return type.matches("[a-z_]+") ? type : "message";
    }
}
