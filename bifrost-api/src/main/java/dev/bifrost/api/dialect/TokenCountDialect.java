package dev.bifrost.api.dialect;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.json.Json;

/** How a provider is asked how many tokens a request would have. Pure, like {@link ProviderDialect}. */
public interface TokenCountDialect {

    /** The name in {@code dialect:}. */
    String name();

    /** The question in the provider's words. */
    ProviderRequest write(ChatRequest request, Recipient recipient) throws Refusal;

    /** The number in a whole answer. */
    long read(Json.Obj json) throws AnswerFault;
}
