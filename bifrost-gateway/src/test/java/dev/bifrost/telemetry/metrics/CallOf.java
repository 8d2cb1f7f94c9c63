package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls to count, changed one by one from one that went well. */
public record CallOf(
        String key,
        @Nullable String alias,
        String provider,
        String model,
        boolean stream,
        int status,
        @Nullable String failure,
        Ending ending,
        Map<String, String> labels,
        List<Attempt> attempts) {
    public static final Usage USAGE = new Usage(1200, 1000, 7, 341, 12, 0, 0, false);
    public static final Cost COST = new Cost(3_150_000, "2026-08-21 catalogue");

    public static CallOf good() {
        return new CallOf(
                "tenant", "fast", "up", "m", true, 200, null, Ending.COMPLETE, Map.of(), List.of(ok("up", "m")));
    }

    public static Attempt ok(String provider, String model) {
        return new Attempt(new Target(provider, model), "0a1b2c3d", 200, "ok", 300_000_000, USAGE, COST);
    }

    public static Attempt failed(String provider, String model, String fingerprint, int status, String outcome) {
        return new Attempt(new Target(provider, model), fingerprint, status, outcome, 2_000_000);
    }

    public CallOf key(String other) {
        return new CallOf(other, alias, provider, model, stream, status, failure, ending, labels, attempts);
    }

    /** Asked for by its own name. */
    public CallOf model(String other) {
        return new CallOf(
                key, null, provider, other, stream, status, failure, ending, labels, List.of(ok(provider, other)));
    }

    public CallOf labels(Map<String, String> other) {
        return new CallOf(key, alias, provider, model, stream, status, failure, ending, other, attempts);
    }

    public CallOf tries(Attempt... other) {
        return new CallOf(key, alias, provider, model, stream, status, failure, ending, labels, List.of(other));
    }

    public CallOf ended(int withStatus, String withFailure, Ending as, Attempt... tried) {
        return new CallOf(key, alias, provider, model, stream, withStatus, withFailure, as, labels, List.of(tried));
    }

    public CallRecord record() {
        return new CallRecord(
                Instant.parse("2026-06-01T12:00:03Z"),
                "req-1",
                null,
                "id-" + key,
                key,
                "legal",
                "bank",
                "user-7",
                labels,
                "10.0.0.7",
                "python/1.0",
                Operation.CHAT,
                "POST /v1/chat/completions",
                alias,
                provider,
                model,
                model,
                model,
                "ch",
                "openai",
                "openai",
                stream,
                status,
                failure,
                ending,
                attempts,
                List.of(),
                ending == Ending.COMPLETE ? USAGE : null,
                ending == Ending.COMPLETE ? COST : null,
                5120,
                20480,
                100_000_000,
                440_000_000,
                412_000,
                "1a2b3c4d",
                null,
                null);
    }
}
