package dev.bifrost.access;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** For how long a replaced key stays good. */
final class Grace {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(s|m|h|d)");
    private static final Duration LONGEST = Duration.ofDays(366);

    private Grace() {}

    /** The member {@code grace}; none if it is absent. Throws {@link Fields.Fault}. */
    static Duration parse(Fields fields) {
        String text = fields.text("grace");
        if (text == null) {
            return Duration.ZERO;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw fields.fault("grace", "must be a duration such as 90s, 30m, 72h or 7d");
        }
        long amount = Long.parseLong(form.group(1));
        Duration grace = switch (form.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
        if (grace.compareTo(LONGEST) > 0) {
            throw fields.fault("grace", "may be at most 366d");
        }
        return grace;
    }
}
