package dev.bifrost.access;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The last moment of a key, as people write it. */
final class Expiry {
    private Expiry() {}

    /**
     * The end of a date (UTC), or a time.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Instant lastMoment(String written) {
        String text = written.strip();
        try {
            if (text.indexOf('T') < 0) {
                return LocalDate.parse(text)
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .minusNanos(1);
            }
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time; write a date such as 2027-01-01, or 2027-01-01T12:00:00Z", e);
        }
    }
}
