package dev.bifrost.routing;

import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.RateLimitSettings;
import dev.bifrost.api.settings.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of {@code models}. */
@Describe("A name under which clients ask for a model, and the targets behind it.")
public record AliasSettings(
        @Describe("The name that clients use; * stands for anything, as in claude-haiku-*.") @Required
        String alias,

        @Describe("The provider of the one target. Give this and model, or targets.") @Nullable
        String provider,

        @Describe("The provider's name of the model; absent: the name that was asked for.") @Nullable
        String model,

        @Describe("Several targets of equal standing.") List<Target> targets,

        @Describe(value = "How one of several targets is chosen.", byDefault = "weighted")
        Strategy strategy,

        @Describe("How often a target is tried.") @Nullable RetrySettings retry,

        @Describe("What is tried next, in order: aliases, provider/model, or a model that the catalogue knows.")
        List<String> fallback,

        @Describe(
                value = "After which failures: connect, timeout, 429, 5xx, credentials, or a status such as 503.",
                byDefault = "[connect, timeout, 429, 5xx, credentials]")
        @Nullable
        List<String> fallbackOn,

        @Describe("Regions in which the targets must lie; a target of unknown region lies outside.") @Nullable
        List<String> residency,

        @Describe(value = "Whether a request is refused rather than translated with a loss.", byDefault = "false")
        @Nullable
        Boolean strict,

        @Describe("How many calls and tokens it may have, whoever calls.") @Nullable
        RateLimitSettings rateLimit) {

    /** Absent keys arrive as null and leave as their defaults. */
    public AliasSettings {
        targets = targets == null ? List.of() : List.copyOf(targets);
        strategy = strategy == null ? Strategy.WEIGHTED : strategy;
        fallback = fallback == null ? List.of() : List.copyOf(fallback);
        fallbackOn = fallbackOn == null ? null : List.copyOf(fallbackOn);
        residency = residency == null ? null : List.copyOf(residency);
    }

    /** One of several targets. */
    @Describe("One of several targets.")
    public record Target(
            @Describe("A provider's name.") @Required String provider,

            @Describe("The provider's name of the model; absent: the name that was asked for.") @Nullable
            String model,

            @Describe(value = "Its share of the calls, relative to the others; 0 only as a fallback.", byDefault = "1")
            Integer weight) {

        /** Absent keys arrive as null and leave as their defaults. */
        public Target {
            weight = weight == null ? 1 : weight;
            if (weight < 0 || weight > 1_000_000) {
                throw new IllegalArgumentException("weight must be from 0 to 1000000");
            }
        }
    }

    /** How one of several targets is chosen. */
    public enum Strategy {
        WEIGHTED
    }
}
