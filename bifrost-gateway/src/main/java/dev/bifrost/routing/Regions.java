package dev.bifrost.routing;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where targets may lie; null allows every region, and also those whose region nobody knows. */
record Regions(@Nullable Set<String> names) {

    static final Regions ALL = new Regions(null);

    static Regions of(@Nullable List<String> names) {
        if (names == null) {
            return ALL;
        }
        Set<String> lower = HashSet.newHashSet(names.size());
        for (String name : names) {
            lower.add(lower(name));
        }
        return new Regions(Set.copyOf(lower));
    }

    static String lower(String region) {
        return region.strip().toLowerCase(Locale.ROOT);
    }

    boolean isAll() {
        return names == null;
    }

    /** What both allow. */
    Regions and(Regions other) {
        if (names == null || other.names == null) {
            return names == null ? other : this;
        }
        Set<String> both = new HashSet<>(names);
        both.retainAll(other.names);
        return new Regions(Set.copyOf(both));
    }

    /** True if a target with these names, in lower case, lies in one of them; one that has none lies nowhere. */
    boolean contain(Set<String> regions) {
        return names == null || !Collections.disjoint(names, regions);
    }
}
