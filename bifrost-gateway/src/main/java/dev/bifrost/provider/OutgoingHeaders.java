package dev.bifrost.provider;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** The headers that are sent with every request to a provider. */
final class OutgoingHeaders {
    /** What the transport writes itself. */
    private static final List<String> OWN =
            List.of("host", "content-length", "transfer-encoding", "connection", "content-type", "accept-encoding");

    private OutgoingHeaders() {}

    /** Those that are known, and those that are given besides or instead. */
    static Map<String, String> of(
            Map<String, String> known, Map<String, String> given, BiConsumer<String, String> problem) {
        Map<String, String> headers = new LinkedHashMap<>(known);
        given.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!isToken(lower) || !isFieldValue(value)) {
                problem.accept(
                        "headers", "'" + name + "' is no header, or its value has characters that headers can't have");
            } else if (OWN.contains(lower)) {
                problem.accept("headers", "'" + name + "' is written by the gateway itself");
            } else {
                headers.put(lower, value);
            }
        });
        return headers;
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }

    /** RFC 9110, section 5.5, without the bytes above ASCII that no provider asks for. */
    static boolean isFieldValue(String value) {
        return value.chars().allMatch(c -> (c >= ' ' || c == '\t') && c < 0x7f);
    }
}
