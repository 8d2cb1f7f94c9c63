package dev.bifrost.upstream;

import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Timeouts;

/**
 * One request to a provider.
 *
 * @param origin   where to
 * @param method   in upper case
 * @param path     with query, beginning with a slash
 * @param headers  all but {@code host}, {@code content-length}, {@code transfer-encoding} and {@code connection}, which
 *                 the transport writes
 * @param body     what to send
 * @param timeouts the deadlines; {@code first_token} is kept by the caller, who knows what content is
 */
public record UpstreamRequest(
        Origin origin, String method, String path, HeaderList headers, RequestBody body, Timeouts timeouts) {}
