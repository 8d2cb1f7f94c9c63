package dev.bifrost.dialect;

import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.sse.SseOutput;
import java.util.List;

/**
 * The client's own dialect in another envelope, such as Anthropic's on AWS and Google Cloud: the request's fields and the
 * answer's bytes stay as they are, only what is around them changes.
 */
public interface Recast {

    /**
     * The request in its envelope.
     *
     * @param body  the client's, with the model as the client wrote it
     * @param betas the client's {@code anthropic-beta}, one by one
     */
    ProviderRequest request(Json.Obj body, List<String> betas);

    /** How a streamed answer is cut into events. */
    Framing framing();

    /** Writes an event as the client would have got it from its own provider; nothing if it is none of the answer's. */
    void event(WireEvent event, SseOutput out) throws AnswerFault;
}
