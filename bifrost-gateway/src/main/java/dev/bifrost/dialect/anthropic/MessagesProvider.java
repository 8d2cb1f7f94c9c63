package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;

/** Anthropic's Messages, as Claude is asked: by Anthropic, on Vertex AI and by Bedrock's {@code InvokeModel}. */
public final class MessagesProvider implements ProviderDialect {
    private final MessagesFlavour flavour;

    public MessagesProvider(MessagesFlavour flavour) {
        this.flavour = flavour;
    }

    @Override
    public String name() {
        return flavour.dialect();
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) throws Refusal {
        return new RequestWriter(new Asked(request, flavour, recipient.model(), losses)).write(recipient.model());
    }

    @Override
    public Framing framing() {
        return flavour == MessagesFlavour.BEDROCK ? Framing.AWS_EVENT_STREAM : Framing.SSE;
    }

    @Override
    public ChatAnswer read(Json.Obj json) throws AnswerFault {
        return AnswerReading.read(json);
    }

    @Override
    public AnswerReader stream() {
        return new StreamReader(flavour == MessagesFlavour.BEDROCK);
    }
}
