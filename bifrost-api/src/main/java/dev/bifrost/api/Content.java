package dev.bifrost.api;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of what a call asked and was answered. The texts themselves are encrypted and lie beside the record.
 *
 * @param sha256       of the encrypted texts, hexadecimal digits; null if they could not be kept
 * @param subject      whose key they are encrypted with, such as {@code end_user:ann}
 * @param key          the id of that key; null if there was none
 * @param requestBytes length of the whole request
 * @param answerBytes  length of the whole answer
 * @param answerHash   HMAC-SHA-256 of the whole answer, hexadecimal digits, with the key of {@code body_hash}
 * @param requestCut   whether less of the request is kept than there was
 * @param answerCut    whether less of the answer is kept than there was
 * @param redacted     whether anything was taken out
 * @param missing      why nothing is kept; null if it is
 */
public record Content(
        @Nullable String sha256,
        String subject,
        @Nullable String key,
        long requestBytes,
        long answerBytes,
        @Nullable String answerHash,
        boolean requestCut,
        boolean answerCut,
        boolean redacted,
        @Nullable String missing) {}
