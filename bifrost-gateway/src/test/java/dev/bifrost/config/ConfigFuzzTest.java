package dev.bifrost.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

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

    private static final List<String> LINES =
            GOOD.lines().map(line -> line + "\n").toList();

    private static String full() {
        try {
            return Files.readString(Configurations.EXAMPLES.resolve("full.yaml"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void read_mutatedFile_throwsNothing() {
        Seeded.times(3000, random -> {
            String text = damaged(random);

            Parsed parsed =
                    Configurations.draft(text, VARIABLES).check(new Validation(Configurations.CATALOGUE::contains));

            assertThat(parsed).as(text).isNotNull();
            if (parsed instanceof Parsed.Refused refused) {
                long lines = text.chars().filter(c -> c == '\n').count() + 1;
                assertThat(refused.problems())
                        .as(text)
                        .isNotEmpty()
                        .allMatch(p -> p.line() >= 0 && p.line() <= lines + 1);
                assertThat(refused.problems().toString()).doesNotContain("value-of-");
            }
        });
    }

    private static String damaged(RandomGenerator random) {
        var text = new StringBuilder(GOOD);
        for (int times = random.nextInt(1, 5); times > 0; times--) {
            int from = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), from + random.nextInt(13));
            List<String> pieces = random.nextBoolean() ? PIECES : LINES;
            text.replace(from, to, pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }
}
