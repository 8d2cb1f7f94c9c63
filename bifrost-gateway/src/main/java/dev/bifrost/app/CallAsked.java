package dev.bifrost.app;

import static dev.bifrost.admin.Parameters.wrong;

import dev.bifrost.admin.Parameters;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.settings.Spelling;
import dev.bifrost.audit.CallFilter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What parameters of questions about calls mean. */
record CallAsked(Supplier<ZoneId> zone, InstantSource clock) {
    private static final Duration USUAL = Duration.ofDays(30);
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|s|m)?");
    private static final BigDecimal MOST_DOLLARS = BigDecimal.valueOf(1_000_000_000);

    /** How an answer is written. */
    enum Format {
        JSON("application/json"),
        JSONL("application/jsonl"),
        CSV("text/csv; charset=utf-8; header=present");

        private final String type;

        Format(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Format format(Parameters parameters) throws Refusal {
        String word = parameters.get("format");
        return word == null ? Format.JSON : one(Format.values(), "format", word);
    }

    private static <E extends Enum<E>> E one(E[] all, String name, String word) throws Refusal {
        List<String> words = Arrays.stream(all)
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = words.indexOf(word);
        if (index < 0) {
            String hint = Spelling.hint(word, words);
            throw wrong(
                    name,
                    name + ": '" + word + "' is none of " + String.join(", ", words) + hint);
        }
        return all[index];
    }

    /** From 1 to {@code most}. */
    static long number(Parameters parameters, String name, long otherwise, long most) throws Refusal {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) < 1 || Long.parseLong(text) > most) {
            throw wrong(name, name + ": '" + text + "' is not from 1 to " + most);
        }
        return Long.parseLong(text);
    }

    /** Those of the last 30 days if nothing is said. */
    CallFilter filter(Parameters parameters) throws Refusal {
        Instant end = time(parameters, "to");
        Instant to = end == null ? clock.instant() : end;
        Instant begin = time(parameters, "from");
        Instant from = begin == null ? to.minus(USUAL) : begin;
        if (!to.isAfter(from)) {
            throw wrong("to", "to: " + to + " is not after " + from);
        }
        Map<CallFilter.Field, String> is = new EnumMap<>(CallFilter.Field.class);
        for (CallFilter.Field field : CallFilter.Field.values()) {
            String value = parameters.get(field.word());
            if (value != null) {
                is.put(field, field == CallFilter.Field.ENDING ? one(Ending.values(), "ending", value).label() : value);
            }
        }
        return new CallFilter(
                from,
                to,
                is,
                parameters.labels(),
                status(parameters),
                dollars(parameters, "min_cost"),
                dollars(parameters, "max_cost"),
                duration(parameters));
    }

    private @Nullable Instant time(Parameters parameters, String name) throws Refusal {
        String text = parameters.get(name);
        try {
            return text == null ? null : Times.read(text, zone.get());
        } catch (IllegalArgumentException e) {
            throw wrong(name, name + ": " + e.getMessage());
        }
    }

    private static CallFilter.@Nullable Status status(Parameters parameters) throws Refusal {
        String text = parameters.get("status");
        try {
            return text == null ? null : CallFilter.Status.read(text);
        } catch (IllegalArgumentException e) {
            throw wrong("status", "status: " + e.getMessage());
        }
    }

    private static @Nullable Long dollars(Parameters parameters, String name) throws Refusal {
        String text = parameters.get(name);
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9]{1,10}(\\.[0-9]{1,9})?") || new BigDecimal(text).compareTo(MOST_DOLLARS) > 0) {
            throw wrong(name, name + ": '" + text + "' is no amount of dollars such as 0.25");
        }
        return new BigDecimal(text).movePointRight(9).longValueExact();
    }

    private static @Nullable Long duration(Parameters parameters) throws Refusal {
        String text = parameters.get("min_duration");
        if (text == null) {
            return null;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw wrong("min_duration", "min_duration: '" + text + "' is no time such as 1.5s or 300ms");
        }
        long unit = switch (matcher.group(2)) {
            case "ms" -> 1_000_000L;
            case "m" -> 60_000_000_000L;
            case null, default -> 1_000_000_000L;
        };
        return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }
}
