package dev.bifrost.api;

/** The kinds of failure after which another target may be tried; the words of {@code fallback_on}. */
public enum FallbackCause {
    /** The provider could not be reached, or hung up before it answered. */
    CONNECT("connect"),
    /** The provider took longer than its deadlines allow. */
    TIMEOUT("timeout"),
    /** The provider limits our rate. */
    RATE_LIMIT("429"),
    /** The provider failed, by status, by an error event, or by an answer that makes no sense. */
    SERVER_ERROR("5xx"),
    /** The provider refused our credential, or its quota is used up. */
    CREDENTIALS("credentials");

    private final String label;

    FallbackCause(String label) {
        this.label = label;
    }

    /** The word in the configuration. */
    public String label() {
        return label;
    }
}
