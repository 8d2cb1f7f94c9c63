package dev.bifrost.server;

import dev.bifrost.api.Refusal;
import dev.bifrost.exchange.ClientRequest;
import java.util.concurrent.CompletionStage;

/**
 * Serves what is below {@code /api}: rare, small requests that are no calls. Both methods are called on event loops and
 * must not block; the answer may come from any thread.
 */
public interface ManagementHandler {

    /** Looks at a request before its body is read; throws if it is not to be served. */
    void admit(ClientRequest request) throws Refusal;

    /** Serves a request that was admitted; fails with a {@link Refusal} for what the client is to be told. */
    CompletionStage<Reply> serve(ClientRequest request, byte[] body);

    /** An answer; {@code body} is JSON. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
    record Reply(int status, byte[] body) {}
}
