package dev.bifrost.provider.credential;

import dev.bifrost.api.HeaderList;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What proves to a provider who is calling. One instance serves all calls, on all threads. */
public interface Proof {

    /** Tells it apart from others in records, without being secret; null while that is not known. */
    @Nullable
    String fingerprint();

    /** True if it is computed over the body, which then must be readable as a whole. */
    boolean signsBody();

    /**
     * Adds it to a request's headers.
     *
     * @param url  of the request, with path and query
     * @param body of the request, read only where {@link #signsBody()}
     * @return null if it is done; else a stage that completes, on another thread, when it is, or fails with an {@link
     *     java.io.IOException} that says why there is none
     */
    @Nullable
    CompletionStage<?> addTo(HeaderList headers, String method, URI url, SignedBody body);

    /** The provider did not accept it; what was kept of it is got anew. */
    void refused();
}
