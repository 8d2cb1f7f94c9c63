package dev.bifrost.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says about its failure, as it says it: not fit for a client's eyes before the gateway has cleaned it.
 *
 * @param status     the HTTP status that the error itself names; 0 if it names none
 * @param code       such as {@code insufficient_quota}; empty if there is none
 * @param type       such as {@code server_error}; empty if there is none
 * @param message    for people; empty if there is none
 * @param param      the field at fault; empty if none is named
 * @param retryAfter how long the error itself asks to wait, such as Google's {@code RetryInfo}; null if it does not say
 */
public record ErrorDetail(
        int status,
        String code,
        String type,
        String message,
        String param,
        @Nullable Duration retryAfter) {

    /** An error that does not say how long to wait. */
    public ErrorDetail(int status, String code, String type, String message, String param) {
        this(status, code, type, message, param, null);
    }

    /** An error that names no field. */
    public ErrorDetail(int status, String code, String type, String message) {
        this(status, code, type, message, "");
    }
}
