package dev.bifrost.app;

import static dev.bifrost.admin.Parameters.wrong;

import dev.bifrost.admin.LogBook;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Spelling;
import dev.bifrost.telemetry.LineWriter;
import dev.bifrost.telemetry.LogSettings;
import dev.bifrost.telemetry.LogSettings.Format;
import dev.bifrost.telemetry.LogSettings.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is written to the log: what the configuration says, or what an operator has asked for while the gateway runs. The
 * latter holds until its time is over, until it is taken back, or until SIGHUP.
 */
final class LogDesk implements LogBook {
    private static final List<String> KNOWN = List.of("level", "format", "for");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,5})([smh])");
    private static final Duration LONGEST = Duration.ofHours(24);

    private final LineWriter lines;
    private final InstantSource clock;
    private final BiConsumer<Duration, Runnable> later;
    private final ReentrantLock lock = new ReentrantLock();
    private LogSettings configured;
    private @Nullable LogSettings asked;
    private @Nullable Instant until;
    /** Which request the present one is, so that the end of an earlier one does not end it. */
    private int request;

    /** @param later does something after a time */
    LogDesk(LineWriter lines, LogSettings configured, InstantSource clock, BiConsumer<Duration, Runnable> later) {
        this.lines = lines;
        this.configured = configured;
        this.clock = clock;
        this.later = later;
    }

    /**
     * The configuration says so from now on.
     *
     * @param outright whether what was asked for ends with that
     */
    void configure(@Nullable LogSettings settings, boolean outright) {
        lock.lock();
        try {
            configured = settings == null ? LogSettings.standard() : settings;
            if (outright) {
                put(null, null);
            } else {
                put(asked, until);
            }
        } finally {
            lock.unlock();
        }
    }

    private void put(@Nullable LogSettings wanted, @Nullable Instant end) {
        asked = wanted;
        until = end;
        lines.use(wanted == null ? configured : wanted);
    }

    @Override
    public Json.Obj state() {
        lock.lock();
        try {
            Instant end = until;
            return json(asked == null ? configured : asked)
                    .put("until", end == null ? null : end.toString())
                    .put("configured", json(configured));
        } finally {
            lock.unlock();
        }
    }

    private static Json.Obj json(LogSettings settings) {
        return new Json.Obj().put("level", word(settings.level())).put("format", word(settings.format()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Json.Obj change(Json.Obj body, String by) throws Refusal {
        for (String name : body.asMap().keySet()) {
            if (!KNOWN.contains(name)) {
                throw wrong(name, "'" + name + "' is none of level, format, for" + Spelling.hint(name, KNOWN));
            }
        }
        Level level = one(Level.values(), "level", body);
        Format format = one(Format.values(), "format", body);
        Duration time = time(body);
        if (level == null && format == null && time != null) {
            throw wrong("for", "for: there is no level and no format that is to hold for a time");
        }
        lock.lock();
        try {
            change(level, format, time);
        } finally {
            lock.unlock();
        }
        Json.Obj state = state();
        lines.log()
                .info(
                        "log changed",
                        "level",
                        state.text("level"),
                        "format",
                        state.text("format"),
                        "until",
                        state.text("until", "it is changed again"),
                        "by",
                        by);
        return state;
    }

    private void change(@Nullable Level level, @Nullable Format format, @Nullable Duration time) {
        int mine = ++request;
        if (level == null && format == null) {
            put(null, null);
            return;
        }
        put(
                new LogSettings(
                        format == null ? configured.format() : format, level == null ? configured.level() : level),
                time == null ? null : clock.instant().plus(time));
        if (time != null) {
            later.accept(time, () -> over(mine));
        }
    }

    private void over(int which) {
        lock.lock();
        try {
            if (which != request || asked == null) {
                return;
            }
            put(null, null);
        } finally {
            lock.unlock();
        }
        lines.log().info("log as the configuration says again");
    }

    private static <E extends Enum<E>> @Nullable E one(E[] all, String name, Json.Obj body) throws Refusal {
        Json value = body.get(name);
        if (value == null) {
            return null;
        }
        List<String> words = Arrays.stream(all).map(LogDesk::word).toList();
        String text = value instanceof Json.Str string ? string.value() : "";
        int index = words.indexOf(text);
        if (index < 0) {
            throw wrong(name, name + " must be one of " + String.join(", ", words) + Spelling.hint(text, words));
        }
        return all[index];
    }

    private static @Nullable Duration time(Json.Obj body) throws Refusal {
        if (!body.has("for")) {
            return null;
        }
        Matcher matcher = TIME.matcher(body.text("for", ""));
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Duration time = switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
            if (!time.isZero() && time.compareTo(LONGEST) <= 0) {
                return time;
            }
        }
        throw wrong("for", "for must be a time such as 30s, 10m or 2h, of at most 24h");
    }
}
