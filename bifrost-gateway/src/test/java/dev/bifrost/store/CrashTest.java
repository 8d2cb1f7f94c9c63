package dev.bifrost.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.store.StoreSettings.Migrate;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.Driver;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;

/** A follower that is killed while it applies entries goes on where the store says, and no dollar counts twice. */
@Timeout(60)
class CrashTest {
    private static final int KILLS = 2;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void follower_killedWithoutWarning_countsEveryEntryOnce(Sql kind) throws Exception {
        StoreSettings settings = Stores.fresh(kind, folder);
        Stores.open(settings).close();
        for (int kill = 1; kill <= KILLS; kill++) {
            Process follower = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            classPath(),
                            Follower.class.getName(),
                            settings.url().reveal())
                    .redirectError(Redirect.DISCARD)
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(follower.getInputStream(), StandardCharsets.UTF_8))) {
                for (int i = 0; i < 7 * kill; i++) {
                    assertThat(lines.readLine()).isNotNull();
                }
                follower.destroyForcibly().waitFor();
            }
            try (Store store = Stores.open(settings)) {
                JournalCursor cursor = store.spend().cursor("spend", "journal-1");
                assertThat(cursor).isNotNull();
                assertThat(cursor.sequence()).isGreaterThanOrEqualTo(7L * kill);
                assertThat(store.spend().sums(Instant.EPOCH))
                        .isEqualTo(Map.of("key:a", 3 * cursor.sequence(), "team:x", 3 * cursor.sequence()));
            }
        }
    }

    /** Whoever runs the tests may have them in loaders of its own. */
    private static String classPath() throws Exception {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> type : List.of(
                Follower.class,
                Store.class,
                Secret.class,
                JDBC.class,
                Driver.class,
                HikariDataSource.class,
                LoggerFactory.class)) {
            places.add(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, places);
    }

    /** Applies entries, some of them again, until it is killed. */
    static final class Follower {
        private Follower() {}

        public static void main(String[] arguments) {
            try (Store store = Stores.open(Stores.settings(arguments[0], Migrate.CHECK))) {
                JournalCursor start = store.spend().cursor("spend", "journal-1");
                for (long i = start == null ? 1 : start.sequence(); true; i++) {
                    for (int again = 0; again < 2; again++) {
                        store.spend()
                                .apply(
                                        List.of(Samples.delta(i, "key:a", 3), Samples.delta(i, "team:x", 3)),
                                        List.of(),
                                        Samples.cursor(i));
                    }
                    System.out.println(i);
                }
            }
        }
    }
}
