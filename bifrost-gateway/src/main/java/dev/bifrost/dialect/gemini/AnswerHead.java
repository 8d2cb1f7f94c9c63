package dev.bifrost.dialect.gemini;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.json.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** What an answer says of itself before it says anything. */
final class AnswerHead {
    private AnswerHead() {}

    static ChatEvent.Started of(Json.Obj answer) {
        Json.Obj usage = answer.object("usageMetadata");
        String tier = usage == null ? null : usage.text("serviceTier");
        return new ChatEvent.Started(
                answer.text("responseId", ""),
                seconds(answer.text("createTime", "")),
                answer.text("modelVersion", ""),
                tier == null ? null : tier.toLowerCase(Locale.ROOT));
    }

    /** Vertex AI's {@code createTime}. */
    private static long seconds(String time) {
        try {
            return time.isEmpty() ? 0 : Math.max(0, Instant.parse(time).getEpochSecond());
        } catch (DateTimeParseException _) {
            return 0;
        }
    }
}
