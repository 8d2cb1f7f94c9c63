package dev.bifrost.dialect;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.Recipient;

/**
 * What is known of an answer before it comes. The first three are said of it where its provider does not say.
 *
 * @param id        of the answer
 * @param created   seconds since 1970
 * @param model     that was asked
 * @param recipient to whom the request was written
 */
public record AnswerContext(String id, long created, String model, Recipient recipient) {
    /** What is wrong with a {@link #isNamelessCall}. */
    public static final String NAMELESS = "it calls a tool without saying which";

    public static boolean isNamelessCall(Part part) {
        return part instanceof Part.ToolCall call && call.name().isEmpty();
    }

    /** The answer with nothing left open. A fault if it calls a tool without saying which: no client could do that. */
    public ChatAnswer complete(ChatAnswer answer) throws AnswerFault {
        for (ChatAnswer.Choice choice : answer.choices()) {
            if (choice.parts().stream().anyMatch(AnswerContext::isNamelessCall)) {
                throw new AnswerFault(NAMELESS);
            }
        }
        return new ChatAnswer(
                answer.id().isEmpty() ? id : answer.id(),
                answer.created() == 0 ? created : answer.created(),
                answer.model().isEmpty() ? model : answer.model(),
                answer.choices(),
                answer.usage(),
                answer.serviceTier());
    }

    /** The beginning of an answer with nothing left open. */
    public ChatEvent.Started complete(ChatEvent.Started started) {
        return new ChatEvent.Started(
                started.id().isEmpty() ? id : started.id(),
                started.created() == 0 ? created : started.created(),
                started.model().isEmpty() ? model : started.model(),
                started.serviceTier());
    }
}
