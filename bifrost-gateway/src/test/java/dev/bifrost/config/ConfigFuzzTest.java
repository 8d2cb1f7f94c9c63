package dev.bifrost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever becomes of a good file, only problems are reported, and nothing is thrown. */
class ConfigFuzzTest {
    private static final String GOOD = full();
    private static final Map<String, String> VARIABLES = Configurations.everyVariable(GOOD);
    private static final List<String> PIECES = List.of(
            "",
            " ",
            "\n",
            "\t",
            ":",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "${",
            "}",
            "$${",
            "*a",
            "&a ",
            "<<: ",
            "!!int ",
            "!x ",
            "'",
            "\"",
            "#",
            "|",
            ">",
            "~",
            "0x",
            "1e999999999",
            "-1",
            "99999999999999999999",
            "null",
            "\u0000",
            "\uD800",
            "é",
            "---\n",
            "? ",
            "%",
            "@",
            ",",
            "365000000000d",
            "NaN",
            ".inf",
            "true",
            "a",
            "http://");

    private static String full() {
        try {
            return Files.readString(Configurations.EXAMPLES.resolve("full.yaml"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Property(tries = 3000)
    void read_mutatedFile_throwsNothing(@ForAll("mutations") List<Mutation> mutations) {
        var text = new StringBuilder(GOOD);
        for (Mutation mutation : mutations) {
            int from = Math.floorMod(mutation.from, text.length() + 1);
            int to = Math.min(text.length(), from + mutation.length);
            text.replace(from, to, mutation.piece);
        }

        Parsed parsed = Configurations.draft(text.toString(), VARIABLES)
                .check(new Validation(Configurations.CATALOGUE::contains));

        assertThat(parsed).isNotNull();
        if (parsed instanceof Parsed.Refused refused) {
            long lines = text.chars().filter(c -> c == '\n').count() + 1;
            assertThat(refused.problems()).isNotEmpty().allMatch(p -> p.line() >= 0 && p.line() <= lines + 1);
            assertThat(refused.problems().toString()).doesNotContain("value-of-");
        }
    }

    @Provide
    Arbitrary<List<Mutation>> mutations() {
        Arbitrary<String> pieces = Arbitraries.oneOf(
                Arbitraries.of(PIECES), Arbitraries.of(GOOD.lines().toList()).map(line -> line + "\n"));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 1 << 20),
                        Arbitraries.integers().between(0, 12),
                        pieces)
                .as(Mutation::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    record Mutation(int from, int length, String piece) {}
}
