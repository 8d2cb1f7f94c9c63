package dev.bifrost.config;

import org.snakeyaml.engine.v2.nodes.Node;

/** Where YAML nodes stand. */
final class Lines {
    private Lines() {}

    /** Counted from 1. */
    static int of(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
