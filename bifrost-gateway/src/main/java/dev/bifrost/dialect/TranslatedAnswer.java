package dev.bifrost.dialect;

import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer in the client's words.
 *
 * @param json  the document
 * @param usage null if the provider did not say
 * @param model the model that answered; null if the provider did not say
 * @param losses what the client's dialect has no words for
 */
public record TranslatedAnswer(
        Json.Obj json, @Nullable Usage usage, @Nullable String model, List<String> losses) {
    public TranslatedAnswer {
        losses = List.copyOf(losses);
    }

    /** One that lost nothing. */
    TranslatedAnswer(Json.Obj json, @Nullable Usage usage, @Nullable String model) {
        this(json, usage, model, List.of());
    }
}
