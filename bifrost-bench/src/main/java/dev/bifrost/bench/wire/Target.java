package dev.bifrost.bench.wire;

import java.nio.file.Path;
import java.util.List;

/**
 * Something to measure.
 *
 * @param name as on the command line
 * @param title as in the tables
 * @param path where the load asks, and so in which dialect
 * @param model what the load asks it for
 * @param command how it is started; empty for the mock itself, which always runs
 */
record Target(String name, String title, int port, String path, String model, List<String> command, Path directory) {

    static final String DIRECT = "direct";
    static final String NGINX = "nginx";
    static final String HAPROXY = "haproxy";
    static final String BARE = "bare";
    static final String ON = "on";
    static final String TRANSLATED = "translated";
    static final String AUDITED = "audited";
    static final String UNTOLD = "untold";
    static final String TRACED = "traced";

    /** What a comparison holds if nothing else is asked for, in the order of its tables. */
    static final List<String> ALL = List.of(DIRECT, NGINX, HAPROXY, BARE, ON, TRANSLATED);

    /** What is only measured if it is asked for; {@link #AUDITED} needs a database. */
    static final List<String> MORE = List.of(UNTOLD, TRACED, AUDITED);

    boolean isDirect() {
        return command.isEmpty();
    }

    /** Whether it gets faster while it runs, and so needs warming. */
    boolean isGateway() {
        return !isDirect() && !name.equals(NGINX) && !name.equals(HAPROXY);
    }
}
