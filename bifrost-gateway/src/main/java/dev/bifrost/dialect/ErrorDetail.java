package dev.bifrost.dialect;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says about its failure, as it says it: not fit for a client before {@code OpenAiErrors} has seen it.
 *
 * @param status  the HTTP status that the error itself names; 0 if it names none
 * @param code    such as {@code insufficient_quota}; empty if there is none
 * @param type    such as {@code server_error}; empty if there is none
 * @param message for people; empty if there is none
 * @param param   the field at fault; empty if none is named
 */
public record ErrorDetail(int status, String code, String type, String message, String param) {
    private static final int MAX_TEXT = 4096;

    /** An error that names no field. */
    public ErrorDetail(int status, String code, String type, String message) {
        this(status, code, type, message, "");
    }

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
        Object root = Tree.read(json, from, to);
        Object document = root instanceof List<?> list && !list.isEmpty() ? list.getFirst() : root;
        return document == null ? null : ofDocument(document);
    }

    /** Reads the value of a field {@code error}. */
    static @Nullable ErrorDetail ofValue(byte[] json) {
        Object value = Tree.read(json, 0, json.length);
        return value == null ? null : ofError(value);
    }

    private static @Nullable ErrorDetail ofDocument(Object root) {
        Object error = Tree.field(root, "error");
        if (error != null) {
            return ofError(error);
        }
        Object response = Tree.field(root, "response");
        Object failed = response == null ? null : Tree.field(response, "error");
        if (failed != null) {
            return ofError(failed);
        }
        boolean said = Stream.of("message", "detail", "code").anyMatch(name -> Tree.field(root, name) != null);
        return said ? ofError(root) : null;
    }

    private static ErrorDetail ofError(Object error) {
        if (!(error instanceof Map)) {
            return new ErrorDetail(0, "", "", text(error));
        }
        int status = status(error, "code");
        status = status == 0 ? status(error, "status") : status;
        status = status == 0 ? status(error, "status_code") : status;
        String type = text(Tree.field(error, "type"));
        // Google's `status` is a word, such as RESOURCE_EXHAUSTED.
        type = type.isEmpty() && Tree.field(error, "status") instanceof String word ? cut(word) : type;
        String message = text(Tree.field(error, "message"));
        return new ErrorDetail(
                status,
                text(Tree.field(error, "code")),
                type,
                message.isEmpty() ? text(Tree.field(error, "detail")) : message,
                text(Tree.field(error, "param")));
    }

    private static int status(Object error, String field) {
        String text = text(Tree.field(error, field));
        return text.matches("[45][0-9][0-9]") ? Integer.parseInt(text) : 0;
    }

    /** The words in a value, whatever its form. */
    private static String text(@Nullable Object node) {
        return switch (node) {
            case String text -> cut(text);
            case Tree.Literal literal -> cut(literal.text());
            case List<?> list -> list.isEmpty() ? "" : text(list.getFirst());
            case Map<?, ?> map ->
                Stream.of("message", "msg", "detail", "error")
                        .map(name -> text(map.get(name)))
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse("");
            case null, default -> "";
        };
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
