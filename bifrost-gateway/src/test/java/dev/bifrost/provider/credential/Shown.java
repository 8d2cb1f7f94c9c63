package dev.bifrost.provider.credential;

import dev.bifrost.api.HeaderList;
import java.net.URI;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a proof adds to a request. */
final class Shown {
    static final URI URL = URI.create("https://provider.example/v1/chat");

    private Shown() {}

    /** Waits if need be. */
    static HeaderList by(Proof proof) throws Exception {
        return by(proof, "POST", URL, new byte[0]);
    }

    static HeaderList by(Proof proof, String method, URI url, byte[] body) throws Exception {
        HeaderList headers = new HeaderList();
        CompletionStage<?> later = proof.addTo(headers, method, url, SignedBody.of(body));
        if (later != null) {
            later.toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        return headers;
    }

    /** Null if the proof was not at hand; then nothing is waited for. */
    static HeaderList atOnce(Proof proof) {
        HeaderList headers = new HeaderList();
        return proof.addTo(headers, "POST", URL, SignedBody.EMPTY) == null ? headers : null;
    }

    /** Why there is no proof. */
    static Throwable failure(Proof proof) throws InterruptedException, TimeoutException {
        CompletionStage<?> later = proof.addTo(new HeaderList(), "POST", URL, SignedBody.EMPTY);
        if (later == null) {
            throw new AssertionError("there is a proof");
        }
        try {
            later.toCompletableFuture().get(10, TimeUnit.SECONDS);
            throw new AssertionError("there is a proof");
        } catch (ExecutionException e) {
            return e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
        }
    }
}
