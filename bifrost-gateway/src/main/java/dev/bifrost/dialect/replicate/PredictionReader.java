package dev.bifrost.dialect.replicate;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.ErrorReader;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a prediction (https://replicate.com/docs/topics/predictions). It does not say why the model stopped, so that an
 * answer that was cut at the limit of tokens looks like one that was not.
 */
final class PredictionReader {
    private static final int TIMED_OUT = 504;
    private static final int FAILED = 502;

    private PredictionReader() {}

    static ChatAnswer read(Json.Obj json) throws AnswerFault {
        switch (json.text("status", "")) {
            case "succeeded" -> {
                // as hoped
            }
            case "starting", "processing" ->
                throw new AnswerFault(new ErrorDetail(
                        TIMED_OUT,
                        "",
                        "",
                        "the prediction was still " + json.text("status", "") + " when Replicate ended the wait for it,"
                                + " which lasts a minute; use a model that is warm, or a lower max_tokens"));
            case "failed" -> throw failure(json, "the prediction failed");
            case "canceled", "aborted" -> throw failure(json, "the prediction was canceled");
            default -> throw unknown(json);
        }
        String text = text(json.get("output"));
        List<Part> parts = text.isEmpty() ? List.of() : List.of(Part.Text.of(text));
        return new ChatAnswer(
                json.text("id", ""),
                created(json.text("created_at")),
                json.text("model", ""),
                List.of(new ChatAnswer.Choice(0, parts, FinishReason.STOP, null, null)),
                usage(json.object("metrics")),
                null);
    }

    private static AnswerFault failure(Json.Obj json, String otherwise) {
        String said = json.text("error", "");
        return new AnswerFault(new ErrorDetail(FAILED, "", "", said.isBlank() ? otherwise : otherwise + ": " + said));
    }

    private static AnswerFault unknown(Json.Obj json) {
        ErrorDetail said = ErrorReader.of(json);
        return said == null ? new AnswerFault("it is no prediction") : new AnswerFault(said);
    }

    /** A text, or the pieces of one. */
    private static String text(@Nullable Json output) throws AnswerFault {
        return switch (output) {
            case Json.Str(String text) -> text;
            case Json.Arr(List<Json> items) -> {
                StringBuilder text = new StringBuilder();
                for (Json item : items) {
                    if (!(item instanceof Json.Str(String piece))) {
                        throw noText();
                    }
                    text.append(piece);
                }
                yield text.toString();
            }
            case Json.Obj _, Json.Num _, Json.Bool _, Json.Nil _ -> throw noText();
            case null -> throw new AnswerFault("its prediction has no output");
        };
    }

    private static AnswerFault noText() {
        return new AnswerFault("its output is no text; is this a language model?");
    }

    private static long created(@Nullable String at) {
        if (at == null) {
            return 0;
        }
        try {
            return Math.max(0, Instant.parse(at).getEpochSecond());
        } catch (DateTimeParseException _) {
            return 0;
        }
    }

    /** Language models of Replicate's own keeping count tokens, as the documentation of Cog says; others only seconds. */
    private static @Nullable Usage usage(Json.@Nullable Obj metrics) {
        if (metrics == null) {
            return null;
        }
        long prompt = metrics.number("input_token_count", -1);
        long completion = metrics.number("output_token_count", -1);
        return prompt < 0 && completion < 0 ? null : Usage.of(Math.max(0, prompt), Math.max(0, completion));
    }
}
