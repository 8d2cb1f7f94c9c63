package dev.bifrost.dialect.openai;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long a provider asks to wait. */
public final class RetryAfter {
    /** The longest wait that is believed. */
    public static final Duration MAX = Duration.ofDays(1);

    private RetryAfter() {}

    /**
     * Reads {@code retry-after}: seconds, with a fraction if the provider likes, or a date as in HTTP.
     *
     * @return between zero and {@link #MAX}; null if there is no such header or it makes no sense
     */
    public static @Nullable Duration of(@Nullable String header, InstantSource clock) {
        if (header == null || header.isBlank()) {
            return null;
        }
        Duration wait = millis(header, 1000);
        return wait != null ? wait : until(header.strip(), clock);
    }

    /** Reads {@code retry-after-ms}, which OpenAI and Azure send beside the other and which is finer. */
    public static @Nullable Duration ofMillis(@Nullable String header) {
        return header == null ? null : millis(header, 1);
    }

    private static @Nullable Duration millis(String number, int unit) {
        try {
            double millis = Double.parseDouble(number.strip()) * unit;
            return Double.isNaN(millis) ? null : bounded(Duration.ofMillis((long) Math.ceil(millis)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Duration until(String date, InstantSource clock) {
        try {
            var then = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
            return bounded(Duration.between(clock.instant(), then.toInstant()));
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX) > 0 ? MAX : wait;
    }
}
