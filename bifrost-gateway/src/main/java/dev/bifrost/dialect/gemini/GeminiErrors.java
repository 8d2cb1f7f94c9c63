package dev.bifrost.dialect.gemini;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.ErrorReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Google's errors, {@code {"error":{code,message,status,details}}}, which streams that break before they begin put into
 * an array (https://google.aip.dev/193).
 */
final class GeminiErrors {
    private GeminiErrors() {}

    /** What an error's body says; null if it is none of Google's. */
    static @Nullable ErrorDetail read(byte[] body) {
        try {
            return of(Json.read(body));
        } catch (MalformedJson _) {
            return null;
        }
    }

    /** What a document says; null if it reports no error. */
    static @Nullable ErrorDetail of(Json document) {
        Json root = document instanceof Json.Arr(List<Json> items) && !items.isEmpty() ? items.getFirst() : document;
        if (!(root instanceof Json.Obj object) || object.get("error") == null) {
            return null;
        }
        ErrorDetail said = ErrorReader.of(object);
        Json.Obj error = object.object("error");
        return said == null || error == null ? said : withDetails(said, error.objects("details"));
    }

    private static ErrorDetail withDetails(ErrorDetail said, List<Json.Obj> details) {
        String reason = "";
        String field = said.param();
        for (Json.Obj detail : details) {
            reason = reason.isEmpty() ? detail.text("reason", "") : reason;
            for (Json.Obj violation : detail.objects("fieldViolations")) {
                field = field.isEmpty() ? violation.text("field", "") : field;
            }
        }
        // A bad key is reported with status 400, as if the client's request were at fault.
        int status = reason.startsWith("API_KEY_") ? 401 : said.status();
        return new ErrorDetail(
                status, reason.isEmpty() ? said.code() : reason, said.type(), said.message(), field, said.retryAfter());
    }
}
