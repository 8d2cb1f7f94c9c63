package dev.bifrost.api.dialect;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.EmbeddingAnswer;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.json.Json;

/** How a provider is asked for embeddings. Pure, like {@link ProviderDialect}. */
public interface EmbeddingDialect {

    /** The name in {@code dialect:}. */
    String name();

    /** The request in the provider's words. */
    ProviderRequest write(EmbeddingRequest request, Recipient recipient, Losses losses) throws Refusal;

    /** A whole answer. */
    EmbeddingAnswer read(Json.Obj json) throws AnswerFault;
}
