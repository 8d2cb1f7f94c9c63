package dev.bifrost.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderTextTest {
    /** As a header comes from the wire. */
    private static String wire(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    /** A label that is kept otherwise than it was sent is found by no filter, and stands in the hashed entry for ever. */
    @Test
    void of_utf8_isReadAsIt() {
        for (String text : new String[] {"Zürich", "日本", "😀", "plain", ""}) {
            assertThat(HeaderText.of(wire(text.getBytes(UTF_8)))).isEqualTo(text);
        }
    }

    @Test
    void of_anythingElse_isTakenAsIso8859() {
        assertThat(HeaderText.of(wire("Zürich".getBytes(ISO_8859_1)))).isEqualTo("Zürich");
        assertThat(HeaderText.of("日")).isEqualTo("日");
    }

    @Test
    void shortened_betweenSurrogates_leavesOutTheHalf() {
        assertThat(HeaderText.shortened("ab😀", 3)).isEqualTo("ab");
        assertThat(HeaderText.shortened("ab😀", 4)).isEqualTo("ab😀");
        assertThat(HeaderText.shortened("abc", 2)).isEqualTo("ab");
    }
}
