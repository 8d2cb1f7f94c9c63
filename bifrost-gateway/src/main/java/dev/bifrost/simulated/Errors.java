package dev.bifrost.simulated;

import static dev.bifrost.simulated.Words.quoted;

import org.jspecify.annotations.Nullable;

/** Errors in OpenAI's shape: https://platform.openai.com/docs/guides/error-codes. */
final class Errors {
    private Errors() {}

    static String body(String message, String type, @Nullable String param, @Nullable String code) {
        return "{\"error\":{\"message\":\"" + quoted(message) + "\",\"type\":\"" + type + "\",\"param\":"
                + orNull(param) + ",\"code\":" + orNull(code) + "}}";
    }

    /** What a provider says with that status. */
    static String ofStatus(int status) {
        String message = "The simulated provider was told to answer with status " + status + ".";
        return switch (status) {
            case 401 -> body(message, "invalid_request_error", null, "invalid_api_key");
            case 429 -> body(message, "requests", null, "rate_limit_exceeded");
            default ->
                status < 500
                        ? body(message, "invalid_request_error", null, null)
                        : body(message, "server_error", null, "simulated");
        };
    }

    private static String orNull(@Nullable String text) {
        return text == null ? "null" : "\"" + quoted(text) + "\"";
    }
}
