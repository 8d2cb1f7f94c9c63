package dev.bifrost.journal;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Content;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Trace;
import dev.bifrost.api.Usage;
import dev.bifrost.testing.Seeded;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Records of calls. */
public final class Records {
    public static final Instant NOON = Instant.parse("2026-08-21T12:00:00.123456789Z");

    private Records() {}

    /** An ordinary one, of about 1 KB. */
    public static CallRecord of(String requestId) {
        Usage usage = Usage.of(1200, 34);
        Cost cost = new Cost(1_234_567, "2026-08-21 catalogue");
        Target target = new Target("mistral", "mistral-small-2410");
        return new CallRecord(
                NOON,
                requestId,
                "0af7651916cd43dd8448eb211c80319c",
                "k1",
                "tenant-12",
                "legal",
                "bank",
                null,
                Map.of("app", "chat", "cost_center", "4711"),
                "10.0.0.7",
                "OpenAI/Python 1.99.0",
                Operation.CHAT,
                "POST /v1/chat/completions",
                "fast-cheap",
                "mistral",
                "fast-cheap",
                "mistral-small-2410",
                "mistral-small-2410",
                "eu",
                "openai",
                "openai",
                true,
                200,
                null,
                Ending.COMPLETE,
                List.of(new Attempt(target, "f1a2", 200, "ok", 345_000_000, usage, cost)),
                List.of(),
                usage,
                cost,
                4321,
                876,
                120_000_000,
                350_000_000,
                90_000,
                "deadbeef",
                null,
                null);
    }

    /** Anything that the types allow. */
    public static CallRecord any(RandomGenerator random) {
        return new CallRecord(
                Instant.ofEpochSecond(
                        random.nextLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
                        random.nextInt(1_000_000_000)),
                text(random),
                maybe(random),
                maybe(random),
                maybe(random),
                maybe(random),
                maybe(random),
                maybe(random),
                labels(random),
                text(random),
                maybe(random),
                one(random, Operation.class),
                text(random),
                maybe(random),
                maybe(random),
                maybe(random),
                maybe(random),
                maybe(random),
                maybe(random),
                maybe(random),
                maybe(random),
                random.nextBoolean(),
                random.nextInt(),
                maybe(random),
                one(random, Ending.class),
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(_ -> attempt(random))
                        .toList(),
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(_ -> text(random))
                        .toList(),
                usage(random),
                cost(random),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                text(random),
                maybe(random),
                content(random),
                null,
                trace(random));
    }

    private static @Nullable Trace trace(RandomGenerator random) {
        return random.nextBoolean() ? null : new Trace(text(random), maybe(random), random.nextBoolean());
    }

    private static @Nullable Content content(RandomGenerator random) {
        return random.nextBoolean()
                ? null
                : new Content(
                        maybe(random),
                        text(random),
                        maybe(random),
                        random.nextLong(),
                        random.nextLong(),
                        maybe(random),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        maybe(random));
    }

    static String text(RandomGenerator random) {
        return Seeded.anyText(random, 40);
    }

    private static @Nullable String maybe(RandomGenerator random) {
        return random.nextBoolean() ? null : text(random);
    }

    private static Map<String, String> labels(RandomGenerator random) {
        Map<String, String> labels = new HashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            labels.put(text(random), text(random));
        }
        return labels;
    }

    private static Attempt attempt(RandomGenerator random) {
        return new Attempt(
                new Target(text(random), text(random)),
                maybe(random),
                random.nextInt(),
                text(random),
                random.nextLong(),
                usage(random),
                cost(random),
                random.nextBoolean() ? -1 : random.nextLong() >>> 1,
                maybe(random));
    }

    private static @Nullable Usage usage(RandomGenerator random) {
        return random.nextInt(4) == 0
                ? null
                : new Usage(
                        count(random),
                        count(random),
                        count(random),
                        count(random),
                        count(random),
                        count(random),
                        count(random),
                        count(random),
                        count(random),
                        count(random),
                        random.nextBoolean());
    }

    private static <E extends Enum<E>> E one(RandomGenerator random, Class<E> type) {
        List<E> all = List.copyOf(EnumSet.allOf(type));
        return all.get(random.nextInt(all.size()));
    }

    private static long count(RandomGenerator random) {
        return random.nextBoolean() ? 0 : random.nextLong();
    }

    private static @Nullable Cost cost(RandomGenerator random) {
        return random.nextInt(4) == 0 ? null : new Cost(random.nextLong(), text(random));
    }
}
