package dev.bifrost.routing;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What routing must know of a configured provider.
 *
 * @param provider     its name
 * @param region       where it is; null if unknown, which lies outside of every residency
 * @param disabled     why it can not be used, such as an unset credential; null if it can
 * @param knowsModel   whether a bare name is one of its models
 * @param listedModels those of its models that can be enumerated
 */
public record Endpoint(
        String provider,
        @Nullable String region,
        @Nullable String disabled,
        Predicate<String> knowsModel,
        List<String> listedModels) {

    /** Keeps the list as it is now. */
    public Endpoint {
        listedModels = List.copyOf(listedModels);
    }
}
