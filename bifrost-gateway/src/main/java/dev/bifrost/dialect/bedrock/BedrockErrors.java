package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Bedrock says when something goes wrong
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html).
 */
final class BedrockErrors {
    private static final List<String> TOO_LONG = List.of(
            "input is too long",
            "exceed context limit",
            "prompt is too long",
            "too many total text bytes",
            "too many input tokens",
            "maximum context length");
    private static final int MODEL_FAILED = 424;

    private BedrockErrors() {}

    /** An answer whose status is not 2xx; null if it has none of Bedrock's forms. */
    static @Nullable ErrorDetail whole(int status, byte[] body) {
        Json.Obj json = object(body, 0, body.length);
        String message = json == null ? null : message(json);
        if (json == null || message == null) {
            return null;
        }
        int named = status == MODEL_FAILED ? ofModel(json) : status;
        return detail(named, type(json.text("__type", "")), message);
    }

    /** An exception within a stream. */
    static ErrorDetail inStream(String exception, byte[] data, int from, int to) {
        Json.Obj json = object(data, from, to);
        String message = json == null ? null : message(json);
        int status = json != null && status(exception) == MODEL_FAILED ? ofModel(json) : status(exception);
        return detail(
                status == MODEL_FAILED ? 502 : status,
                exception,
                message == null || message.isEmpty() ? exception : message);
    }

    /** A document of status 200 that is an error all the same; null if it is none. */
    static @Nullable ErrorDetail of(Json.Obj json) {
        String message = message(json);
        String type = type(json.text("__type", ""));
        return message == null ? null : detail(type.isEmpty() ? 0 : status(type), type, message);
    }

    private static ErrorDetail detail(int status, String code, String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        boolean tooLong = status == 400 && TOO_LONG.stream().anyMatch(lower::contains);
        return new ErrorDetail(status, tooLong ? "context_length_exceeded" : code, "", message);
    }

    private static Json.@Nullable Obj object(byte[] data, int from, int to) {
        try {
            return Json.readObject(data, from, to);
        } catch (MalformedJson _) {
            return null;
        }
    }

    /** IAM writes it with a capital letter. */
    private static @Nullable String message(Json.Obj json) {
        String message = json.text("message");
        String capital = json.text("Message");
        String original = json.text("originalMessage");
        return message != null ? message : capital != null ? capital : original;
    }

    /** {@code com.amazon.coral.service#AccessDeniedException} without what stands before. */
    private static String type(String type) {
        return type.substring(type.indexOf('#') + 1);
    }

    /** What the model's own server said; a failure of Bedrock's if that is not known. */
    private static int ofModel(Json.Obj json) {
        long status = json.number("originalStatusCode", 0);
        return status >= 400 && status < 600 ? (int) status : 502;
    }

    /** The status of an exception, which in streams begins with a small letter. Unknown ones count as Bedrock's fault. */
    private static int status(String exception) {
        return switch (exception.toLowerCase(Locale.ROOT)) {
            case "validationexception", "conflictexception" -> 400;
            case "accessdeniedexception", "unrecognizedclientexception", "expiredtokenexception" -> 403;
            case "resourcenotfoundexception" -> 404;
            case "throttlingexception", "servicequotaexceededexception" -> 429;
            case "modelstreamerrorexception", "modelerrorexception" -> MODEL_FAILED;
            case "serviceunavailableexception", "modelnotreadyexception" -> 503;
            case "modeltimeoutexception" -> 504;
            default -> 500;
        };
    }
}
