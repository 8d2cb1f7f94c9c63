package dev.bifrost.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one call leaves behind: written once, after its last byte or its failure. Metrics, logs, traces and audit are
 * read from it. It holds no content and no secret.
 *
 * @param time             when the request's head was complete
 * @param requestId        the client's {@code x-request-id}, else ours
 * @param traceId          from {@code traceparent}, 32 hexadecimal digits; made here where traces are made and the client
 *                         has none
 * @param keyId            the id of the caller's key, which its spend follows
 * @param virtualKey       the name of the caller's key
 * @param team             the team that the key belongs to
 * @param organization     the organisation that the key or its team belongs to
 * @param endUser          the person behind the caller, as the request named them
 * @param labels           the key's labels and those of the call's {@code x-bf-dim-*} headers
 * @param clientAddress    the address of the connection
 * @param agent            the client's {@code user-agent}
 * @param operation        what was asked for
 * @param route            method and path, without query
 * @param alias            the alias that was used
 * @param provider         who answered, or was last asked
 * @param modelAsked       the model as the client wrote it
 * @param model            the model as it was sent to the provider
 * @param modelAnswered    the model that the answer names
 * @param region           where the provider is
 * @param clientDialect    the dialect in which the client asked
 * @param providerDialect  the dialect in which the provider answered
 * @param stream           whether the answer was a stream
 * @param status           the HTTP status that the client got; 499 if it went away before one was sent
 * @param failure          the code of the failure that ended the call
 * @param ending           how it ended
 * @param attempts         every target that was tried or skipped, in order
 * @param lossy            fields of the request that the last target's dialect has no room for
 * @param usage            what was consumed; null if unknown
 * @param cost             what all attempts cost together; null if nothing was consumed
 * @param bytesIn          length of the request body
 * @param bytesOut         length of the answer's body as released
 * @param firstTokenNanos  from {@code time} to the first content released; -1 if there was none
 * @param totalNanos       from {@code time} to the end
 * @param gatewayNanos     the part of {@code totalNanos} up to the first byte released that was not spent waiting for
 *                         providers
 * @param configuration    hash of the configuration in force, eight hexadecimal digits
 * @param bodyHash         HMAC-SHA-256 of the request's body as it was read, hexadecimal digits; null if nobody asked for it
 *                         or the body did not come whole
 * @param content          what is kept of what was asked and answered; null if nothing is to be
 * @param explanation      why it went so; null if nobody asked
 * @param trace            its place in the trace {@code traceId}; null where no traces are made
 */
public record CallRecord(
        Instant time,
        String requestId,
        @Nullable String traceId,
        @Nullable String keyId,
        @Nullable String virtualKey,
        @Nullable String team,
        @Nullable String organization,
        @Nullable String endUser,
        Map<String, String> labels,
        String clientAddress,
        @Nullable String agent,
        Operation operation,
        String route,
        @Nullable String alias,
        @Nullable String provider,
        @Nullable String modelAsked,
        @Nullable String model,
        @Nullable String modelAnswered,
        @Nullable String region,
        @Nullable String clientDialect,
        @Nullable String providerDialect,
        boolean stream,
        int status,
        @Nullable String failure,
        Ending ending,
        List<Attempt> attempts,
        List<String> lossy,
        @Nullable Usage usage,
        @Nullable Cost cost,
        long bytesIn,
        long bytesOut,
        long firstTokenNanos,
        long totalNanos,
        long gatewayNanos,
        String configuration,
        @Nullable String bodyHash,
        @Nullable Content content,
        @Nullable Explanation explanation,
        @Nullable Trace trace) {

    /** One that nobody asked to be explained, and that belongs to no trace of the gateway's own. */
    public CallRecord(
            Instant time,
            String requestId,
            @Nullable String traceId,
            @Nullable String keyId,
            @Nullable String virtualKey,
            @Nullable String team,
            @Nullable String organization,
            @Nullable String endUser,
            Map<String, String> labels,
            String clientAddress,
            @Nullable String agent,
            Operation operation,
            String route,
            @Nullable String alias,
            @Nullable String provider,
            @Nullable String modelAsked,
            @Nullable String model,
            @Nullable String modelAnswered,
            @Nullable String region,
            @Nullable String clientDialect,
            @Nullable String providerDialect,
            boolean stream,
            int status,
            @Nullable String failure,
            Ending ending,
            List<Attempt> attempts,
            List<String> lossy,
            @Nullable Usage usage,
            @Nullable Cost cost,
            long bytesIn,
            long bytesOut,
            long firstTokenNanos,
            long totalNanos,
            long gatewayNanos,
            String configuration,
            @Nullable String bodyHash,
            @Nullable Content content) {
        this(
                time,
                requestId,
                traceId,
                keyId,
                virtualKey,
                team,
                organization,
                endUser,
                labels,
                clientAddress,
                agent,
                operation,
                route,
                alias,
                provider,
                modelAsked,
                model,
                modelAnswered,
                region,
                clientDialect,
                providerDialect,
                stream,
                status,
                failure,
                ending,
                attempts,
                lossy,
                usage,
                cost,
                bytesIn,
                bytesOut,
                firstTokenNanos,
                totalNanos,
                gatewayNanos,
                configuration,
                bodyHash,
                content,
                null,
                null);
    }

    /** The same with what is kept of its content. */
    public CallRecord with(Content kept) {
        return new CallRecord(
                time,
                requestId,
                traceId,
                keyId,
                virtualKey,
                team,
                organization,
                endUser,
                labels,
                clientAddress,
                agent,
                operation,
                route,
                alias,
                provider,
                modelAsked,
                model,
                modelAnswered,
                region,
                clientDialect,
                providerDialect,
                stream,
                status,
                failure,
                ending,
                attempts,
                lossy,
                usage,
                cost,
                bytesIn,
                bytesOut,
                firstTokenNanos,
                totalNanos,
                gatewayNanos,
                configuration,
                bodyHash,
                kept,
                explanation,
                trace);
    }
}
