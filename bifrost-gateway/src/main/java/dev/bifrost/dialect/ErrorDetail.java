package dev.bifrost.dialect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a provider says about its failure, as it says it: not fit for a client before {@code OpenAiErrors} has seen it.
 *
 * @param status  the HTTP status that the error itself names; 0 if it names none
 * @param code    such as {@code insufficient_quota}; empty if there is none
 * @param type    such as {@code server_error}; empty if there is none
 * @param message for people; empty if there is none
 */
public record ErrorDetail(int status, String code, String type, String message) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_TEXT = 4096;

    /**
     * Reads the forms in use: {@code {"error":{…}}}, {@code {"error":"text"}}, {@code {"message":…}}, FastAPI's
     * {@code {"detail":…}}, the events {@code error} and {@code response.failed} of the Responses API, any of them in an
     * array.
     *
     * @return null if this is not JSON or has none of these forms
     */
    public static @Nullable ErrorDetail read(byte[] json) {
        return read(json, 0, json.length);
    }

    static @Nullable ErrorDetail read(byte[] json, int from, int to) {
        var root = tree(json, from, to);
        return root == null ? null : ofDocument(root.isArray() ? root.path(0) : root);
    }

    /** Reads the value of a field {@code error}. */
    static @Nullable ErrorDetail ofValue(byte[] json) {
        var value = tree(json, 0, json.length);
        return value == null ? null : ofError(value);
    }

    private static @Nullable JsonNode tree(byte[] json, int from, int to) {
        try {
            return JSON.readTree(Arrays.copyOfRange(json, from, to));
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable ErrorDetail ofDocument(JsonNode root) {
        if (isPresent(root.path("error"))) {
            return ofError(root.path("error"));
        }
        if (isPresent(root.path("response").path("error"))) {
            return ofError(root.path("response").path("error"));
        }
        boolean said =
                isPresent(root.path("message")) || isPresent(root.path("detail")) || isPresent(root.path("code"));
        return said ? ofError(root) : null;
    }

    private static ErrorDetail ofError(JsonNode error) {
        if (!error.isObject()) {
            return new ErrorDetail(0, "", "", text(error));
        }
        int status = status(error, "code");
        status = status == 0 ? status(error, "status") : status;
        status = status == 0 ? status(error, "status_code") : status;
        String type = text(error.path("type"));
        // Google's `status` is a word, such as RESOURCE_EXHAUSTED.
        type = type.isEmpty() && error.path("status").isString() ? text(error.path("status")) : type;
        String message = text(error.path("message"));
        return new ErrorDetail(
                status, text(error.path("code")), type, message.isEmpty() ? text(error.path("detail")) : message);
    }

    private static int status(JsonNode error, String field) {
        int status = error.path(field).asInt(0);
        return status >= 400 && status <= 599 ? status : 0;
    }

    /** The words in a value, whatever its form. */
    private static String text(JsonNode node) {
        if (node.isMissingNode()) {
            return "";
        }
        if (node.isValueNode()) {
            String text = node.isNull() ? "" : node.asString();
            return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
        }
        if (node.isArray()) {
            return text(node.path(0));
        }
        for (String name : new String[] {"message", "msg", "detail", "error"}) {
            String text = text(node.path(name));
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    private static boolean isPresent(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }
}
