package dev.bifrost.dialect.openai;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.ErrorReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Errors that stand where an answer should: in a document of status 200, or in an event of a stream. */
final class AnswerErrors {
    private static final ErrorDetail UNSAID = new ErrorDetail(0, "", "", "");

    private AnswerErrors() {}

    /** What the document reports; null if it is an answer. */
    static @Nullable ErrorDetail in(Json.Obj document) {
        if (says(document.get("error")) || document.text("object", "").equals("error")) {
            return detail(document);
        }
        Json.Obj groq = document.object("x_groq");
        if (groq != null && says(groq.get("error"))) {
            return detail(groq);
        }
        for (Json.Obj choice : document.objects("choices")) {
            // OpenRouter's, for a model that fails on the way.
            if (says(choice.get("error"))) {
                return detail(choice);
            }
        }
        boolean answer = document.has("choices") || document.has("usage") || document.has("id");
        return answer ? null : ErrorReader.of(document);
    }

    /** What a document reports that is known to be an error. */
    static ErrorDetail detail(Json.Obj document) {
        ErrorDetail detail = ErrorReader.of(document);
        return detail == null ? UNSAID : detail;
    }

    private static boolean says(@Nullable Json error) {
        return switch (error) {
            case null -> false;
            case Json.Nil _ -> false;
            case Json.Str(String text) -> !text.isEmpty();
            case Json.Bool(boolean value) -> value;
            case Json.Obj object -> !object.isEmpty();
            case Json.Arr(List<Json> items) -> !items.isEmpty();
            case Json.Num _ -> true;
        };
    }
}
