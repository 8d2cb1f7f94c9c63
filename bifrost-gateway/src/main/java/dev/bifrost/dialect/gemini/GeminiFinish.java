package dev.bifrost.dialect.gemini;

import dev.bifrost.api.chat.FinishReason;

/** Google's words for why an answer ended (https://ai.google.dev/api/generate-content#FinishReason). */
final class GeminiFinish {
    private GeminiFinish() {}

    /** {@code STOP} stands also for a stop sequence, and for calls. */
    static FinishReason of(String word, boolean calls) {
        return switch (word) {
            case "STOP" -> calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            // CONTINUATION: the limit of one request, to be continued by a token that no other dialect has.
            case "MAX_TOKENS", "CONTINUATION" -> FinishReason.LENGTH;
            case "SAFETY",
                    "RECITATION",
                    "LANGUAGE",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> FinishReason.CONTENT_FILTER;
            case "MALFORMED_FUNCTION_CALL",
                    "MALFORMED_RESPONSE",
                    "MALFORMED_TOOL_CALL",
                    "UNEXPECTED_TOOL_CALL",
                    "MISSING_THOUGHT_SIGNATURE" -> FinishReason.MALFORMED;
            default -> FinishReason.OTHER;
        };
    }
}
