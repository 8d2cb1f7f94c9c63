package dev.bifrost.dialect;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;

/**
 * What an answer is said to be where its provider does not say.
 *
 * @param id      of the answer
 * @param created seconds since 1970
 * @param model   that was asked
 */
public record AnswerDefaults(String id, long created, String model) {

    /** The answer with nothing left open. */
    public ChatAnswer complete(ChatAnswer answer) {
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
