package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.journal.Follower;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.Placed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What would be missing in a file of lines, or be there twice. */
class FileSinkTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private static List<Placed> all(Journal journal) throws Exception {
        try (Follower follower = journal.follow("test")) {
            List<Placed> entries = new ArrayList<>();
            while (follower.position() < journal.durable()) {
                List<Placed> some = follower.read(1000, Duration.ZERO);
                entries.addAll(some);
                follower.passed(some.getLast().sequence());
            }
            return entries;
        }
    }

    private List<Long> sequences(Path file) throws Exception {
        return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                .map(line -> JSON.readTree(line).get("sequence").asLong())
                .toList();
    }

    @Test
    void keep_entries_keepsTheirLettersAndPlaces() throws Exception {
        try (Journal journal = Journals.open(folder.resolve("journal"));
                FileSink sink = new FileSink("file", folder.resolve("calls.jsonl"), Long.MAX_VALUE)) {
            Journals.append(journal, "é\n\"\\", 2);
            List<Placed> entries = all(journal);
            sink.open(entries.getFirst().instance());
            sink.keep(entries);

            List<String> lines = Files.readAllLines(folder.resolve("calls.jsonl"), StandardCharsets.UTF_8);
            assertThat(lines).hasSameSizeAs(entries);
            JsonNode second = JSON.readTree(lines.get(1));
            assertThat(second.get("entry").asString())
                    .isEqualTo(new String(entries.get(1).bytes(), StandardCharsets.US_ASCII));
            assertThat(second.get("previous"))
                    .isEqualTo(JSON.readTree(lines.get(0)).get("hash"));
        }
    }

    @Test
    void open_lineCutOffByACrash_cutsItAwayAndGoesOnBehindTheLastWholeOne() throws Exception {
        Path file = folder.resolve("calls.jsonl");
        try (Journal journal = Journals.open(folder.resolve("journal"))) {
            Journals.append(journal, "a", 9);
            List<Placed> entries = all(journal);
            for (int cut = 1; cut < 400; cut += 37) {
                Files.deleteIfExists(file);
                try (FileSink sink = new FileSink("file", file, Long.MAX_VALUE)) {
                    sink.open(entries.getFirst().instance());
                    sink.keep(entries.subList(0, 5));
                }
                byte[] next = EntryLine.of(entries.get(5));
                Files.write(file, java.util.Arrays.copyOf(next, cut), StandardOpenOption.APPEND);
                try (FileSink sink = new FileSink("file", file, Long.MAX_VALUE)) {
                    assertThat(sink.open(entries.getFirst().instance())).hasValue(5);
                    sink.keep(entries);
                }
                assertThat(sequences(file))
                        .isEqualTo(LongStream.rangeClosed(1, entries.size())
                                .boxed()
                                .toList());
            }
        }
    }

    @Test
    void keep_fileMovedAway_beginsANewOne() throws Exception {
        Path file = folder.resolve("calls.jsonl");
        try (Journal journal = Journals.open(folder.resolve("journal"));
                FileSink sink = new FileSink("file", file, Long.MAX_VALUE)) {
            Journals.append(journal, "a", 3);
            List<Placed> entries = all(journal);
            sink.open(entries.getFirst().instance());
            sink.keep(entries.subList(0, 2));
            Files.move(file, folder.resolve("calls.jsonl.1"));
            sink.keep(entries);
            assertThat(sequences(file)).containsExactly(3L, 4L);
        }
    }

    @Test
    void keep_beyondItsSize_isSetAside() throws Exception {
        Path file = folder.resolve("calls.jsonl");
        try (Journal journal = Journals.open(folder.resolve("journal"));
                FileSink sink = new FileSink("file", file, 3000)) {
            Journals.append(journal, "a", 9);
            List<Placed> entries = all(journal);
            sink.open(entries.getFirst().instance());
            for (Placed each : entries) {
                sink.keep(List.of(each));
            }
            List<Long> found = new ArrayList<>();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
                    found.addAll(sequences(each));
                }
            }
            assertThat(found)
                    .isEqualTo(LongStream.rangeClosed(1, entries.size()).boxed().toList());
        }
    }

    /** The journal's folder was moved away: the new journal begins at 1, and must neither hide nor accuse the old one. */
    @Test
    void keep_newJournalBesideFilesOfAnOldOne_overwritesNoneAndAllAreGood() throws Exception {
        Path file = folder.resolve("calls.jsonl");
        int written = 0;
        for (String name : List.of("old", "new", "newest")) {
            try (Journal journal = Journals.open(folder.resolve(name));
                    FileSink sink = new FileSink("file", file, 2500)) {
                Journals.append(journal, "a", 9);
                List<Placed> entries = all(journal);
                sink.open(entries.getFirst().instance());
                for (Placed each : entries) {
                    sink.keep(List.of(each));
                }
                written += entries.size();
            }
        }

        var report = ChainCheck.of(
                new FileHolding(file), new ChainCheck.Terms(SealKeys.none(), null, false, java.util.Set.of()));
        assertThat(report.isGood()).as("%s", report).isTrue();
        assertThat(report.entries()).isEqualTo(written);
        assertThat(report.chains()).hasSize(3);
    }

    @Test
    void keep_setAsideNameTaken_overwritesNothing() throws Exception {
        Path file = folder.resolve("calls.jsonl");
        Path taken = Files.writeString(folder.resolve("calls-0000000000000000002.jsonl"), "precious");
        try (Journal journal = Journals.open(folder.resolve("journal"));
                FileSink sink = new FileSink("file", file, 1)) {
            Journals.append(journal, "a", 3);
            List<Placed> entries = all(journal);
            sink.open(entries.getFirst().instance());
            sink.keep(entries.subList(0, 2));
            sink.keep(entries);

            assertThat(taken).hasContent("precious");
            assertThat(sequences(folder.resolve("calls-0000000000000000002-2.jsonl")))
                    .containsExactly(1L, 2L);
        }
    }

    @Test
    void open_fileThatAnotherGatewayWrites_isRefusedUntilThatOneEnds() throws Exception {
        Path file = folder.resolve("calls.jsonl");
        try (Journal journal = Journals.open(folder.resolve("journal"));
                FileSink second = new FileSink("file", file, Long.MAX_VALUE)) {
            Journals.append(journal, "a", 3);
            List<Placed> entries = all(journal);
            try (FileSink first = new FileSink("file", file, Long.MAX_VALUE)) {
                first.open(entries.getFirst().instance());
                first.keep(entries);
                assertThatThrownBy(() -> second.open(new java.util.UUID(1, 2)))
                        .isInstanceOf(SinkFailure.class)
                        .hasMessageContaining("another gateway writes this file");
            }
            assertThat(sequences(file)).hasSameSizeAs(entries);
            assertThat(second.open(entries.getFirst().instance()))
                    .hasValue(entries.getLast().sequence());
        }
    }

    @Test
    void open_fileOfSomebodyElse_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("calls.jsonl"), "precious\n");
        try (Journal journal = Journals.open(folder.resolve("journal"));
                FileSink sink = new FileSink("file", file, Long.MAX_VALUE)) {
            assertThatThrownBy(() -> sink.open(journal.recovered().instance()))
                    .isInstanceOf(SinkFailure.class)
                    .hasMessageContaining("set path to a file of its own");
            assertThat(file).hasContent("precious\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"precious\": true}",
                "{\"instance\":\"production\"}",
                "{\"instance\":\"00000000-0000-0000-0000-000000000001\",\"region\":1}",
                "precious\nwithout an end"
            })
    void open_fileOfSomebodyElseWithoutALineFeed_isNotTouched(String precious) throws Exception {
        Path file = Files.writeString(folder.resolve("calls.jsonl"), precious);
        try (Journal journal = Journals.open(folder.resolve("journal"));
                FileSink sink = new FileSink("file", file, Long.MAX_VALUE)) {
            assertThatThrownBy(() -> sink.open(journal.recovered().instance()))
                    .isInstanceOf(SinkFailure.class)
                    .hasMessageContaining("set path to a file of its own");
            assertThat(file).hasContent(precious);
        }
    }

    @Test
    void open_onlyLineCutOffByACrash_isCutAway() throws Exception {
        Path file = folder.resolve("calls.jsonl");
        try (Journal journal = Journals.open(folder.resolve("journal"))) {
            Journals.append(journal, "a", 3);
            List<Placed> entries = all(journal);
            byte[] first = EntryLine.of(entries.getFirst());
            for (int cut = 1; cut < first.length; cut += 7) {
                Files.write(file, java.util.Arrays.copyOf(first, cut));
                try (FileSink sink = new FileSink("file", file, Long.MAX_VALUE)) {
                    sink.open(entries.getFirst().instance());
                    sink.keep(entries);
                }
                assertThat(sequences(file)).first().isEqualTo(1L);
                assertThat(sequences(file)).hasSameSizeAs(entries);
            }
        }
    }

    @Test
    void open_filesWereSetAside_goesOnBehindThem() throws Exception {
        Path file = folder.resolve("calls.jsonl");
        try (Journal journal = Journals.open(folder.resolve("journal"))) {
            Journals.append(journal, "a", 9);
            List<Placed> entries = all(journal);
            try (FileSink sink = new FileSink("file", file, 1)) {
                sink.open(entries.getFirst().instance());
                sink.keep(entries.subList(0, 2));
                sink.keep(entries.subList(2, 5));
            }
            assertThat(file).isEmptyFile();
            Files.writeString(folder.resolve("calls-0000000000000000099.jsonl"), "somebody else's");
            try (FileSink sink = new FileSink("file", file, 1)) {
                assertThat(sink.open(entries.getFirst().instance())).hasValue(5);
                assertThat(sink.open(new java.util.UUID(1, 2))).isEmpty();
            }
        }
    }
}
