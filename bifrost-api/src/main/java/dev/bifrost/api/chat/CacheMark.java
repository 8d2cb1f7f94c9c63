package dev.bifrost.api.chat;

import org.jspecify.annotations.Nullable;

/** Up to here the prompt is to be cached. {@code ttl} is such as {@code 5m} or {@code 1h}; null for the provider's own. */
public record CacheMark(@Nullable String ttl) {}
