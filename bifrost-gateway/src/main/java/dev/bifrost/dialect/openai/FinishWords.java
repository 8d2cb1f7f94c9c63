package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.FinishReason;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why an answer ended, in the words of {@code finish_reason}, both ways. */
final class FinishWords {
    private FinishWords() {}

    /**
     * What a provider's word means, whether it is one of OpenAI's or not.
     *
     * @param calls whether the answer has tool calls: those never end as {@code stop}, whatever the provider says
     */
    static FinishReason read(@Nullable String word, boolean calls) {
        FinishReason reason = read(word == null ? "" : word.toLowerCase(Locale.ROOT));
        boolean done = reason == FinishReason.STOP || reason == FinishReason.OTHER;
        return calls && done ? FinishReason.TOOL_CALLS : reason;
    }

    private static FinishReason read(String word) {
        return switch (word) {
            case "", "stop", "eos", "end_turn", "complete", "completed" -> FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "length", "max_tokens" -> FinishReason.LENGTH;
            case "model_length", "model_context_window_exceeded" -> FinishReason.CONTEXT_FULL;
            case "tool_calls", "tool_call", "tool_use", "function_call" -> FinishReason.TOOL_CALLS;
            case "content_filter", "content-filter", "safety", "sensitive" -> FinishReason.CONTENT_FILTER;
            case "refusal" -> FinishReason.REFUSAL;
            case "pause_turn" -> FinishReason.PAUSE;
            case "malformed_function_call" -> FinishReason.MALFORMED;
            default -> FinishReason.OTHER;
        };
    }

    /**
     * OpenAI's word.
     *
     * @param calls   whether the answer has tool calls: an agent that reads {@code stop} would never run them
     * @param refused whether the answer says in words that it refuses, which OpenAI ends as {@code stop}
     */
    static String write(FinishReason reason, boolean calls, boolean refused) {
        return switch (reason) {
            case LENGTH, CONTEXT_FULL -> "length";
            case CONTENT_FILTER -> "content_filter";
            case REFUSAL -> refused || calls ? ending(calls) : "content_filter";
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSE, MALFORMED, OTHER -> ending(calls);
        };
    }

    private static String ending(boolean calls) {
        return calls ? "tool_calls" : "stop";
    }

    /** The reason in more words than OpenAI has, for {@code native_finish_reason}; null if its own word says it all. */
    static @Nullable String detail(FinishReason reason) {
        return switch (reason) {
            case STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER -> null;
            case STOP_SEQUENCE, CONTEXT_FULL, REFUSAL, PAUSE, MALFORMED, OTHER ->
                reason.name().toLowerCase(Locale.ROOT);
        };
    }
}
