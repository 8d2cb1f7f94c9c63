package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.Seeded;
import org.junit.jupiter.api.Test;

/** A person whose name a database can not hold must be erased too. */
class AsciiTest {
    @Test
    void anyText_writtenAndRead_isTheSameAndPrintable() {
        Seeded.times(2000, random -> {
            String text = Seeded.anyText(random, 40);

            assertThat(Ascii.write(text)).matches("[ -~]*");
            assertThat(Ascii.read(Ascii.write(text))).isEqualTo(text);
        });
        assertThat(Ascii.write("end_user:zoë\u0000\\")).isEqualTo("end_user:zo\\u00eb\\u0000\\u005c");
    }
}
