package dev.bifrost.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteConfig;

/** A key that is said to be destroyed must be, and whoever follows must hear of every erasure. */
class ContentKeyTableTest {
    private static final String WRAPPED = "c0ffee".repeat(20);

    @TempDir
    private Path folder;

    private static ContentKeyTable.Row row(String id, String subject, Instant created) {
        return new ContentKeyTable.Row(id, subject, "m1", WRAPPED, created);
    }

    @ParameterizedTest
    @EnumSource
    void keys_ofSubjects_areFoundUntilTheyAreDestroyed(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            ContentKeyTable table = store.contentKeys();
            assertThat(table.newest("s")).isNull();
            table.add(row("a", "s", Stores.NOW));
            table.add(row("b", "s", Stores.NOW.plusSeconds(1)));
            table.add(row("b", "t", Stores.NOW.plusSeconds(9)));
            table.add(row("c", "t", Stores.NOW));
            assertThat(table.newest("s")).isEqualTo(row("b", "s", Stores.NOW.plusSeconds(1)));
            assertThat(table.masters()).containsExactly("m1");
            assertThat(table.after(0, 1)).isEmpty();

            assertThat(table.destroy("s", "end_user:ann", "ops", "why", Stores.NOW)
                            .keys())
                    .containsExactlyInAnyOrder("a", "b");
            assertThat(table.newest("s")).isNull();
            assertThat(table.find("a")).isNull();
            assertThat(table.find("c")).isNotNull();
            assertThat(table.destroy("s", "end_user:ann", "ops", "", Stores.NOW).keys())
                    .isEmpty();
            assertThat(table.after(0, 10))
                    .extracting(ContentKeyTable.Erasure::number)
                    .containsExactly(1L, 2L);
            assertThat(table.after(1, 10)).singleElement().satisfies(each -> {
                assertThat(each.keys()).isEmpty();
                assertThat(each.subject()).isEqualTo("end_user:ann");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void destroy_byManyAtOnce_isNumberedWithoutGaps(Sql kind) throws Exception {
        try (Store store = Stores.open(Stores.fresh(kind, folder));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ContentKeyTable.Erasure>> all = IntStream.range(0, 12)
                    .mapToObj(i -> threads.submit(
                            () -> store.contentKeys().destroy("s" + i, "key:" + i, "ops", "", Stores.NOW)))
                    .toList();
            for (Future<ContentKeyTable.Erasure> each : all) {
                each.get();
            }
            assertThat(store.contentKeys().after(0, 100))
                    .extracting(ContentKeyTable.Erasure::number)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 12).boxed().toList());
        }
    }

    @Test
    void destroyed_keys_areNotInTheFilesOfSqliteAnyMore() throws Exception {
        try (Store store = Stores.open(Stores.fresh(Sql.SQLITE, folder))) {
            for (int i = 0; i < 300; i++) {
                store.contentKeys().add(row("k" + i, "s", Stores.NOW));
            }
            assertThat(files()).contains(WRAPPED);
            store.contentKeys().destroy("s", "key:s", "ops", "", Stores.NOW);
            assertThat(store.contentKeys().scrub()).isTrue();
            assertThat(files()).doesNotContain(WRAPPED);
        }
    }

    /** SQLite calls it no error that the log could not be emptied; the key is on the disk then, in the clear of anybody's copy. */
    @Test
    void destroyed_keysWhileSomebodyReads_areNotSaidToBeGoneUntilTheyAre() throws Exception {
        StoreSettings settings = Stores.fresh(Sql.SQLITE, folder);
        try (Store store = Stores.open(settings);
                Connection reader = new SQLiteConfig()
                        .createConnection("jdbc:" + settings.url().reveal());
                Statement statement = reader.createStatement()) {
            store.contentKeys().add(row("k", "s", Stores.NOW));
            assertThat(store.contentKeys().scrub()).isTrue();
            statement.execute("BEGIN");
            statement.executeQuery("SELECT id FROM content_key").close();

            store.contentKeys().destroy("s", "key:s", "ops", "", Stores.NOW);
            assertThat(store.contentKeys().scrub(Duration.ofMillis(200))).isFalse();
            assertThat(files()).contains(WRAPPED);

            statement.execute("COMMIT");
            assertThat(store.contentKeys().scrub(Duration.ofSeconds(20))).isTrue();
            assertThat(files()).doesNotContain(WRAPPED);
        }
    }

    private String files() throws Exception {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().contains(".db")).toList()) {
                all.append(Files.readString(file, ISO_8859_1));
            }
        }
        return all.toString();
    }
}
