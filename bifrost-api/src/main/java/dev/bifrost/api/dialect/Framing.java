package dev.bifrost.api.dialect;

/** How a streamed answer is cut into events. */
public enum Framing {
    /** Server-sent events, {@code text/event-stream}. */
    SSE,
    /** One JSON document a line, {@code application/x-ndjson}; blank lines are left out. */
    LINES,
    /** Frames with checksums, {@code application/vnd.amazon.eventstream}. */
    AWS_EVENT_STREAM
}
