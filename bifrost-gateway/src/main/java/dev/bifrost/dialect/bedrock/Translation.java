package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;

/** One request on its way into Converse's words: what is asked, of which model, and what gets lost. */
record Translation(ChatRequest request, BedrockModel model, Losses losses) {

    /** What the client must change. {@code field} is at fault, as the client knows it. */
    static Refusal refusal(String field, String message) {
        return new Refusal(new Failure.InvalidRequest(message, field, "invalid_request"));
    }
}
