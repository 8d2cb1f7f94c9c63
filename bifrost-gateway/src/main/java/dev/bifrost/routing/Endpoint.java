package dev.bifrost.routing;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What routing must know of a configured provider.
 *
 * @param provider     its name
 * @param regions      the names, in lower case, under which it is known where it runs a model; none if that is not known,
 *                     which lies outside of every residency
 * @param disabled     why it can not be used, such as an unset credential; null if it can
 * @param knowsModel   whether a bare name is one of its models
 * @param listedModels those of its models that can be enumerated
 */
public record Endpoint(
        String provider,
        Function<String, Set<String>> regions,
        @Nullable String disabled,
        Predicate<String> knowsModel,
        List<String> listedModels) {

    /** Keeps the list as it is now. */
    public Endpoint {
        listedModels = List.copyOf(listedModels);
    }

    /** One that runs every model in the same region; null if that is not known. */
    public Endpoint(
            String provider,
            @Nullable String region,
            @Nullable String disabled,
            Predicate<String> knowsModel,
            List<String> listedModels) {
        this(provider, always(region), disabled, knowsModel, listedModels);
    }

    private static Function<String, Set<String>> always(@Nullable String region) {
        Set<String> regions = region == null ? Set.of() : Set.of(Regions.lower(region));
        return _ -> regions;
    }
}
