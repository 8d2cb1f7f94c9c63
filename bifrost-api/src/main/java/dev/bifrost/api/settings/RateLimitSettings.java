package dev.bifrost.api.settings;

import org.jspecify.annotations.Nullable;

/** {@code rate_limit}, on keys, teams, aliases and providers. */
@Describe("How many calls and tokens there may be in a time. What is refused does not count.")
public record RateLimitSettings(
        @Nullable Long requestsPerMinute,
        @Nullable Long requestsPerHour,
        @Nullable Long requestsPerDay,

        @Describe("Tokens in and out; reserved by estimate, settled by what was used.") @Nullable
        Long tokensPerMinute,

        @Nullable Long tokensPerHour,
        @Nullable Long tokensPerDay,

        @Describe("Calls under way at the same time.") @Nullable
        Integer concurrent) {}
