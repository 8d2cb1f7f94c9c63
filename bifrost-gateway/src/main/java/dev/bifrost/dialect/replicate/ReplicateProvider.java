package dev.bifrost.dialect.replicate;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Replicate's predictions, {@code POST /v1/models/{owner}/{name}/predictions}
 * (https://replicate.com/docs/reference/http#models.predictions.create). Knows no quirks.
 *
 * <p>Its answers come whole, at the latest after the minute that {@code prefer: wait} holds the request open: Replicate
 * streams from a second address that the first answer names, and one request cannot follow it.
 *
 * <p>Made from Replicate's documentation and the examples in it; no recorded answer stands behind it.
 */
public final class ReplicateProvider implements ProviderDialect {
    private static final Map<String, String> HEADERS = Map.of("prefer", "wait");

    @Override
    public String name() {
        return "replicate";
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) throws Refusal {
        return new ProviderRequest(new PredictionWriter(request, recipient.model(), losses).write(), HEADERS);
    }

    @Override
    public ChatAnswer read(Json.Obj json) throws AnswerFault {
        return PredictionReader.read(json);
    }

    /** Never asked for, so no such answer is understood. */
    @Override
    public AnswerReader stream() {
        return new AnswerReader() {
            @Override
            public void event(WireEvent event, Consumer<ChatEvent> out) throws AnswerFault {
                throw new AnswerFault("it is a stream, which Replicate was not asked for");
            }
        };
    }
}
