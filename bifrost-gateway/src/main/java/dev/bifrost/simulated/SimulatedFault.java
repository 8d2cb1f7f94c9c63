package dev.bifrost.simulated;

import java.time.Duration;

/** What can be made to go wrong; see docs/simulated.md. */
public sealed interface SimulatedFault {

    /** No connection. */
    record Refuse() implements SimulatedFault {}

    /** An answer of that status, 400 to 599, with an error in OpenAI's shape. */
    record Status(int status) implements SimulatedFault {}

    /** The connection breaks after so many tokens. */
    record Cut(int tokens) implements SimulatedFault {}

    /** Nothing more comes after so many tokens, until a deadline ends the call. */
    record Stall(int tokens) implements SimulatedFault {}

    /** A stream reports an error after so many tokens; an answer that is not a stream is one of status 500. */
    record ErrorEvent(int tokens) implements SimulatedFault {}

    /** The head comes that much later. */
    record SlowHead(Duration delay) implements SimulatedFault {}

    /** Reads the written form, such as {@code cut:5}. */
    static SimulatedFault parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        return switch (kind) {
            case "refuse" -> new Refuse();
            case "status" -> new Status(SimulatedSettings.number(value, 400, 599));
            case "cut" -> new Cut(SimulatedSettings.number(value, 0, SimulatedSettings.MOST_TOKENS));
            case "stall" -> new Stall(SimulatedSettings.number(value, 0, SimulatedSettings.MOST_TOKENS));
            case "error" -> new ErrorEvent(SimulatedSettings.number(value, 0, SimulatedSettings.MOST_TOKENS));
            case "slow-head" -> new SlowHead(value.isEmpty() ? Duration.ofSeconds(5) : SimulatedSettings.time(value));
            default ->
                throw new IllegalArgumentException(
                        "'" + text + "' is not refuse, status:CODE, cut:N, stall:N, error:N or slow-head:TIME");
        };
    }
}
