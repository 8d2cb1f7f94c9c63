package dev.bifrost.server;

import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Refusal;
import dev.bifrost.exchange.ClientRequest;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Serves what is below {@code /api}: rare, small requests that are no calls. Both methods are called on event loops and
 * must not block; the answer may come from any thread.
 */
public interface ManagementHandler {

    /** Looks at a request before its body is read; throws if it is not to be served. */
    void admit(ClientRequest request) throws Refusal;

    /** Serves a request that was admitted; fails with a {@link Refusal} for what the client is to be told. */
    CompletionStage<Reply> serve(ClientRequest request, byte[] body);

    /**
     * An answer.
     *
     * @param headers {@code content-type} among them
     * @param rest    what follows the body; null if that is all
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
    record Reply(int status, HeaderList headers, byte[] body, @Nullable Pieces rest) {
        /** An answer in JSON. */
        public Reply(int status, byte[] json) {
            this(status, new HeaderList().add("content-type", "application/json"), json, null);
        }
    }

    /** The pieces of a long answer, asked for one after the other as the client takes them; not on after a failure. */
    interface Pieces {
        /** The next; null if there is none. Called on an event loop, which must not be blocked. */
        CompletionStage<byte @Nullable []> next();
    }
}
