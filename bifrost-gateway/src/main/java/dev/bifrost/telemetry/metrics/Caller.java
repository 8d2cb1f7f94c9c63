package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.CallRecord;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who called, as counters tell it; {@code added}: values of the labels that the operator added. */
record Caller(
        @Nullable String keyId,
        @Nullable String virtualKey,
        @Nullable String team,
        @Nullable String organization,
        List<String> added) {

    /** {@code told}: whether keys, teams and organisations are. */
    static Caller of(CallRecord call, List<String> added, boolean told) {
        return told
                ? new Caller(call.keyId(), call.virtualKey(), call.team(), call.organization(), added)
                : new Caller(null, null, null, null, added);
    }

    /** Anybody, with so many added labels as this one has. */
    Caller other() {
        String other = Table.OTHER;
        return new Caller(other, other, other, other, Collections.nCopies(added.size(), other));
    }

    /** Values of the labels that tell callers. */
    List<String> labels() {
        String name = CallSeries.text(virtualKey);
        String mine = CallSeries.text(team);
        String customer = CallSeries.text(organization);
        return List.of(CallSeries.text(keyId), name, mine, mine, customer, customer);
    }
}
