package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.Target;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which models may be a label's value: those of aliases, and those for which a provider has answered once. What clients make
 * up is {@link #OTHER}.
 */
public final class Models {
    private static final int MOST = 500;
    /** What all others are told as. */
    public static final String OTHER = Table.OTHER;
    /** Longer names are told as {@link #OTHER}, and not held. */
    private static final int LONGEST = 256;

    private final Set<Target> known = ConcurrentHashMap.newKeySet();

    /**
     * Whether this model is told by its name.
     *
     * @param alias    that led to it
     * @param answered whether the provider did what it was asked
     */
    public boolean admit(@Nullable String alias, String provider, String model, boolean answered) {
        if (model.isEmpty()) {
            return true;
        }
        if (model.length() > LONGEST) {
            return false;
        }
        Target target = new Target(provider, model);
        if (known.contains(target)) {
            return true;
        }
        boolean named = alias != null && alias.indexOf('*') < 0;
        return (named || answered) && known.size() < MOST && (known.add(target) || known.contains(target));
    }
}
