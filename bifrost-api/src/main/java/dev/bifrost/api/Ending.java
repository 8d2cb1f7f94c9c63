package dev.bifrost.api;

import java.util.Locale;

/** How a call ended. */
public enum Ending {
    /** The whole answer was released to the client. */
    COMPLETE,
    /** The client went away before its answer was whole. */
    CLIENT_GONE,
    /** The provider broke off, or reported an error, after content had reached the client. */
    UPSTREAM_CUT,
    /** No provider gave an answer; the client got an error. */
    UPSTREAM_FAILED,
    /** The request was wrong, by what the gateway or the provider says, or not allowed. */
    REFUSED,
    /** The gateway itself failed, was full, or was shutting down. */
    GATEWAY_FAILED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** That of a call whose answer is a failure. */
    public static Ending of(Failure failure) {
        return switch (failure.blame()) {
            case CLIENT, POLICY -> REFUSED;
            case GATEWAY -> GATEWAY_FAILED;
            case UPSTREAM -> UPSTREAM_FAILED;
        };
    }

    /** The name in records and metrics, such as {@code client_gone}. */
    public String label() {
        return label;
    }
}
