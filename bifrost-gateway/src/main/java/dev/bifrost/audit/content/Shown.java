package dev.bifrost.audit.content;

import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of what a call asked and was answered: what would be kept of it, readable.
 *
 * @param request    as {@code {"form": …, "body": …}}; null if it is withheld, because the patterns took too long
 * @param answer     the same of the answer; of a stream its texts, put together
 * @param marks      of a stream, by the same places: ids and types of its texts, and why it ended
 * @param requestCut whether the request went on
 * @param answerCut  whether the answer went on
 * @param redacted   whether something was taken out
 */
public record Shown(
        Json.@Nullable Obj request,
        Json.@Nullable Obj answer,
        List<Json.Obj> marks,
        boolean requestCut,
        boolean answerCut,
        boolean redacted) {

    static Shown of(Json.Obj sheet, Json.Arr marks, boolean requestCut, boolean answerCut, boolean redacted) {
        return new Shown(
                sheet.object("request"),
                sheet.object("answer"),
                new Json.Obj().put("marks", marks).objects("marks"),
                requestCut,
                answerCut,
                redacted);
    }
}
