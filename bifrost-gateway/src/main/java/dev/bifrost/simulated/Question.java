package dev.bifrost.simulated;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a request.
 *
 * @param model        as it was asked for
 * @param stream       whether the answer is a stream
 * @param includeUsage whether a stream of chat ends with usage
 * @param said         the text of the last user message
 * @param promptBytes  UTF-8 bytes of all text
 * @param maxTokens    0 if there is no limit
 * @param tool         the function that must be called; null for text
 * @param toolNamed    whether the request names it, instead of only requiring any
 * @param inputs       the texts to embed or moderate
 * @param base64       whether embeddings are wanted in base64
 * @param dimensions   of embeddings
 */
record Question(
        String model,
        boolean stream,
        boolean includeUsage,
        String said,
        long promptBytes,
        int maxTokens,
        @Nullable String tool,
        boolean toolNamed,
        List<String> inputs,
        boolean base64,
        int dimensions) {

    /** Four bytes to a token, one token at least. */
    long promptTokens() {
        return Math.max(1, (promptBytes + 3) / 4);
    }
}
