package dev.bifrost.config;

import java.util.List;

/** What came of a configuration file. */
public sealed interface Parsed {

    /** What works, but not as its author may think; by line. */
    List<Problem> warnings();

    /** The configuration hash: the first eight hexadecimal digits of the SHA-256 of the file's bytes. */
    String hash();

    /** It can be used. */
    record Accepted(GatewaySettings settings, Positions positions, List<Problem> warnings, String hash)
            implements Parsed {}

    /** It can not be used; {@code problems} are all reasons, by line. */
    record Refused(List<Problem> problems, List<Problem> warnings, String hash) implements Parsed {}
}
