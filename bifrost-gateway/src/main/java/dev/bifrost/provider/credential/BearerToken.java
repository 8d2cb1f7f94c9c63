package dev.bifrost.provider.credential;

import dev.bifrost.api.HeaderList;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A token that somebody issues and that expires, in {@code authorization}. */
public final class BearerToken implements Proof {
    private final Renewed<Token> tokens;
    private final @Nullable String fingerprint;

    /** A token, and headers that belong to it. */
    record Token(String value, Map<String, String> headers) {
        Token {
            headers = Map.copyOf(headers);
            if (!isWord(value) || !headers.values().stream().allMatch(Token::isWord)) {
                throw new IllegalArgumentException("this is no token");
            }
        }

        /** Anything else might end the header in which it stands. */
        private static boolean isWord(String text) {
            return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        }

        /** Does not show it. */
        @Override
        public String toString() {
            return "Token";
        }
    }

    BearerToken(Renewed.Source<Token> source, @Nullable String fingerprint, InstantSource clock) {
        this.tokens = new Renewed<>(source, clock);
        this.fingerprint = fingerprint;
    }

    @Override
    public @Nullable String fingerprint() {
        return fingerprint;
    }

    @Override
    public boolean signsBody() {
        return false;
    }

    @Override
    public @Nullable CompletionStage<?> addTo(HeaderList headers, String method, URI url, SignedBody body) {
        Token token = tokens.atHand();
        if (token != null) {
            add(token, headers);
            return null;
        }
        CompletableFuture<Boolean> added = new CompletableFuture<>();
        tokens.fetched().whenComplete((fetched, failure) -> {
            if (failure == null) {
                add(fetched, headers);
                added.complete(true);
            } else {
                added.completeExceptionally(failure);
            }
        });
        return added;
    }

    private static void add(Token token, HeaderList headers) {
        headers.add("authorization", "Bearer " + token.value());
        token.headers().forEach(headers::add);
    }

    @Override
    public void refused() {
        tokens.forget();
    }

    /** Does not show it. */
    @Override
    public String toString() {
        return "BearerToken[" + fingerprint + ']';
    }
}
