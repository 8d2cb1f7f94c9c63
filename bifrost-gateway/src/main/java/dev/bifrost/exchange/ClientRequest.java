package dev.bifrost.exchange;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The head of a client's request.
 *
 * @param method  in upper case
 * @param path    without query, as it came
 * @param query   what stands behind the question mark
 * @param length  of the body: -1 if only its end will tell
 * @param address of the client's side of the connection
 */
public record ClientRequest(
        String method, String path, @Nullable String query, HttpHeaders headers, long length, String address) {}
