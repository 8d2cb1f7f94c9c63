package dev.bifrost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KeyTablesTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final String BEGIN = "<!-- begin: made by KeyTablesTest -->\n\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void text_committedPage_hasTheSameTables() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        assertThat(from).as("the page's markers").isBetween(BEGIN.length(), to);
        if (Boolean.getBoolean("bifrost.schema.write")) {
            page = page.substring(0, from) + KeyTables.text() + page.substring(to);
            Files.writeString(PAGE, page);
            to = page.indexOf(END);
        }
        assertThat(page.substring(from, to))
                .as("stale; write it again with: ./build -pl bifrost-gateway -am test -Dtest=KeyTablesTest "
                        + "-Dsurefire.failIfNoSpecifiedTests=false -Dbifrost.schema.write=true")
                .isEqualTo(KeyTables.text());
    }

    @Test
    void text_everyKey_isExplained() {
        assertThat(KeyTables.text().lines().filter(line -> line.startsWith("| `")))
                .noneMatch(line -> line.endsWith("|  |"));
    }
}
