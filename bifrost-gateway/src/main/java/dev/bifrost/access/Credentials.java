package dev.bifrost.access;

import org.jspecify.annotations.Nullable;

/**
 * Everything of a request that may hold a virtual key, as it came; null where it is absent. A header that came several
 * times is joined by a comma, and then matches no key.
 *
 * @param authorization {@code authorization}: Bearer, or SigV4 with the key as access-key id
 * @param xApiKey       {@code x-api-key}, as Anthropic's SDKs send it
 * @param xGoogApiKey   {@code x-goog-api-key}, as Google's SDKs send it
 * @param apiKey        {@code api-key}, as Azure's SDKs send it
 * @param queryKey      the decoded query parameter {@code key}
 * @param xBfVk         {@code x-bf-vk}, which wins over all others
 */
public record Credentials(
        @Nullable String authorization,
        @Nullable String xApiKey,
        @Nullable String xGoogApiKey,
        @Nullable String apiKey,
        @Nullable String queryKey,
        @Nullable String xBfVk) {

    /** A request without any. */
    public static final Credentials NONE = new Credentials(null, null, null, null, null, null);

    /** Shows which are there, never what they hold. */
    @Override
    public String toString() {
        return "Credentials" + Presented.of(this).names();
    }
}
