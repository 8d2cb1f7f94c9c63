package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** Why an answer ended, and by which stop sequence. */
final class StopReasons {
    private StopReasons() {}

    /** @param calls whether the answer calls tools of the client's, which some models forget to say */
    static FinishReason of(@Nullable String stopReason, boolean calls) {
        return switch (stopReason) {
            case "tool_use", "end_turn" -> calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "max_tokens" -> FinishReason.LENGTH;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_FULL;
            case "guardrail_intervened", "content_filtered" -> FinishReason.CONTENT_FILTER;
            case "malformed_model_output", "malformed_tool_use" -> FinishReason.MALFORMED;
            case "refusal" -> FinishReason.REFUSAL;
            case "pause_turn" -> FinishReason.PAUSE;
            case null, default -> calls ? FinishReason.TOOL_CALLS : FinishReason.OTHER;
        };
    }

    /** The stop sequence in {@code additionalModelResponseFields}, where streams have it one level deeper. */
    static @Nullable String sequence(Json.Obj answer) {
        Json.Obj fields = answer.object("additionalModelResponseFields");
        if (fields == null) {
            return null;
        }
        Json.Obj delta = fields.object("delta");
        return (delta == null ? fields : delta).text("stop_sequence");
    }
}
