package dev.bifrost.provider;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong, or probably not meant, in the configuration of a provider.
 *
 * @param provider its name; null if it is about what all inherit
 * @param key      the key of its entry, such as {@code base_url}; empty if it is about the entry as a whole
 * @param message  what is wrong; holds no secret
 */
public record ProviderProblem(@Nullable String provider, String key, String message) {
    @Override
    public String toString() {
        return (provider == null ? "defaults: " : "provider '" + provider + "': ")
                + (key.isEmpty() ? "" : key + ": ")
                + message;
    }
}
