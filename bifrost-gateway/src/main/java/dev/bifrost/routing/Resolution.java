package dev.bifrost.routing;

import dev.bifrost.api.Target;
import org.jspecify.annotations.Nullable;

/** Where a model's name leads; {@link Router#plan} turns it into an order of targets. */
public final class Resolution {
    private final @Nullable String alias;
    private final String asked;
    private final Route route;
    private final boolean strict;

    Resolution(@Nullable String alias, String asked, Route route, boolean strict) {
        this.alias = alias;
        this.asked = asked;
        this.route = route;
        this.strict = strict;
    }

    /** The alias's own name, such as {@code claude-haiku-*}; null if the client named the model itself. */
    public @Nullable String alias() {
        return alias;
    }

    /** The name as the client wrote it. */
    public String asked() {
        return asked;
    }

    /**
     * What a key's allow-list is held against before the target: the alias as the client wrote it, so that a list may
     * name {@code claude-haiku-4.5} where the alias is {@code claude-haiku-*}; null if there is no alias.
     */
    public @Nullable String askedAlias() {
        return alias == null ? null : asked;
    }

    /** The first target in the order of the configuration; the only one if there is no alias. */
    public Target first() {
        return route.first();
    }

    /** True if a target that could not carry all of a request must not be asked. */
    public boolean strict() {
        return strict;
    }

    Route route() {
        return route;
    }
}
