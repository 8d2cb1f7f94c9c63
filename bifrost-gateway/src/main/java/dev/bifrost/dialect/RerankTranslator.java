package dev.bifrost.dialect;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.RerankAnswer;
import dev.bifrost.api.chat.RerankRequest;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.RerankDialect;
import dev.bifrost.api.json.Json;

/** Ranking of documents. */
public record RerankTranslator(Writer client, RerankDialect provider) implements Translator {

    /** Writes an answer in the client's words. */
    public interface Writer {
        Json.Obj answer(RerankAnswer answer, RerankRequest asked);
    }

    @Override
    public ProviderRequest request(Question question, Recipient recipient, Losses losses) throws Refusal {
        return provider.write(ranking(question), recipient, losses);
    }

    @Override
    public TranslatedAnswer answer(Json.Obj json, Question question, AnswerContext context) throws AnswerFault {
        return new TranslatedAnswer(client.answer(provider.read(json), ranking(question)), null, null);
    }

    private static RerankRequest ranking(Question question) {
        if (question instanceof Question.Ranking(RerankRequest request)) {
            return request;
        }
        throw new IllegalArgumentException("no ranking: " + question);
    }
}
