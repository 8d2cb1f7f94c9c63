package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * How a response ended.
 *
 * @param status     {@code completed}, {@code incomplete} or {@code failed}; {@code in_progress} as long as it has not
 * @param incomplete {@code incomplete_details}
 * @param error      why it failed
 */
record Outcome(String status, Json.@Nullable Obj incomplete, Json.@Nullable Obj error) {
    static final Outcome RUNNING = new Outcome("in_progress", null, null);
    private static final Outcome COMPLETED = new Outcome("completed", null, null);

    /**
     * What an answer comes to that ended so.
     *
     * @param refused whether it holds a refusal in words
     */
    static Outcome of(FinishReason finish, boolean refused) {
        return switch (finish) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, OTHER -> COMPLETED;
            case LENGTH, CONTEXT_FULL -> incomplete("max_output_tokens");
            case CONTENT_FILTER -> incomplete("content_filter");
            // A refusal without words is a filter of the provider's that stopped the model.
            case REFUSAL -> refused ? COMPLETED : incomplete("content_filter");
            // The provider's limit of rounds with its own tools was reached.
            case PAUSE -> incomplete("max_messages");
            case MALFORMED -> failed("server_error", "The model wrote something that its provider could not use");
        };
    }

    static Outcome failed(String code, String message) {
        return new Outcome("failed", null, new Json.Obj().put("code", code).put("message", message));
    }

    private static Outcome incomplete(String reason) {
        return new Outcome("incomplete", new Json.Obj().put("reason", reason), null);
    }

    /** The status of a message that the answer ended in. */
    String lastItem() {
        return status.equals("incomplete") ? "incomplete" : "completed";
    }
}
