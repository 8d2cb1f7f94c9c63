package dev.bifrost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteJDBCLoader;

/** Loses, if it fails: the whole gateway, which a second copy of SQLite in its process ends without a word. */
@EnabledOnOs(OS.LINUX)
class SqliteLibraryTest {
    @TempDir
    Path folder;

    @Test
    void load_afterTheDriverLoadedItsOwnCopy_loadsNoSecond() throws Exception {
        assertThat(copies("driver", "ours")).isEqualTo("1");
    }

    @Test
    void load_beforeTheDriver_isTheOnlyCopy() throws Exception {
        assertThat(copies("ours", "driver")).isEqualTo("1");
    }

    private String copies(String... inOrder) throws Exception {
        Path said = folder.resolve("said");
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Loads.class.getName(),
                                folder.toString()),
                        Stream.of(inOrder))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(said).strip();
    }

    /** The process under test: it prints how many copies of the library it has. */
    static final class Loads {
        private Loads() {}

        public static void main(String[] arguments) throws Exception {
            for (int i = 1; i < arguments.length; i++) {
                if (arguments[i].equals("driver")) {
                    boolean _ = SQLiteJDBCLoader.initialize();
                } else {
                    SqliteLibrary.load(Path.of(arguments[0]));
                }
            }
            System.out.println(copies());
        }

        private static long copies() throws IOException {
            try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
                return maps.filter(line -> line.contains("libsqlitejdbc.so"))
                        .map(line -> line.substring(line.indexOf('/')))
                        .distinct()
                        .count();
            }
        }
    }
}
