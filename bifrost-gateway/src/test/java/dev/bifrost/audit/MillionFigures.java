package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.journal.Placed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** Takes the figures of {@code docs/performance.md}: how long questions take on a million calls. Run by hand. */
final class MillionFigures {
    private static final Instant START = Instant.parse("2026-10-25T00:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(5);

    private MillionFigures() {}

    interface Question {
        Object ask() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("million");
        int many = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        AuditSettings settings = AuditSettings.keeping(null, new ByteSize(8L << 30));
        try (WrittenJournal journal = new WrittenJournal(folder.resolve("journal"));
                CallLog log = new CallLog(folder.resolve("calls.db"), settings, InstantSource.system())) {
            var _ = log.open(journal.instance());
            long keeping = 0;
            for (int i = 0; i < many; i += 2000) {
                CallRecord[] calls = new CallRecord[2000];
                for (int n = 0; n < calls.length; n++) {
                    calls[n] = call(i + n, many);
                }
                List<Placed> batch = journal.append(calls);
                long start = System.nanoTime();
                log.keep(batch);
                keeping += System.nanoTime() - start;
            }
            System.out.printf(
                    "%d rows, %.0f rows/s, %d MB%n",
                    many, many / (keeping / 1e9), Files.size(folder.resolve("calls.db")) >> 20);
            ask(new CallQuestions(log, LONG));
            time(
                    "verify all",
                    () -> ChainCheck.of(log, new ChainCheck.Terms(SealKeys.none(), null, false, java.util.Set.of()))
                            .entries());
        }
    }

    private static CallRecord call(int n, int many) {
        return SampleCalls.call("r" + n)
                .at(START.plusMillis(n * (30L * 86_400_000 / many)))
                .by("key-" + n % 100, "team-" + n % 10)
                .of("user-" + n % 5000)
                .model("model-" + n % 20)
                .labelled(Map.of("app", "app-" + n % 7, "cost_center", "" + n % 50))
                .ended(n % 100 == 0 ? 500 : 200, n % 100 == 0 ? Ending.UPSTREAM_FAILED : Ending.COMPLETE)
                .cost(n % 10_000 * 1000L)
                .record();
    }

    private static void ask(CallQuestions questions) throws Exception {
        Instant to = START.plus(Duration.ofDays(31));
        CallFilter all = CallFilter.between(START, to);
        time("newest 100", () -> questions.calls(all, null, 100).rows().size());
        time(
                "newest 100 of a key",
                () -> questions
                        .calls(is(CallFilter.Field.KEY, "key-7", to), null, 100)
                        .rows()
                        .size());
        time(
                "newest 100 of a person",
                () -> questions
                        .calls(is(CallFilter.Field.END_USER, "user-7", to), null, 100)
                        .rows()
                        .size());
        time(
                "newest 100 of nobody",
                () -> questions
                        .calls(is(CallFilter.Field.ORGANIZATION, "none", to), null, 100)
                        .rows()
                        .size());
        time(
                "newest 100 of a label",
                () -> questions
                        .calls(label("cost_center", "7", to), null, 100)
                        .rows()
                        .size());
        time(
                "newest 100 of a label nobody has",
                () -> questions
                        .calls(label("cost_center", "x", to), null, 100)
                        .rows()
                        .size());
        time(
                "newest 100 that failed",
                () -> questions
                        .calls(
                                new CallFilter(
                                        START,
                                        to,
                                        Map.of(),
                                        Map.of(),
                                        CallFilter.Status.read("failed"),
                                        null,
                                        null,
                                        null),
                                null,
                                100)
                        .rows()
                        .size());
        time(
                "newest 100 above a cost",
                () -> questions
                        .calls(new CallFilter(START, to, Map.of(), Map.of(), null, 9_999_000L, null, null), null, 100)
                        .rows()
                        .size());
        time("one by id", () -> questions.call("r777777").size());
        time(
                "usage by day",
                () -> questions
                        .usage(all, List.of(UsageGroup.read("day")), ZoneId.of("Europe/Zurich"))
                        .size());
        time(
                "usage by team and model",
                () -> questions
                        .usage(all, List.of(UsageGroup.read("team"), UsageGroup.read("model")), ZoneId.of("UTC"))
                        .size());
        time(
                "usage by label",
                () -> questions
                        .usage(all, List.of(UsageGroup.read("label:cost_center")), ZoneId.of("UTC"))
                        .size());
    }

    private static CallFilter is(CallFilter.Field field, String value, Instant to) {
        return new CallFilter(START, to, Map.of(field, value), Map.of(), null, null, null, null);
    }

    private static CallFilter label(String name, String value, Instant to) {
        return new CallFilter(START, to, Map.of(), Map.of(name, value), null, null, null, null);
    }

    private static void time(String what, Question question) throws Exception {
        long best = Long.MAX_VALUE;
        Object answer = "";
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            answer = question.ask();
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf("%-34s %8.1f ms  (%s)%n", what, best / 1e6, answer);
    }
}
