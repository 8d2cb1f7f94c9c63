package dev.bifrost.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** If this fails, a picture arrives damaged, or a large one takes the gateway's heap. */
class LongStringsTest {
    private static final String PICTURE = "iVBORw0KGgo".repeat(20_000);

    private static String document(String one, String two) {
        return new Json.Obj()
                .put("model", "m")
                .put("url", "data:image/png;base64," + one)
                .put("text", two)
                .print();
    }

    private static LongStrings fed(byte[] body, int step) {
        LongStrings strings = new LongStrings(new SplittableRandom(1), List.of(new Piece.Span(0, body.length)), false);
        for (int at = 0; at < body.length; at += step) {
            strings.feed(body, at, Math.min(body.length, at + step));
        }
        return strings;
    }

    private static byte[] expanded(LongStrings strings, byte[] body, byte[] written) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Piece piece : strings.expand(written)) {
            switch (piece) {
                case Piece.Bytes(byte[] bytes) -> out.writeBytes(bytes);
                case Piece.Span(long start, long end) -> out.write(body, (int) start, (int) (end - start));
            }
        }
        return out.toByteArray();
    }

    @Test
    void compact_longRuns_areLeftWhereTheyAre() {
        byte[] body = document(PICTURE, "é".repeat(40_000)).getBytes(StandardCharsets.UTF_8);

        assertThat(fed(body, body.length).compact()).hasSizeLessThan(20_000);
    }

    @Test
    void expand_whatWasRead_isTheBodyAgain() throws Exception {
        for (String text :
                List.of("short", "é".repeat(40_000), "x\"y\\z".repeat(9_000), "a".repeat(32_768), "\n", "")) {
            byte[] body = document(PICTURE, text).getBytes(StandardCharsets.UTF_8);
            for (int step : new int[] {body.length, 1, 7, 8192, 65_536}) {
                LongStrings strings = fed(body, step);
                byte[] written = Json.read(strings.compact()).bytes();

                assertThat(new String(expanded(strings, body, written), StandardCharsets.UTF_8))
                        .isEqualTo(new String(body, StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void expand_movedAndRepeated_putsEachWhereItsMarkIs() throws Exception {
        byte[] body = document(PICTURE, "b".repeat(50_000)).getBytes(StandardCharsets.UTF_8);
        LongStrings strings = fed(body, 1000);
        Json.Obj read = (Json.Obj) Json.read(strings.compact());
        byte[] written = new Json.Arr()
                .add(read.text("text", ""))
                .add(read.text("url", "").substring(22))
                .add(read.text("text", ""))
                .bytes();

        Json.Arr back = (Json.Arr) Json.read(expanded(strings, body, written));
        assertThat(back.items())
                .containsExactly(
                        new Json.Str("b".repeat(50_000)), new Json.Str(PICTURE), new Json.Str("b".repeat(50_000)));
    }

    @Test
    void expand_whatLooksLikeAMark_isLeftAlone() throws Exception {
        byte[] body = document(PICTURE, "\uE0B1" + "0".repeat(42)).getBytes(StandardCharsets.UTF_8);
        LongStrings strings = fed(body, body.length);

        byte[] written = Json.read(strings.compact()).bytes();
        assertThat(expanded(strings, body, written)).isEqualTo(body);
    }
}
