package dev.bifrost.pricing;

import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.Required;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of {@code prices.overrides}. */
@Describe("What is paid for a model, in US dollars; it holds whole, instead of what the lists say.")
public record PriceOverrideSettings(
        @Describe("A provider's name or its type; * stands for anything.") @Required
        String provider,

        @Describe("A model as the provider calls it; * stands for anything.") @Required
        String model,

        @Describe(
                "From when it holds: a date (its beginning, UTC) or a time such as 2027-01-01T12:00:00Z. Absent: always.")
        @Nullable
        String from,

        @Describe("The list and model whose price it is, such as openai/gpt-4o; no prices beside it.") @Nullable
        String sameAs,

        @Describe("For a million tokens that go in.") @Nullable
        BigDecimal input,

        @Describe("For a million tokens read from the provider's cache. Absent: as input.") @Nullable
        BigDecimal cached,

        @Describe("For a million tokens written to the provider's cache. Absent: as input.") @Nullable
        BigDecimal cacheWrite,

        @Describe("For a million tokens written to the provider's cache for an hour. Absent: as cache_write.") @Nullable
        BigDecimal cacheWriteHour,

        @Describe("For a million tokens that come out.") @Nullable
        BigDecimal output,

        @Describe("For a million tokens spent thinking. Absent: as output.") @Nullable
        BigDecimal reasoning,

        @Describe("For a million tokens of sound that go in. Absent: as input.") @Nullable
        BigDecimal audioInput,

        @Describe("For a million tokens of sound read from the cache. Absent: as cached.") @Nullable
        BigDecimal audioCached,

        @Describe("For a million tokens of sound that come out. Absent: as output.") @Nullable
        BigDecimal audioOutput,

        @Describe("For an image made.") @Nullable BigDecimal image,

        @Describe("For a thousand requests, whatever they hold.") @Nullable
        BigDecimal request,

        @Describe("For a thousand searches.") @Nullable BigDecimal search,

        @Describe(value = "What batches pay, in per cent of the price.", byDefault = "100") @Nullable
        Long batch,

        @Describe(value = "Other prices for long prompts.", byDefault = "[]")
        List<Above> tiers) {

    /** Says something of money that can be true. */
    public PriceOverrideSettings {
        tiers = tiers == null ? List.of() : List.copyOf(tiers);
        instant(from);
        boolean priced = input != null || output != null || image != null || request != null || audioOutput != null;
        if (sameAs == null && !priced) {
            throw new IllegalArgumentException("input is missing, and so is every other price");
        }
        if (sameAs != null && (priced || !tiers.isEmpty() || batch != null)) {
            throw new IllegalArgumentException("same_as takes the whole price; leave the other prices out");
        }
        if (sameAs != null && sameAs.indexOf('/') < 1) {
            throw new IllegalArgumentException("same_as must be a list and a model, such as openai/gpt-4o");
        }
        check("batch", batch != null && (batch < 0 || batch > 100), "is from 0 to 100 per cent");
        check(Unit.INPUT, "input", input);
        check(Unit.CACHED, "cached", cached);
        check(Unit.CACHE_WRITE, "cache_write", cacheWrite);
        check(Unit.CACHE_WRITE_HOUR, "cache_write_hour", cacheWriteHour);
        check(Unit.OUTPUT, "output", output);
        check(Unit.REASONING, "reasoning", reasoning);
        check(Unit.AUDIO_INPUT, "audio_input", audioInput);
        check(Unit.AUDIO_CACHED, "audio_cached", audioCached);
        check(Unit.AUDIO_OUTPUT, "audio_output", audioOutput);
        check(Unit.IMAGE, "image", image);
        check(Unit.REQUEST, "request", request);
        check(Unit.SEARCH, "search", search);
    }

    private static void check(Unit unit, String key, @Nullable BigDecimal dollars) {
        if (dollars != null) {
            try {
                unit.femtoDollars(dollars);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(key + " must be a price: " + e.getMessage(), e);
            }
        }
    }

    private static void check(String key, boolean wrong, String rule) {
        if (wrong) {
            throw new IllegalArgumentException(key + " " + rule);
        }
    }

    /** From when it holds; null if always. */
    @Nullable
    Instant since() {
        return instant(from);
    }

    private static @Nullable Instant instant(@Nullable String from) {
        if (from == null) {
            return null;
        }
        try {
            return from.length() == 10
                    ? LocalDate.parse(from).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(from);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "from must be a date such as 2027-01-01, or a time such as 2027-01-01T12:00:00Z", e);
        }
    }

    /** Prices for prompts of some length. */
    @Describe(
            "Prices of requests whose prompt is longer than so many tokens; what is absent costs what it costs below.")
    public record Above(
            @Describe("The prompt's length in tokens, above which these prices hold for the whole request.") @Required
            Long tokens,

            @Describe("For a million tokens that go in.") @Nullable
            BigDecimal input,

            @Describe("For a million tokens read from the provider's cache.") @Nullable
            BigDecimal cached,

            @Describe("For a million tokens written to the provider's cache.") @Nullable
            BigDecimal cacheWrite,

            @Describe("For a million tokens written to the provider's cache for an hour.") @Nullable
            BigDecimal cacheWriteHour,

            @Describe("For a million tokens that come out.") @Nullable
            BigDecimal output) {

        /** Some length, and prices that can be true. */
        public Above {
            check("tokens", tokens < 1, "must be at least 1");
            PriceOverrideSettings.check(Unit.INPUT, "input", input);
            PriceOverrideSettings.check(Unit.CACHED, "cached", cached);
            PriceOverrideSettings.check(Unit.CACHE_WRITE, "cache_write", cacheWrite);
            PriceOverrideSettings.check(Unit.CACHE_WRITE_HOUR, "cache_write_hour", cacheWriteHour);
            PriceOverrideSettings.check(Unit.OUTPUT, "output", output);
        }
    }
}
