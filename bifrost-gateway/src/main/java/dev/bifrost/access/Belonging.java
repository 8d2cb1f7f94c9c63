package dev.bifrost.access;

import dev.bifrost.api.settings.ContentMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a key inherits.
 *
 * @param organization the key's own, or its team's
 * @param labels       of organisation, team and key; the nearer to the key wins
 * @param residencies  lists of regions, in each of which a target must lie
 * @param content      the key's own word, or its team's; null if neither says
 * @param fault        why the key can not be used; null if it can
 */
record Belonging(
        @Nullable String team,
        @Nullable String organization,
        Map<String, String> labels,
        List<List<String>> residencies,
        @Nullable ContentMode content,
        @Nullable String fault) {}
