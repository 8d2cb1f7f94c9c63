package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.sse.SseOutput;

/** Writes the events of one item of the output, from its beginning on. */
interface ItemWriter {

    /** Its block goes on. */
    void grow(ChatEvent event, SseOutput out);

    /** Its block is over. */
    void endBlock(SseOutput out);

    /**
     * It is over.
     *
     * @return the whole item
     */
    Json.Obj end(String status, SseOutput out);
}
