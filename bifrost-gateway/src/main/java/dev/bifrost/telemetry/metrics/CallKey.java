package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that series of a call are told apart by, but its attempts.
 *
 * @param asked whether the client named a model
 * @param added values of the labels that the operator added
 */
record CallKey(
        Operation operation,
        @Nullable String alias,
        @Nullable String provider,
        @Nullable String model,
        boolean asked,
        boolean stream,
        int status,
        Ending ending,
        @Nullable String failure,
        @Nullable String keyId,
        @Nullable String virtualKey,
        @Nullable String team,
        @Nullable String organization,
        List<String> added) {
    /** Longer names are no key's: whoever sends them must not have the gateway hold them. */
    private static final int LONGEST = 256;

    static CallKey of(CallRecord call, List<String> added, boolean callers) {
        return new CallKey(
                call.operation(),
                call.alias(),
                call.provider(),
                call.model(),
                call.modelAsked() != null,
                call.stream(),
                call.status(),
                call.ending(),
                call.failure(),
                callers ? call.keyId() : null,
                callers ? call.virtualKey() : null,
                callers ? call.team() : null,
                callers ? call.organization() : null,
                added);
    }

    /** Whether it may be held on to. */
    boolean isShort() {
        for (String value : added) {
            if (value.length() > LONGEST) {
                return false;
            }
        }
        return model == null || model.length() <= LONGEST;
    }
}
