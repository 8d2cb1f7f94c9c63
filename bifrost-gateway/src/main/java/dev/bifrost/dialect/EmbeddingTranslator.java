package dev.bifrost.dialect;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.EmbeddingAnswer;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.EmbeddingDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;

/** Embeddings. */
public record EmbeddingTranslator(Writer client, EmbeddingDialect provider) implements Translator {

    /** Writes an answer in the client's words. */
    public interface Writer {
        Json.Obj answer(EmbeddingAnswer answer, EmbeddingRequest asked);
    }

    @Override
    public ProviderRequest request(Question question, Recipient recipient, Losses losses) throws Refusal {
        return provider.write(embedding(question), recipient, losses);
    }

    @Override
    public TranslatedAnswer answer(Json.Obj json, Question question, AnswerContext context) throws AnswerFault {
        EmbeddingAnswer read = provider.read(json);
        EmbeddingAnswer answer =
                read.model().isEmpty() ? new EmbeddingAnswer(context.model(), read.vectors(), read.usage()) : read;
        return new TranslatedAnswer(client.answer(answer, embedding(question)), answer.usage(), answer.model());
    }

    private static EmbeddingRequest embedding(Question question) {
        if (question instanceof Question.Embedding(EmbeddingRequest request)) {
            return request;
        }
        throw new IllegalArgumentException("no embedding: " + question);
    }
}
