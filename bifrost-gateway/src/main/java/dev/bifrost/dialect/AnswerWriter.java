package dev.bifrost.dialect;

import dev.bifrost.api.Failure;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.dialect.sse.SseOutput;

/** Writes one streamed answer in a client's words, keeping its grammar. */
public interface AnswerWriter {

    /**
     * Writes what this event means to the client, which may be nothing. {@code Failed} is never passed; after
     * {@code Ended} comes nothing.
     */
    void write(ChatEvent event, SseOutput out);

    /** Writes the event that reports a failure in the middle of the answer; nothing follows it. */
    void fail(Failure failure, SseOutput out);
}
