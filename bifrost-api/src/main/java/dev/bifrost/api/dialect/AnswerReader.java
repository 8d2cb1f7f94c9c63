package dev.bifrost.api.dialect;

import dev.bifrost.api.chat.ChatEvent;
import java.util.function.Consumer;

/**
 * Reads one streamed answer, event by event. It may keep what it needs to know from one event to the next; it is never
 * called by two threads at once.
 */
public interface AnswerReader {

    /**
     * An event has come. What it means is said at once, because the client waits for it: pieces of text and of arguments
     * are passed on as they come, not gathered.
     *
     * @param out takes what it means, in the order that {@link ChatEvent} demands; nothing is a good answer too
     * @throws AnswerFault if it makes no sense, or reports an error
     */
    void event(WireEvent event, Consumer<ChatEvent> out) throws AnswerFault;

    /**
     * The answer's bytes are over. Closes what is open if the provider's dialect has no words for that; must not invent
     * a {@link ChatEvent.Ended} that did not come: without one, the client is told that the answer broke off.
     */
    default void end(Consumer<ChatEvent> out) throws AnswerFault {}
}
