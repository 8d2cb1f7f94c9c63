package dev.bifrost.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "17, 17",
        "-42, -42",
        "9007199254740993, 9007199254740993",
        "-123456789012345678, -123456789012345678",
        "1234567890123456789, 1234567890123456768",
        "99999999999999999999, 9223372036854775807",
        "2.9, 2",
        "-2.9, -2",
        "1e3, 1000",
        "1E400, 9223372036854775807"
    })
    void longValue_number_isCutToAWholeOne(String literal, long value) {
        assertThat(new Json.Num(literal).longValue()).isEqualTo(value);
    }
}
