package dev.bifrost.access;

import dev.bifrost.api.Target;
import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.ContentMode;
import dev.bifrost.api.settings.RateLimitSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A caller, and what it may use. Does not hold the key itself. */
public final class VirtualKey {
    private static final KeyTerms EVERYTHING =
            new KeyTerms(null, null, List.of(), null, null, List.of(), null, null, false, null, Map.of());

    /** The caller of an open gateway who shows no known key: nameless, and free to use everything. */
    public static final VirtualKey OPEN = new VirtualKey(null, null, EVERYTHING, Teams.NONE);

    private final @Nullable String id;
    private final @Nullable String name;
    private final KeyTerms terms;
    private final Belonging belonging;
    private final @Nullable Instant expires;
    private final @Nullable AllowList models;
    private final @Nullable Set<String> passthrough;

    private VirtualKey(@Nullable String id, @Nullable String name, KeyTerms terms, Teams teams) {
        List<String> allowed = terms.allowedModels();
        String last = terms.expires();
        this.id = id;
        this.name = name;
        this.terms = terms;
        this.belonging = teams.belonging(terms);
        this.expires = last == null ? null : Expiry.lastMoment(last);
        this.models = allowed == null ? null : new AllowList(allowed);
        this.passthrough = id == null ? null : Set.copyOf(terms.passthrough());
    }

    /** Throws {@link IllegalArgumentException} if {@code expires} is no time. */
    static VirtualKey of(VirtualKeySettings settings, Teams teams) {
        return of(settings.identity(), settings.name(), KeyTerms.of(settings), teams);
    }

    /** Throws {@link IllegalArgumentException} if {@code expires} is no time. */
    static VirtualKey of(String id, String name, KeyTerms terms, Teams teams) {
        return new VirtualKey(id, name, terms, teams);
    }

    /** The same in a configuration with other teams. */
    VirtualKey in(Teams teams) {
        return new VirtualKey(id, name, terms, teams);
    }

    /** What spend follows, through rotation and renaming; null for {@link #OPEN}. */
    public @Nullable String id() {
        return id;
    }

    /** The name in records; null for {@link #OPEN}. */
    public @Nullable String name() {
        return name;
    }

    /** The team that it belongs to. */
    public @Nullable String team() {
        return belonging.team();
    }

    /** The organisation that it, or its team, belongs to. */
    public @Nullable String organization() {
        return belonging.organization();
    }

    /** Its own budgets, without those of team and organisation. */
    public List<BudgetSettings> budgets() {
        return terms.budgets();
    }

    /** Its own limits, without those of team and organisation. */
    public @Nullable RateLimitSettings rateLimit() {
        return terms.rateLimit();
    }

    /** Written into the record of every call: its own, and those of team and organisation. */
    public Map<String, String> labels() {
        return belonging.labels();
    }

    /** The last moment at which the key is good; null if it stays so. */
    public @Nullable Instant expires() {
        return expires;
    }

    /** Lists of regions, in each of which a target must lie: the key's, its team's and its organisation's. */
    public List<List<String>> residencies() {
        return belonging.residencies();
    }

    /** What is kept of its calls' content; null if neither it nor its team says. */
    public @Nullable ContentMode content() {
        return belonging.content();
    }

    /** Why the key can not be used although it is known; null if it can. */
    @Nullable
    String fault() {
        return belonging.fault();
    }

    KeyTerms terms() {
        return terms;
    }

    /**
     * Whether a call may be made. Fallbacks of an allowed alias are allowed with it.
     *
     * @param alias  the alias as the client wrote it; null if the call does not go through one
     * @param target where the call goes first; decides only if there is no alias
     */
    public boolean allows(@Nullable String alias, Target target) {
        return models == null || models.allows(alias == null ? target.toString() : alias);
    }

    /** Whether the key has a list of allowed models. */
    public boolean restricted() {
        return models != null;
    }

    /** Whether an alias may be used and is listed. */
    public boolean allowsAlias(String alias) {
        return models == null || models.allows(alias);
    }

    /** Whether routes of a provider that the gateway does not know may be called as they are. */
    public boolean mayPassThrough(String provider) {
        return passthrough == null || passthrough.contains(provider);
    }

    /** True if a target that could not carry all of a request must not be asked. */
    public boolean strict() {
        return terms.strict();
    }

    @Override
    public String toString() {
        return name == null ? "open" : name;
    }
}
