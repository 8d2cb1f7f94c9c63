package dev.bifrost.dialect.estimate;

import dev.bifrost.api.chat.ChatRequest;

/** stub */
public final class TokenEstimate {
    private TokenEstimate() {}

    public static long of(ChatRequest request) {
        return request.messages().size();
    }
}
