package dev.bifrost.app;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Times as operators write them. */
final class Times {
    private static final long QUARTER_HOUR = Duration.ofMinutes(15).toSeconds();

    private Times() {}

    /** A date is its first moment in the zone. Throws {@link IllegalArgumentException} if the text is neither. */
    static Instant read(String text, ZoneId zone) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no date such as 2027-01-01, and no time such as 2027-01-01T12:00:00Z", e);
        }
    }

    /** The quarter of an hour around it, in which the store counts it. */
    static Instant quarter(Instant time) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), QUARTER_HOUR) * QUARTER_HOUR);
    }

    /** The first quarter of an hour that begins then or later. */
    static Instant nextQuarter(Instant time) {
        Instant quarter = quarter(time);
        return quarter.equals(time) ? time : quarter.plusSeconds(QUARTER_HOUR);
    }
}
