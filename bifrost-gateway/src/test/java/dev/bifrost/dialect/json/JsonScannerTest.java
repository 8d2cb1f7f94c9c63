package dev.bifrost.dialect.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.dialect.json.JsonFields.Field;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    private static final int MODEL = 0;
    private static final int OPTIONS = 1;
    private static final int INCLUDE_USAGE = 2;
    private static final JsonFields FIELDS = JsonFields.of(
            new Field("model", 64), new Field("stream_options", 0), new Field("stream_options.include_usage", 8));

    private final JsonScanner scanner = new JsonScanner(FIELDS);

    @Test
    void feed_modelTwice_isDuplicate() {
        scan("{\"model\":\"a\",\"x\":1,\"model\":\"b\"}");

        assertThat(scanner.found().duplicate(MODEL)).isTrue();
        assertThat(scanner.found().text(MODEL)).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mod\\u0065l", "\\u006d\\u006F\\u0064\\u0065\\u006c", "m\\u006fdel"})
    void feed_modelTwiceOnceEscaped_isDuplicate(String escaped) {
        scan("{\"model\":\"a\",\"" + escaped + "\":\"b\"}");

        assertThat(scanner.found().duplicate(MODEL)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":{\"model\":\"a\"}}",
                "{\"stream_options\":{\"model\":\"a\"}}",
                "{\"x\":[{\"model\":\"a\"}]}",
                "[{\"model\":\"a\"}]",
                "{\"x\":\"model\"}",
                "{\"Model\":\"a\",\"models\":\"b\",\"mode\":\"c\",\"model\\u0000\":\"d\",\"\\u00e9model\":1}"
            })
    void feed_modelElsewhere_isNotTheGovernedOne(String json) {
        scan(json);

        assertThat(scanner.failed()).isFalse();
        assertThat(scanner.found().kind(MODEL)).isNull();
    }

    @Test
    void feed_memberOfTheSecondLevel_isFoundOnlyInItsParent() {
        scan("{\"include_usage\":1,\"stream_options\":{\"x\":{\"include_usage\":2}, \"include_usage\" : true}}");

        assertThat(scanner.found().kind(INCLUDE_USAGE)).isEqualTo(JsonKind.TRUE);
        assertThat(scanner.found().duplicate(INCLUDE_USAGE)).isFalse();
    }

    @Test
    void feed_emptyParent_isEmpty() {
        scan("{\"stream_options\":{ }}");

        assertThat(scanner.found().empty(OPTIONS)).isTrue();
    }

    @Test
    void feed_modelAfterAMegabyte_isFound() {
        String filler = "x".repeat(1 << 20);
        scan("{\"messages\":\"" + filler + "\",\"model\":\"m\"}");

        assertThat(scanner.found().text(MODEL)).isEqualTo("m");
        assertThat(scanner.found().start(MODEL)).isEqualTo((1 << 20) + 23L);
    }

    @Test
    void feed_valueBeyondItsLimit_keepsTheSpanAlone() {
        scan("{\"model\":\"" + "x".repeat(63) + "\"}");

        assertThat(scanner.found().raw(MODEL)).isNull();
        assertThat(scanner.found().text(MODEL)).isNull();
        assertThat(scanner.found().end(MODEL) - scanner.found().start(MODEL)).isEqualTo(65);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{} {}",
                "{}x",
                "[1,]",
                "{\"a\":1,}",
                "{,}",
                "[01]",
                "[-]",
                "[1.]",
                "[.5]",
                "[+1]",
                "[1e]",
                "[NaN]",
                "[Infinity]",
                "[tru]",
                "[truex]",
                "['a']",
                "{'a':1}",
                "{a:1}",
                "/* x */{}",
                "{}// x",
                "[\"\\x\"]",
                "[\"\\u12g4\"]",
                "[\"a\nb\"]",
                "[\"a\u0000b\"]",
                "\u0000{}",
                "{}\u0000",
                "\uFEFF{}",
                "{\"\\ud800\":1}",
                "[\"",
                "[\"\\"
            })
    void feed_notJson_failsAndSaysWhere(String json) {
        scan(json);

        assertThat(scanner.failed()).isTrue();
        assertThat(scanner.problem()).contains(" at byte ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"\\ud800\"]",
                "[\"\\udc00x\"]",
                "{\"\\ud83d\\ude00\":1}",
                "[\"\u007f\"]",
                "[-0.0e+00]",
                "\t1\r\n",
                "null"
            })
    void feed_oddButJson_isAccepted(String json) {
        scan(json);

        assertThat(scanner.failed()).as(scanner.problem()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c080",
                "c1bf",
                "e08080",
                "eda080",
                "edbfbf",
                "f0808080",
                "f4908080",
                "f8888080",
                "80",
                "ff",
                "c3",
                "e282",
                "c328"
            })
    void feed_notUtf8_fails(String hex) {
        byte[] wrong = java.util.HexFormat.of().parseHex(hex);
        byte[] json = new byte[wrong.length + 4];
        json[0] = '[';
        json[1] = '"';
        System.arraycopy(wrong, 0, json, 2, wrong.length);
        json[json.length - 2] = '"';
        json[json.length - 1] = ']';
        scanner.feed(json, 0, json.length);
        scanner.end();

        assertThat(scanner.problem()).isNotNull();
    }

    @Test
    void feed_nestedTooDeep_fails() {
        scan("[".repeat(1000) + "]".repeat(1000));
        assertThat(scanner.failed()).isFalse();

        scanner.reset();
        scan("[".repeat(1001) + "]".repeat(1001));
        assertThat(scanner.problem()).isEqualTo("the JSON nests deeper than 1000 levels at byte 1000");
    }

    @Test
    void feed_afterFailure_staysFailed() {
        scan("x");
        scan("{}");

        assertThat(scanner.problem()).isEqualTo("no JSON value begins like this at byte 0");
    }

    private void scan(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        scanner.feed(bytes, 0, bytes.length);
        scanner.end();
    }
}
