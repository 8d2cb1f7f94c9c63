package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.FinishReason;
import org.jspecify.annotations.Nullable;

/** {@code stop_reason} (https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons). */
final class StopReasons {
    private StopReasons() {}

    /** {@code calls}: whether the answer calls tools of the client's. */
    static FinishReason read(@Nullable String reason, boolean calls) {
        return switch (reason) {
            case "end_turn", "tool_use" -> calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "max_tokens" -> FinishReason.LENGTH;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_FULL;
            case "pause_turn" -> FinishReason.PAUSE;
            case "refusal" -> FinishReason.REFUSAL;
            case null, default -> calls ? FinishReason.TOOL_CALLS : FinishReason.OTHER;
        };
    }

    /** Agents go on only after {@code tool_use}, so a call never ends as anything that means "done". */
    static String write(FinishReason reason, boolean calls) {
        return switch (reason) {
            case STOP, TOOL_CALLS, MALFORMED, OTHER -> calls ? "tool_use" : "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case CONTEXT_FULL -> "model_context_window_exceeded";
            case CONTENT_FILTER, REFUSAL -> "refusal";
            case PAUSE -> "pause_turn";
        };
    }
}
