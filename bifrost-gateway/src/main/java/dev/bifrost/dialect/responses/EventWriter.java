package dev.bifrost.dialect.responses;

import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.sse.SseOutput;
import dev.bifrost.dialect.sse.SseTemplate;

/** Writes the events of one stream and numbers them. */
final class EventWriter {
    private int sequence;

    /**
     * @param sequence number of the first event
     */
    EventWriter(int sequence) {
        this.sequence = sequence;
    }

    /** The number of the next event. */
    int sequence() {
        return sequence;
    }

    /** Counts an event that somebody else writes. */
    void skip() {
        sequence++;
    }

    void write(String type, Json.Obj members, SseOutput out) {
        Json.Obj event = new Json.Obj().put("type", type);
        members.asMap().forEach(event::put);
        out.event(type, event.put("sequence_number", sequence++));
    }

    /**
     * Writes event after event that differ in one text alone, which are nearly all of a stream: what is the same in them
     * is put together only once.
     */
    final class Deltas {
        private final SseTemplate delta;

        /**
         * @param members stand before the text
         * @param after   stands behind it, as JSON
         */
        Deltas(String type, Json.Obj members, String after) {
            String json = new Json.Obj().put("type", type).print();
            String more = members.print();
            String start = json.substring(0, json.length() - 1) + "," + more.substring(1, more.length() - 1);
            delta = new SseTemplate(
                    "event: " + type + "\ndata: " + start + ",\"delta\":", "," + after + "\"sequence_number\":");
        }

        void write(String text, SseOutput out) {
            delta.write(text, out);
            out.text(Integer.toString(sequence++)).text("}\n\n");
        }
    }
}
