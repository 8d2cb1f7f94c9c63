package com.example.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code that docs/adding-a-provider.md quotes is this module's, but for indentation; {@code // …} is a gap. */
class WalkthroughTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "com", "example", "ollama");

    static List<String> quotes() throws IOException {
        return Walkthrough.blocks("java").stream()
                .flatMap(Pattern.compile("(?m)^// …\\n")::splitAsStream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("quotes")
    void quotes_each_standInTheSource(String quote) throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            String wanted = "\n" + unindented(quote) + "\n";
            assertThat(files.map(WalkthroughTest::source)).anyMatch(source -> source.contains(wanted));
        }
    }

    @Test
    void page_isShort() throws IOException {
        assertThat(quotes()).hasSizeGreaterThan(8);
        assertThat(Walkthrough.page().lines().count()).isLessThanOrEqualTo(150);
    }

    private static String source(Path file) {
        try {
            return "\n" + unindented(Files.readString(file)) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
