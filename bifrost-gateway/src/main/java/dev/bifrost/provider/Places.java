package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In which country or union a cloud's regions lie. The name of a region does not tell: {@code eu-west-2} is London and
 * {@code eu-central-2} Zurich. Nor need a model run where it is asked: some run anywhere in a geography, or anywhere.
 *
 * @param all the first that names a model or a region holds
 */
public record Places(List<Place> all) {
    static final Places NONE = new Places(List.of());

    /** The name that stands for not knowing. */
    private static final String UNKNOWN = "unknown";

    /** A country or union, the cloud's regions in it, and the models that run somewhere in it wherever they are asked. */
    public record Place(String name, List<Glob> regions, List<Glob> models) {}

    /** Keeps what it is given as it is now. */
    public Places {
        all = List.copyOf(all);
    }

    /** The names, in lower case, under which residency may know where a model runs; empty if nobody can tell. */
    Set<String> of(@Nullable String written, String model) {
        String region = written == null ? null : written.strip().toLowerCase(Locale.ROOT);
        for (Place place : all) {
            if (anyMatches(place.models(), model)) {
                return place.name().equals(UNKNOWN) ? Set.of() : Set.of(place.name());
            }
        }
        if (region == null) {
            return Set.of();
        }
        for (Place place : all) {
            if (anyMatches(place.regions(), region)) {
                return place.name().equals(UNKNOWN) ? Set.of() : ordered(region, place.name());
            }
        }
        return Set.of(region);
    }

    private static Set<String> ordered(String region, String place) {
        Set<String> names = new LinkedHashSet<>();
        names.add(region);
        names.add(place);
        return names;
    }

    private static boolean anyMatches(List<Glob> globs, String text) {
        for (Glob glob : globs) {
            if (glob.matches(text)) {
                return true;
            }
        }
        return false;
    }
}
