package dev.bifrost.dialect;

import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer in the client's words.
 *
 * @param json  the document
 * @param usage null if the provider did not say
 * @param model the model that answered; null if the provider did not say
 */
public record TranslatedAnswer(
        Json.Obj json, @Nullable Usage usage, @Nullable String model) {}
