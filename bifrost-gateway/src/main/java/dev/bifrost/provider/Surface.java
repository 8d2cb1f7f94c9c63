package dev.bifrost.provider;

/**
 * How one operation is reached at a provider.
 *
 * @param dialect the words in which it is asked, such as {@code openai} or {@code anthropic}
 * @param path    below the provider's base URL; begins with a slash
 */
public record Surface(String dialect, String path) {}
