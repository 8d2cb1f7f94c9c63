package dev.bifrost.audit;

import java.util.ArrayList;
import java.util.List;

/** What is not as it was sealed, in words; no more than somebody reads. */
final class ArchiveTroubles {
    private static final int MOST = 100;

    private final List<String> all = new ArrayList<>();
    private long more;

    void of(String key, ArchiveManifest.Name name, String what) {
        if (all.size() < MOST) {
            all.add(key + " (the entries " + name.first() + " to " + name.last() + " of " + name.instance()
                    + ") is not as it was sealed: " + what);
        } else {
            more++;
        }
    }

    List<String> all() {
        List<String> said = new ArrayList<>(all);
        if (more > 0) {
            said.add("and " + more + " more of the kind");
        }
        return List.copyOf(said);
    }
}
