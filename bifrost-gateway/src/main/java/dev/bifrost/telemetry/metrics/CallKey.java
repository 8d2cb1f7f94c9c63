package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Operation;
import org.jspecify.annotations.Nullable;

/**
 * All that series of a call are told apart by, but who called and its attempts.
 *
 * @param asked whether the client named a model
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
        @Nullable String failure) {

    static CallKey of(CallRecord call) {
        return new CallKey(
                call.operation(),
                call.alias(),
                call.provider(),
                call.model(),
                call.modelAsked() != null,
                call.stream(),
                call.status(),
                call.ending(),
                call.failure());
    }
}
