package dev.bifrost.api.settings;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code rate_limit}, on keys, teams, aliases and providers. */
@Describe("How many calls and tokens there may be in a time. What is refused does not count.")
public record RateLimitSettings(
        @Describe("Calls in any minute.") @Nullable Long requestsPerMinute,

        @Describe("Calls in any hour.") @Nullable Long requestsPerHour,

        @Describe("Calls in any 24 hours.") @Nullable Long requestsPerDay,

        @Describe("Tokens in and out; reserved by estimate, settled by what was used.") @Nullable
        Long tokensPerMinute,

        @Describe("Tokens in any hour.") @Nullable Long tokensPerHour,

        @Describe("Tokens in any 24 hours.") @Nullable Long tokensPerDay,

        @Describe("Calls under way at the same time.") @Nullable
        Integer concurrent) {
    private static final long MOST = 1_000_000_000_000L;

    /** What is wrong with it, beginning with the key at fault, as in {@code concurrent must be …}; null if nothing is. */
    public @Nullable String fault() {
        Long calls = concurrent == null ? null : Long.valueOf(concurrent);
        List<String> faults = Stream.of(
                        fault("requests_per_minute", requestsPerMinute),
                        fault("requests_per_hour", requestsPerHour),
                        fault("requests_per_day", requestsPerDay),
                        fault("tokens_per_minute", tokensPerMinute),
                        fault("tokens_per_hour", tokensPerHour),
                        fault("tokens_per_day", tokensPerDay),
                        fault("concurrent", calls))
                .flatMap(Optional::stream)
                .toList();
        return faults.isEmpty() ? null : faults.getFirst();
    }

    private static Optional<String> fault(String key, @Nullable Long limit) {
        return limit == null || (limit > 0 && limit <= MOST)
                ? Optional.empty()
                : Optional.of(key + " must be from 1 to " + MOST);
    }
}
