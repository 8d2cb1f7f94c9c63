package dev.bifrost.routing;

import org.jspecify.annotations.Nullable;

/** Where a name leads. */
sealed interface Hop {

    /**
     * To an alias.
     *
     * @param asked the name under which it was reached; null if a fallback names a glob by its own text, which keeps the
     *              name that the client asked for
     */
    record ToAlias(Alias alias, @Nullable String asked) implements Hop {}

    /** To one model of one provider. */
    record ToModel(Endpoint endpoint, String model) implements Hop {}

    /** Nowhere. */
    record Nowhere(String name) implements Hop {}
}
