package dev.bifrost.dialect;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** Conversations: any client's dialect with any provider's. */
public record ConversationTranslator(ClientDialect client, ProviderDialect provider) implements Translator {

    @Override
    public ProviderRequest request(Question question, Recipient recipient, Losses losses) throws Refusal {
        return provider.write(Question.conversation(question).withModel(recipient.model()), recipient, losses);
    }

    @Override
    public TranslatedAnswer answer(Json.Obj json, Question question, AnswerContext context) throws AnswerFault {
        ChatAnswer answer = context.complete(provider.read(json, context.recipient()));
        ChatRequest asked = Question.conversation(question);
        return new TranslatedAnswer(
                client.answer(CustomCalls.restored(answer, asked), asked),
                answer.usage(),
                answer.model(),
                Unshown.of(answer, client));
    }

    @Override
    public Streams streams() {
        return new Streams(provider, client);
    }

    @Override
    public @Nullable ErrorDetail error(int status, byte[] body) {
        return provider.error(status, body);
    }
}
