package dev.bifrost.routing;

import dev.bifrost.api.FallbackCause;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** After which failures the next target is tried: {@code fallback_on}, read. */
record FallbackRule(Set<FallbackCause> causes, Set<Integer> statuses) {

    /** What holds where the configuration says nothing. */
    static final FallbackRule STANDARD =
            new FallbackRule(Collections.unmodifiableSet(EnumSet.allOf(FallbackCause.class)), Set.of());

    /** Leaves out words that it does not know; {@link #isKnown} tells which. */
    static FallbackRule of(@Nullable List<String> words) {
        if (words == null) {
            return STANDARD;
        }
        Set<FallbackCause> causes = EnumSet.noneOf(FallbackCause.class);
        Set<Integer> statuses = new HashSet<>();
        for (String word : words) {
            FallbackCause cause = cause(word);
            if (cause != null) {
                causes.add(cause);
            } else if (isStatus(word)) {
                statuses.add(Integer.valueOf(word));
            }
        }
        return new FallbackRule(Collections.unmodifiableSet(causes), Set.copyOf(statuses));
    }

    static boolean isKnown(String word) {
        return cause(word) != null || isStatus(word);
    }

    private static @Nullable FallbackCause cause(String word) {
        for (FallbackCause cause : FallbackCause.values()) {
            if (cause.label().equals(word)) {
                return cause;
            }
        }
        return null;
    }

    private static boolean isStatus(String word) {
        return word.matches("[45][0-9][0-9]");
    }
}
