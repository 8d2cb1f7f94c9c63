package dev.bifrost.api.chat;

/** Why an answer ended. */
public enum FinishReason {
    /** The model was done. */
    STOP,
    /** One of the client's stop sequences came up. */
    STOP_SEQUENCE,
    /** The limit of tokens was reached. */
    LENGTH,
    /** The context window is full. */
    CONTEXT_FULL,
    /** The model waits for its tools: so of every answer that ends with calls, whatever its provider says. */
    TOOL_CALLS,
    /** A filter of the provider's cut it off. */
    CONTENT_FILTER,
    /** The model refuses. */
    REFUSAL,
    /** The provider paused a long turn, to be continued by sending it back. */
    PAUSE,
    /** The model wrote something that the provider could not use, such as a call that is no JSON. */
    MALFORMED,
    /** Whatever else. */
    OTHER
}
