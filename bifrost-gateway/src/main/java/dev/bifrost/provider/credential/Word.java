package dev.bifrost.provider.credential;

import dev.bifrost.api.HeaderList;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A credential that stays the same, in a header; without a header there is no credential at all.
 *
 * @param header in lower case; empty if there is none
 */
public record Word(String header, String value, @Nullable String fingerprint) implements Proof {
    /** No credential. */
    public static final Word NONE = new Word("", "", null);

    @Override
    public boolean signsBody() {
        return false;
    }

    @Override
    public @Nullable CompletionStage<?> addTo(HeaderList headers, String method, URI url, SignedBody body) {
        writeTo(headers);
        return null;
    }

    /** Adds the header, if there is a credential. */
    public void writeTo(HeaderList headers) {
        if (!header.isEmpty()) {
            headers.add(header, value);
        }
    }

    @Override
    public void refused() {
        // There is no other.
    }

    /** Does not show it. */
    @Override
    public String toString() {
        return "Word[" + fingerprint + ']';
    }
}
