package dev.bifrost.admin;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request to the management API.
 *
 * @param method  in upper case
 * @param path    without query, as it came
 * @param query   what stands behind the question mark
 * @param headers the value of a header by its name in lower case, several lines joined by commas; null if there is none
 * @param address of the client's side of the connection
 */
public record AdminRequest(
        String method,
        String path,
        @Nullable String query,
        Function<String, @Nullable String> headers,
        String address) {

    @Nullable
    String header(String name) {
        return headers.apply(name);
    }
}
