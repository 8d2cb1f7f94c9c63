package dev.bifrost.access;

import dev.bifrost.api.Glob;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names and globs; a plain name is found by its hash, so that long lists cost nothing. */
final class AllowList {
    private final Set<String> names = new HashSet<>();
    private final List<Glob> globs = new ArrayList<>();

    AllowList(List<String> entries) {
        for (String entry : entries) {
            Glob glob = Glob.of(entry);
            if (glob.isPattern()) {
                globs.add(glob);
            } else {
                names.add(entry);
            }
        }
    }

    boolean allows(String name) {
        if (names.contains(name)) {
            return true;
        }
        for (Glob glob : globs) {
            if (glob.matches(name)) {
                return true;
            }
        }
        return false;
    }
}
