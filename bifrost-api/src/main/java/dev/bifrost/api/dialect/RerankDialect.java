package dev.bifrost.api.dialect;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.RerankAnswer;
import dev.bifrost.api.chat.RerankRequest;
import dev.bifrost.api.json.Json;

/** How a provider is asked to rank documents. Pure, like {@link ProviderDialect}. */
public interface RerankDialect {

    /** The name in {@code dialect:}. */
    String name();

    /** The request in the provider's words. */
    ProviderRequest write(RerankRequest request, Recipient recipient, Losses losses) throws Refusal;

    /** A whole answer. */
    RerankAnswer read(Json.Obj json) throws AnswerFault;
}
