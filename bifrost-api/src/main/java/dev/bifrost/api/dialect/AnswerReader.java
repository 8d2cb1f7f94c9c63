package dev.bifrost.api.dialect;

import dev.bifrost.api.chat.ChatEvent;
import java.util.function.Consumer;

/** Reads one streamed answer, event by event. */
public interface AnswerReader {

    /**
     * An event has come.
     *
     * @param out takes what it means, in order
     * @throws AnswerFault if it makes no sense
     */
    void event(WireEvent event, Consumer<ChatEvent> out) throws AnswerFault;

    /**
     * The answer's bytes are over. Closes what is open if the provider's dialect has no words for that; must not invent
     * a {@link ChatEvent.Ended} that did not come.
     */
    default void end(Consumer<ChatEvent> out) throws AnswerFault {}
}
