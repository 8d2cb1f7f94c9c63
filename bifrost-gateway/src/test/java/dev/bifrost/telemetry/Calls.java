package dev.bifrost.telemetry;

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

/** Records to write. */
final class Calls {
    private static final Target MISTRAL = new Target("mistral", "mistral-large-2411");
    private static final Target AZURE = new Target("azure-ch", "gpt-4o");

    private Calls() {}

    /** Answered at the second target. */
    static CallRecord full() {
        return record(
                "tenant-12",
                "python/1.0",
                "eu-secure",
                List.of(
                        new Attempt(MISTRAL, "0a1b2c3d", 503, "upstream_error", 120_100_000),
                        new Attempt(AZURE, "99aabbcc", 200, "ok", 300_250_400)));
    }

    /** Answered at once. */
    static CallRecord plain() {
        return record("tenant-12", "python/1.0", "eu-secure", List.of(new Attempt(AZURE, null, 200, "ok", 1)));
    }

    /** With these texts of the client's. */
    static CallRecord with(@Nullable String agent, @Nullable String modelAsked) {
        return record("tenant-12", agent, modelAsked, List.of());
    }

    /** For which so much of the request was lost. */
    static CallRecord lossy(List<String> fields) {
        return record("tenant-12", null, null, List.of(), fields);
    }

    private static CallRecord record(
            String key, @Nullable String agent, @Nullable String modelAsked, List<Attempt> attempts) {
        return record(key, agent, modelAsked, attempts, List.of());
    }

    private static CallRecord record(
            String key,
            @Nullable String agent,
            @Nullable String modelAsked,
            List<Attempt> attempts,
            List<String> lossy) {
        return new CallRecord(
                Instant.parse("2026-06-01T12:00:03.412999Z"),
                "req-1",
                "4bf92f3577b34da6a3ce929d0e0e4736",
                key,
                key,
                "legal",
                "bank",
                "user-7",
                Map.of("app", "chat"),
                "10.0.0.7",
                agent,
                Operation.CHAT,
                "POST /v1/chat/completions",
                "eu-secure",
                "azure-ch",
                modelAsked,
                "gpt-4o",
                "gpt-4o-2024-08-06",
                "ch",
                "openai",
                "openai",
                true,
                200,
                null,
                Ending.COMPLETE,
                attempts,
                lossy,
                new Usage(1200, 1000, 0, 340, 12, 0, 0, false),
                new Cost(3_150_000, "2026-08-21 catalogue"),
                5120,
                20480,
                180_500_000,
                421_318_700,
                412_000,
                "1a2b3c4d",
                null,
                null);
    }

    /** Refused before anything was known. */
    static CallRecord bare() {
        return new CallRecord(
                Instant.parse("2026-06-01T12:00:03Z"),
                "req-2",
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                "10.0.0.7",
                null,
                Operation.CHAT,
                "POST /v1/chat/completions",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                401,
                "missing_key",
                Ending.REFUSED,
                List.of(),
                List.of(),
                null,
                null,
                0,
                90,
                -1,
                91_000,
                91_000,
                "1a2b3c4d",
                null,
                null);
    }
}
