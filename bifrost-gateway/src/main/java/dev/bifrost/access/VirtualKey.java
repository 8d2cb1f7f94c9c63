package dev.bifrost.access;

import dev.bifrost.api.Target;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A caller, and what it may use. Does not hold the key itself. */
public final class VirtualKey {

    /** The caller of an open gateway who shows no known key: nameless, and free to use everything. */
    public static final VirtualKey OPEN = new VirtualKey(null, Map.of(), null, null, null, null, false);

    private final @Nullable String name;
    private final Map<String, String> labels;
    private final @Nullable Instant expires;
    private final @Nullable List<String> residency;
    private final @Nullable AllowList models;
    private final @Nullable Set<String> passthrough;
    private final boolean strict;

    private VirtualKey(
            @Nullable String name,
            Map<String, String> labels,
            @Nullable Instant expires,
            @Nullable List<String> residency,
            @Nullable AllowList models,
            @Nullable Set<String> passthrough,
            boolean strict) {
        this.name = name;
        this.labels = labels;
        this.expires = expires;
        this.residency = residency;
        this.models = models;
        this.passthrough = passthrough;
        this.strict = strict;
    }

    /** Throws {@link IllegalArgumentException} if {@code expires} is no time. */
    static VirtualKey of(VirtualKeySettings settings) {
        List<String> allowed = settings.allowedModels();
        String expires = settings.expires();
        return new VirtualKey(
                settings.name(),
                settings.labels(),
                expires == null ? null : lastMoment(expires.strip()),
                settings.residency(),
                allowed == null ? null : new AllowList(allowed),
                Set.copyOf(settings.passthrough()),
                Boolean.TRUE.equals(settings.strict()));
    }

    /** The name in records; null for {@link #OPEN}. */
    public @Nullable String name() {
        return name;
    }

    /** Written into the record of every call. */
    public Map<String, String> labels() {
        return labels;
    }

    /** The last moment at which the key is good; null if it stays so. */
    public @Nullable Instant expires() {
        return expires;
    }

    /** Regions in which the targets must lie; null if they may lie anywhere. */
    public @Nullable List<String> residency() {
        return residency;
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
        return strict;
    }

    @Override
    public String toString() {
        return name == null ? "open" : name;
    }

    private static Instant lastMoment(String text) {
        try {
            if (text.indexOf('T') < 0) {
                return LocalDate.parse(text)
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .minusNanos(1);
            }
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time; write a date such as 2027-01-01, or 2027-01-01T12:00:00Z", e);
        }
    }
}
