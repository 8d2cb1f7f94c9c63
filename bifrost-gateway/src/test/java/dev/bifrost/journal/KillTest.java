package dev.bifrost.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonGenerator;

/** {@code kill -9}, again and again, of a process that writes as fast as it can. */
@Timeout(120)
class KillTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"SYNC, 20", "BATCHED, 10"})
    void killed_atAnyMoment_whatWasDoneIsThereOnceAndInOrder(String durability, int rounds) throws Exception {
        long seed = Long.getLong("bifrost.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        Path journal = folder.resolve("journal");
        MappedByteBuffer noted = KilledWriter.map(folder.resolve("noted"));
        List<Long> doneUpTo = new ArrayList<>();
        List<Long> begunWith = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            long first = noted.getLong(KilledWriter.APPENDED) + 1;
            killed(first, durability, journal, noted, random.nextInt(120_000_000));
            begunWith.add(first);
            doneUpTo.add(noted.getLong(KilledWriter.DONE));
        }

        Verification seen = Verification.of(journal);
        assertThat(seen.findings()).as("seed %s", seed).isEmpty();
        List<Long> calls = calls(journal);
        assertThat(calls).as("seed %s", seed).isSorted().doesNotHaveDuplicates();
        for (int round = 0; round < rounds; round++) {
            long first = begunWith.get(round);
            long done = doneUpTo.get(round);
            long next = round + 1 < rounds ? begunWith.get(round + 1) : Long.MAX_VALUE;
            List<Long> written =
                    calls.stream().filter(call -> call >= first && call < next).toList();
            assertThat(done).isGreaterThan(first);
            // Everything that was done, and of the rest the first so many: no holes.
            assertThat(written.size()).as("round %s, seed %s", round, seed).isGreaterThanOrEqualTo((int)
                    (done - first + 1));
            assertThat(written.getLast() - written.getFirst()).isEqualTo(written.size() - 1);
            assertThat(written.getFirst()).isEqualTo(first);
            assertThat(written.getLast() - done).isLessThanOrEqualTo(KilledWriter.WINDOW);
        }
    }

    private static void killed(long first, String durability, Path journal, MappedByteBuffer noted, int after)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        classPath(),
                        KilledWriter.class.getName(),
                        journal.toString(),
                        durability,
                        journal.resolveSibling("noted").toString(),
                        Long.toString(first))
                .redirectErrorStream(true)
                .redirectOutput(journal.resolveSibling("output").toFile())
                .start();
        try {
            Await.until(() -> noted.getLong(KilledWriter.DONE) > first || !process.isAlive());
            LockSupport.parkNanos(after);
        } finally {
            assertThat(process.destroyForcibly().waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isEqualTo(128 + 9);
    }

    private static String classPath() {
        return Stream.of(Journal.class, KilledWriter.class, CallRecord.class, JsonGenerator.class)
                .map(KillTest::place)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Long> calls(Path journal) throws IOException {
        List<Long> calls = new ArrayList<>();
        new Scan(Mark.read(journal), true, (_, frame) -> {
                    if (Kinds.is(Kinds.CALL, frame.payload())) {
                        calls.add(Long.valueOf(EntryForm.requestId(frame.payload())));
                    }
                })
                .read(Segment.list(journal));
        return calls;
    }
}
