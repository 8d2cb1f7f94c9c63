package dev.bifrost.telemetry;

import dev.bifrost.api.CallRecord;
import dev.bifrost.telemetry.LogSettings.Level;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes one line. */
sealed interface Entry {

    /** A call. */
    record Call(CallRecord record) implements Entry {}

    /** Something that the gateway itself has to say. */
    record Note(
            Instant time,
            Level level,
            String message,
            List<Field> fields,
            @Nullable Throwable cause) implements Entry {}

    /** A named value: text, a number or a boolean. */
    record Field(String name, Object value) {}
}
