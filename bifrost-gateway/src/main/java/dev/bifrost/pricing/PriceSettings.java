package dev.bifrost.pricing;

import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.Required;
import dev.bifrost.api.settings.Scalar;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code prices}. */
@Describe("What models cost, where the gateway's own catalogue does not know or knows better.")
public record PriceSettings(
        @Describe(value = "Prices that hold instead of all others.", byDefault = "[]")
        List<PriceOverrideSettings> overrides,

        @Describe(value = "Price lists of others; the first that has a model is believed.", byDefault = "[]")
        List<Source> sources,

        @Describe(value = "How often sources are read again: off, or a duration such as 6h.", byDefault = "off")
        @Nullable
        Refresh refresh,

        @Describe(
                value = "Where a budget in dollars applies and nobody knows what the model costs. refuse: the call is "
                        + "refused. allow: it is made and counts as nothing.",
                byDefault = "refuse")
        @Nullable
        OnUnknown onUnknown) {

    /** Absent keys arrive as null and leave as their defaults. */
    public PriceSettings {
        overrides = overrides == null ? List.of() : List.copyOf(overrides);
        sources = sources == null ? List.of() : List.copyOf(sources);
    }

    /** An empty part. */
    public static PriceSettings standard() {
        return new PriceSettings(List.of(), List.of(), null, null);
    }

    /** True if a call is refused whose price is unknown, where a budget in dollars applies. */
    public boolean refusesUnknown() {
        return onUnknown != OnUnknown.ALLOW;
    }

    /** What becomes of calls whose price is unknown. */
    public enum OnUnknown {
        REFUSE,
        ALLOW
    }

    /** How a list is written. */
    public enum Format {
        LITELLM,
        GENAI_PRICES
    }

    /** A list of others. */
    @Describe("A price list of others, from a file or an address.")
    public record Source(
            @Describe("litellm: model_prices_and_context_window.json. genai_prices: the data of pydantic/genai-prices.")
            @Required
            Format format,

            @Describe("A file; give this or url.") @Nullable Path file,

            @Describe("An address; give this or file.") @Nullable
            URI url) {

        /** Gives a file or an address. */
        public Source {
            if ((file == null) == (url == null)) {
                throw new IllegalArgumentException("format needs a file or a url beside it, and not both");
            }
        }

        /** Where it is, for messages. */
        @Override
        public String toString() {
            return String.valueOf(file == null ? url : file);
        }
    }

    /** How often something is done; never, if null. */
    public record Refresh(@Nullable Duration every) {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(m|h|d)");

        /** Reads {@code off}, {@code 30m}, {@code 6h} or {@code 1d}. */
        @Scalar(pattern = "^(off|[0-9]{1,6}[mhd])$")
        public static Refresh parse(String text) {
            String word = text.strip();
            Matcher matcher = FORM.matcher(word);
            if (word.equals("off")) {
                return new Refresh(null);
            }
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no interval; write off, or for example 30m, 6h or 1d");
            }
            long amount = Long.parseLong(matcher.group(1));
            return new Refresh(
                    switch (matcher.group(2)) {
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
    }
}
