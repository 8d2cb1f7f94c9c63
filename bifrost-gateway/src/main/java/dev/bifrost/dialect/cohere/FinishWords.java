package dev.bifrost.dialect.cohere;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.chat.FinishReason;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why an answer ended, in Cohere's words, some of which report a failure. */
final class FinishWords {
    private FinishWords() {}

    /** @param calls whether the answer calls a tool, which decides where the word alone does not */
    static FinishReason reason(@Nullable String word, boolean calls) {
        return switch (word) {
            case "COMPLETE", "TOOL_CALL" -> calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "STOP_SEQUENCE" -> FinishReason.STOP_SEQUENCE;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "ERROR_LIMIT" -> FinishReason.CONTEXT_FULL;
            case "ERROR_TOXIC" -> FinishReason.CONTENT_FILTER;
            case null, default -> calls ? FinishReason.TOOL_CALLS : FinishReason.OTHER;
        };
    }

    /** The failure that the word reports; null if it reports none. */
    static @Nullable ErrorDetail failure(@Nullable String word, @Nullable String message) {
        int status = switch (word) {
            case "ERROR_LIMIT", "ERROR_TOXIC" -> 0;
            case "TIMEOUT" -> 504;
            case "ERROR" -> 500;
            case null, default -> message == null || message.isEmpty() ? 0 : 500;
        };
        if (status == 0) {
            return null;
        }
        String code = word == null ? "" : word.toLowerCase(Locale.ROOT);
        return new ErrorDetail(status, code, "server_error", message == null ? "" : message);
    }
}
