package dev.bifrost.exchange;

import java.util.List;

/** Which media types are streams of events. */
final class Streaming {
    private static final List<String> TYPES =
            List.of("text/event-stream", "application/vnd.amazon.eventstream", "application/x-ndjson");

    private Streaming() {}

    /** True for an answer that comes event by event. */
    static boolean isStream(String contentType) {
        for (String type : TYPES) {
            if (contentType.regionMatches(true, 0, type, 0, type.length())) {
                return true;
            }
        }
        return false;
    }
}
