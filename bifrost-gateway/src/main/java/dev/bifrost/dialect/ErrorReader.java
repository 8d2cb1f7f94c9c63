package dev.bifrost.dialect;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a provider says about its failure in any of the forms in use: {@code {"error":{…}}}, {@code {"error":"text"}},
 * {@code {"message":…}}, FastAPI's {@code {"detail":…}}, the events {@code error} and {@code response.failed} of the
 * Responses API, any of them in an array.
 */
public final class ErrorReader {
    private static final int MAX_TEXT = 4096;

    private ErrorReader() {}

    /** What it says; null if this is not JSON or has none of these forms. */
    public static @Nullable ErrorDetail read(byte[] json) {
        return read(json, 0, json.length);
    }

    static @Nullable ErrorDetail read(byte[] json, int from, int to) {
        Json root = document(json, from, to);
        return of(root instanceof Json.Arr(List<Json> items) && !items.isEmpty() ? items.getFirst() : root);
    }

    /** Reads the value of a field {@code error}. */
    static @Nullable ErrorDetail ofValue(byte[] json) {
        Json value = document(json, 0, json.length);
        return value == null || value instanceof Json.Nil ? null : ofError(value);
    }

    /** What a document says that has been read already; null if it has none of the forms. */
    public static @Nullable ErrorDetail of(@Nullable Json root) {
        if (!(root instanceof Json.Obj document)) {
            return null;
        }
        Json error = document.get("error");
        if (error != null) {
            return ofError(error);
        }
        Json.Obj response = document.object("response");
        Json failed = response == null ? null : response.get("error");
        if (failed != null) {
            return ofError(failed);
        }
        boolean said = Stream.of("message", "detail", "code").anyMatch(name -> document.get(name) != null);
        return said ? ofError(document) : null;
    }

    private static @Nullable Json document(byte[] json, int from, int to) {
        try {
            return Json.read(json, from, to);
        } catch (MalformedJson _) {
            return null;
        }
    }

    private static ErrorDetail ofError(Json error) {
        if (!(error instanceof Json.Obj said)) {
            return new ErrorDetail(0, "", "", text(error));
        }
        int status = status(said, "code");
        status = status == 0 ? status(said, "status") : status;
        status = status == 0 ? status(said, "status_code") : status;
        String type = text(said.get("type"));
        // Google's `status` is a word, such as RESOURCE_EXHAUSTED.
        type = type.isEmpty() && said.text("status") != null ? text(said.get("status")) : type;
        String message = text(said.get("message"));
        return new ErrorDetail(
                status,
                code(said),
                type,
                message.isEmpty() ? text(said.get("detail")) : message,
                text(said.get("param")),
                retryAfter(said));
    }

    /** Google's code is the status once more; the word for what is wrong is the reason of its {@code ErrorInfo}. */
    private static String code(Json.Obj error) {
        for (Json.Obj detail : error.objects("details")) {
            if (error.number("code") != null && detail.text("reason") != null) {
                return text(detail.get("reason"));
            }
        }
        return text(error.get("code"));
    }

    /** Google's {@code RetryInfo}: seconds with an {@code s} (https://cloud.google.com/apis/design/errors). */
    private static @Nullable Duration retryAfter(Json.Obj error) {
        for (Json.Obj detail : error.objects("details")) {
            String delay = detail.text("retryDelay", "");
            if (delay.matches("[0-9]{1,5}(\\.[0-9]{1,9})?s")) {
                double seconds = Double.parseDouble(delay.substring(0, delay.length() - 1));
                return Duration.ofMillis((long) Math.ceil(seconds * 1000));
            }
        }
        return null;
    }

    private static int status(Json.Obj error, String field) {
        String text = text(error.get(field));
        return text.matches("[45][0-9][0-9]") ? Integer.parseInt(text) : 0;
    }

    /** The words in a value, whatever its form. */
    private static String text(@Nullable Json node) {
        return switch (node) {
            case Json.Str(String text) -> cut(text);
            case Json.Num(String literal) -> cut(literal);
            case Json.Bool(boolean value) -> Boolean.toString(value);
            case Json.Arr(List<Json> items) -> items.isEmpty() ? "" : text(items.getFirst());
            case Json.Obj object ->
                Stream.of("message", "msg", "detail", "error")
                        .map(name -> text(object.get(name)))
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse("");
            case Json.Nil _ -> "";
            case null -> "";
        };
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
