package dev.bifrost.dialect.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is set aside for a prompt; a picture in base64 must not lock out a team by its bytes. */
class BodyTokensTest {

    @Test
    void tokens_text_isAThirdOfItsBytes() {
        assertThat(of("{\"messages\":[{\"role\":\"user\",\"content\":\"" + "a few words ".repeat(1000) + "\"}]}"))
                .isBetween(4000L, 4100L);
        assertThat(of("")).isEqualTo(1);
    }

    @Test
    void tokens_pictureOfAMegabyte_isWorthAPicture() {
        String picture = "{\"url\":\"data:image/png;base64," + "iVBORw0KGgo".repeat(70_000) + "\"}";

        assertThat(of(picture)).isBetween(1500L, 1700L);
        assertThat(of(picture + picture)).isBetween(3000L, 3400L);
    }

    @Test
    void tokens_cutAnywhere_areTheSame() {
        byte[] body = ("{\"a\":\"" + "QUJD".repeat(2000) + "\",\"b\":\"words and more words\"}")
                .getBytes(StandardCharsets.UTF_8);
        long whole = of(new String(body, StandardCharsets.UTF_8));

        for (int cut = 0; cut <= body.length; cut += 97) {
            BodyTokens tokens = new BodyTokens();
            tokens.feed(body, 0, cut);
            tokens.feed(body, cut, body.length);
            assertThat(tokens.tokens()).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    private static long of(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        BodyTokens tokens = new BodyTokens();
        tokens.feed(bytes, 0, bytes.length);
        return tokens.tokens();
    }
}
