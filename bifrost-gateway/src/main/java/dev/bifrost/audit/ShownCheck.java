package dev.bifrost.audit;

import dev.bifrost.api.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares what questions are answered from with the entry beside it, which alone the chain proves. */
final class ShownCheck {
    private ShownCheck() {}

    /** The columns that say something else than the entry, in words; null if none does. */
    static @Nullable String problem(Kept kept) {
        Kept.Shown shown = kept.shown();
        if (shown == null || shown.isNothing()) {
            return null;
        }
        Json.Obj entry = EntryKind.of(kept.entry()).equals("call") ? EntryGlance.object(kept.entry()) : null;
        if (entry == null) {
            return "it is shown as a call and is none";
        }
        StringBuilder wrong = new StringBuilder();
        name(wrong, "time", isTime(shown.time(), EntryGlance.time(kept.entry())));
        String key = entry.text("key_id");
        name(
                wrong,
                "key_id",
                Objects.equals(shown.keyId(), key)
                        || (key != null && PostgresText.cut(key).equals(shown.keyId())));
        name(wrong, "status", Objects.equals(shown.status(), number(entry, "status")));
        Long cost = entry.get("cost") instanceof Json.Obj told ? number(told, "nano_dollars") : null;
        name(wrong, "cost_nanos", Objects.equals(shown.costNanos(), cost));
        return wrong.isEmpty() ? null : "what is shown of it is not what the entry says: " + wrong;
    }

    private static void name(StringBuilder wrong, String column, boolean isRight) {
        if (!isRight) {
            wrong.append(wrong.isEmpty() ? "" : ", ").append(column);
        }
    }

    /** Databases have microseconds, and move what is out of their range. */
    private static boolean isTime(@Nullable Instant shown, @Nullable Instant time) {
        return time == null
                || !PostgresRows.storable(time).equals(time)
                || time.truncatedTo(ChronoUnit.MICROS).equals(shown);
    }

    private static @Nullable Long number(Json.Obj object, String name) {
        return object.get(name) instanceof Json.Num number ? number.longValue() : null;
    }
}
