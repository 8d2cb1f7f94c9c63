package dev.bifrost.telemetry;

import dev.bifrost.telemetry.LogSettings.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway itself has to say: a message that never changes, and names and values in turn, as in
 * {@code log.warn("provider disabled", "provider", name, "why", why)}. Never blocks; may be used from any thread.
 */
public final class Log {
    private final LineWriter writer;
    private final InstantSource clock;

    Log(LineWriter writer, InstantSource clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /** Whether lines of this weight are written; ask only where a value is costly to make. */
    public boolean isEnabled(Level level) {
        return writer.isEnabled(level);
    }

    /** Something is broken, and somebody must act. */
    public void error(String message, @Nullable Object... namesAndValues) {
        write(Level.ERROR, message, null, namesAndValues);
    }

    /** Something of ours threw; the trace is written too. */
    public void error(String message, Throwable cause, @Nullable Object... namesAndValues) {
        write(Level.ERROR, message, cause, namesAndValues);
    }

    /** Something is not as it should be, and the gateway goes on. */
    public void warn(String message, @Nullable Object... namesAndValues) {
        write(Level.WARN, message, null, namesAndValues);
    }

    /** What an operator wants to see on an ordinary day. */
    public void info(String message, @Nullable Object... namesAndValues) {
        write(Level.INFO, message, null, namesAndValues);
    }

    /** What only helps to find a fault. */
    public void debug(String message, @Nullable Object... namesAndValues) {
        write(Level.DEBUG, message, null, namesAndValues);
    }

    /** For bridges from other logs. */
    public void write(Level level, String message, @Nullable Throwable cause, @Nullable Object... namesAndValues) {
        if (writer.isEnabled(level)) {
            writer.add(new Entry.Note(clock.instant(), level, message, fields(namesAndValues), cause));
        }
    }

    /** Values become text here and now: a buffer, say, may be gone when the line is written. */
    private static List<Entry.Field> fields(@Nullable Object[] namesAndValues) {
        if (namesAndValues.length == 0) {
            return List.of();
        }
        List<Entry.Field> fields = new ArrayList<>(namesAndValues.length / 2 + 1);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            boolean paired = i + 1 < namesAndValues.length;
            String name = paired ? String.valueOf(namesAndValues[i]) : "value";
            Object value = namesAndValues[paired ? i + 1 : i];
            fields.add(new Entry.Field(
                    name,
                    value instanceof Integer || value instanceof Long || value instanceof Boolean
                            ? value
                            : String.valueOf(value)));
        }
        return fields;
    }
}
