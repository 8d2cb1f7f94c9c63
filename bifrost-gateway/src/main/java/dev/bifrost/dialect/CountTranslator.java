package dev.bifrost.dialect;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.TokenCountDialect;
import dev.bifrost.api.json.Json;

/** Questions after how many tokens a conversation has. */
public record CountTranslator(Dialects.Client client, TokenCountDialect provider) implements Translator {

    @Override
    public ProviderRequest request(Question question, Recipient recipient, Losses losses) throws Refusal {
        return provider.write(Question.conversation(question).withModel(recipient.model()), recipient);
    }

    @Override
    public TranslatedAnswer answer(Json.Obj json, Question question, AnswerContext context) throws AnswerFault {
        return new TranslatedAnswer(client.count(provider.read(json)), null, null);
    }
}
