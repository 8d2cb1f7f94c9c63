package dev.bifrost.api;

import java.time.Duration;

/**
 * How long a provider may take.
 *
 * @param connect     to open a connection, TLS included
 * @param firstToken  from the request's last byte to the first content of a stream; streams only
 * @param idle        between two reads of an answer
 * @param total       from the first byte sent to the last received, of one attempt
 * @param commitAfter after which a stream's head and preamble are shown to the client although no content has come
 */
public record Timeouts(Duration connect, Duration firstToken, Duration idle, Duration total, Duration commitAfter) {

    /** What holds where the configuration says nothing. */
    public static final Timeouts STANDARD = new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(120),
            Duration.ofSeconds(120),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10));
}
