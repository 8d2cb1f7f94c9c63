package dev.bifrost.dialect;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.chat.RerankRequest;

/** What a client asks, understood. */
public sealed interface Question {

    /** A conversation to be continued, or its tokens to be counted. */
    record Conversation(ChatRequest request) implements Question {}

    /** Texts to be turned into vectors. */
    record Embedding(EmbeddingRequest request) implements Question {}

    /** Documents to be ranked. */
    record Ranking(RerankRequest request) implements Question {}

    /** The request in a question about a conversation. */
    static ChatRequest conversation(Question question) {
        if (question instanceof Conversation(ChatRequest request)) {
            return request;
        }
        throw new IllegalArgumentException("no conversation: " + question);
    }

    /** The same with so many tokens in each answer at most, if it is a conversation. */
    default Question limitedTo(long mostTokens) {
        return switch (this) {
            case Conversation(ChatRequest request) -> new Conversation(request.withMaxTokens(mostTokens));
            case Embedding _, Ranking _ -> this;
        };
    }

    /** The same without what only a provider needs, which may be large: all that an answer's writer looks at. */
    default Question withoutContent() {
        return switch (this) {
            case Conversation(ChatRequest request) -> new Conversation(request.withoutMessages());
            case Embedding _, Ranking _ -> this;
        };
    }
}
