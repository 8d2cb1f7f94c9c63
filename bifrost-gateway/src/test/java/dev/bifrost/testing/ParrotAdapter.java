package dev.bifrost.testing;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.List;

/** The least dialect that there can be: it says one text, and hears one. */
public final class ParrotAdapter implements ProviderDialect {

    @Override
    public String name() {
        return "parrot";
    }

    @Override
    public String path() {
        return "/birds/{model}/say";
    }

    @Override
    public String streamPath() {
        return "/birds/{model}/sing";
    }

    @Override
    public Framing framing() {
        return Framing.LINES;
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) {
        losses.addIf(!request.tools().isEmpty(), "tools");
        return new ProviderRequest(
                new Json.Obj().put("say", request.messages().getLast().text()));
    }

    @Override
    public ChatAnswer read(Json.Obj json) throws AnswerFault {
        String said = json.text("said");
        if (said == null) {
            throw new AnswerFault("the parrot is silent");
        }
        return new ChatAnswer(
                "",
                0,
                "",
                List.of(new ChatAnswer.Choice(0, List.of(Part.Text.of(said)), FinishReason.STOP, null, null)),
                null,
                null);
    }

    /** One line, one answer. */
    @Override
    public AnswerReader stream() {
        return (event, out) -> {
            out.accept(new ChatEvent.Started("", 0, "", null));
            out.accept(new ChatEvent.Opened(0, 0, Part.Text.of("")));
            out.accept(new ChatEvent.TextDelta(0, 0, event.json().text("said", ""), null));
            out.accept(new ChatEvent.Closed(0, 0));
            out.accept(new ChatEvent.Finished(0, FinishReason.STOP, null));
            out.accept(new ChatEvent.Ended());
        };
    }
}
