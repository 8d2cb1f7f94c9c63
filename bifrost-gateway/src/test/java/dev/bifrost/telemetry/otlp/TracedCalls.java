package dev.bifrost.telemetry.otlp;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Trace;
import dev.bifrost.api.Usage;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Records of calls that belong to traces. */
final class TracedCalls {
    private static final Usage USAGE = new Usage(1200, 1000, 20, 340, 12, 0, 0, false);
    private static final Cost COST = new Cost(3_150_000, "2026-08-21 catalogue");

    private TracedCalls() {}

    /** A stream that a second target gave after the first had failed and another had been passed over. */
    static CallRecord fallenBack() {
        return of(
                new Trace(span(), "00f067aa0ba902b7", true),
                List.of(
                        new Attempt(
                                new Target("mistral", "mistral-large-2411"),
                                "0a1b2c3d",
                                503,
                                "upstream_error",
                                120_100_000,
                                null,
                                null,
                                400_000,
                                span()),
                        Attempt.skipped(new Target("openai", "gpt-4o"), "residency"),
                        new Attempt(
                                new Target("azure-ch", "gpt-4o"),
                                "99aabbcc",
                                200,
                                "ok",
                                300_250_400,
                                USAGE,
                                COST,
                                121_000_000,
                                span())),
                Ending.COMPLETE,
                421_318_700);
    }

    static CallRecord sampled() {
        return with(true, List.of(attempt("ok", Usage.of(3, 4))), Ending.COMPLETE, 20_000_000);
    }

    static CallRecord unsampled() {
        return with(false, List.of(attempt("ok", Usage.of(3, 4))), Ending.COMPLETE, 20_000_000);
    }

    /** Of no trace. */
    static CallRecord plain() {
        return of(null, List.of(), Ending.UPSTREAM_FAILED, 1);
    }

    static CallRecord with(boolean sampled, List<Attempt> attempts, Ending ending, long nanos) {
        return of(new Trace(span(), null, sampled), attempts, ending, nanos);
    }

    static Attempt attempt(String outcome, @Nullable Usage usage) {
        return new Attempt(new Target("mistral", "small"), "0a1b2c3d", 200, outcome, 900, usage, null, 50, span());
    }

    static String span() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
    }

    static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    /** One that went to a provider as it was. */
    static CallRecord passedOn(String route) {
        Kind kind = new Kind(Operation.PASSTHROUGH, route, null, 200, null);
        return of(new Trace(span(), null, true), List.of(attempt("ok", null)), Ending.COMPLETE, 1, kind);
    }

    /** One that named its model itself, and that the provider did not like. */
    static CallRecord refused(String model, boolean sampled, int status, String failure) {
        Target target = new Target("mistral", model);
        Attempt attempt = new Attempt(target, "0a1b2c3d", status, failure, 900, null, null, 50, span());
        Kind kind = new Kind(Operation.CHAT, "POST /v1/chat/completions", null, status, failure);
        return of(new Trace(span(), null, sampled), List.of(attempt), Ending.UPSTREAM_FAILED, 1, kind);
    }

    private record Kind(
            Operation operation,
            String route,
            @Nullable String alias,
            int status,
            @Nullable String failure) {}

    private static CallRecord of(@Nullable Trace trace, List<Attempt> attempts, Ending ending, long nanos) {
        boolean complete = ending == Ending.COMPLETE;
        Kind kind = new Kind(
                Operation.CHAT,
                "POST /v1/chat/completions",
                "eu-secure",
                complete ? 200 : 502,
                complete ? null : "upstream_error");
        return of(trace, attempts, ending, nanos, kind);
    }

    private static CallRecord of(@Nullable Trace trace, List<Attempt> attempts, Ending ending, long nanos, Kind kind) {
        boolean complete = ending == Ending.COMPLETE;
        return new CallRecord(
                Instant.parse("2026-06-01T12:00:03.412999Z"),
                "req-1",
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "tenant-12",
                "tenant-12",
                "legal",
                "bank",
                "user-7",
                Map.of("app", "chat"),
                "10.0.0.7",
                "python/1.0",
                kind.operation(),
                kind.route(),
                kind.alias(),
                "azure-ch",
                "eu-secure",
                "gpt-4o",
                complete ? "gpt-4o-2024-08-06" : null,
                "ch",
                "openai",
                "openai",
                true,
                kind.status(),
                kind.failure(),
                ending,
                attempts,
                List.of(),
                complete ? USAGE : null,
                attempts.stream().anyMatch(attempt -> COST.equals(attempt.cost())) ? COST : null,
                5120,
                20480,
                180_500_000,
                nanos,
                412_000,
                "1a2b3c4d",
                null,
                null,
                null,
                trace);
    }
}
