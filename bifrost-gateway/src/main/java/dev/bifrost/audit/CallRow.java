package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record of the journal as a row of {@link CallQuestions#calls}. */
public final class CallRow {
    private CallRow() {}

    /** The columns of a call that stands in this place. */
    public static Map<String, @Nullable Object> of(UUID instance, long sequence, CallRecord call) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("instance_text", instance.toString());
        row.put("sequence", sequence);
        row.put("labels_text", CallRows.labels(call.labels()));
        for (CallColumn column : CallColumn.values()) {
            if (column != CallColumn.LABELS) {
                row.put(column.column(), column.of(call));
            }
        }
        row.put("time", call.time().truncatedTo(ChronoUnit.MICROS)); // as databases have it
        return row;
    }
}
