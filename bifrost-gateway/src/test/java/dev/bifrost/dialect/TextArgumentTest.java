package dev.bifrost.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import dev.bifrost.testing.Seeded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextArgumentTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"input\":\"a\\n\\u00e9\\\"b\\\"\"}|`a\né\"b\"`",
                "{ \"input\" : \"\" }|``",
                "{}|``",
                "*** Begin {\"x\"}|*** Begin {\"x\"}"
            })
    void next_whole_isTheText(String arguments, String text) {
        assertThat(new TextArgument().next(arguments)).isEqualTo(text);
    }

    @Test
    void next_cutAnywhere_isTheText() {
        Seeded.times(200, random -> {
            String text = Seeded.anyText(random, 60);
            String json = new Json.Obj().put("input", text).print();
            TextArgument argument = new TextArgument();
            StringBuilder got = new StringBuilder();
            for (int at = 0; at < json.length(); ) {
                int to = Math.min(json.length(), at + random.nextInt(1, 5));
                got.append(argument.next(json.substring(at, to)));
                at = to;
            }
            assertThat(got.toString()).isEqualTo(text);
        });
    }
}
