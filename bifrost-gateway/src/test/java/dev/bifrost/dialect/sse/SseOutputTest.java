package dev.bifrost.dialect.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import dev.bifrost.testing.Seeded;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SseOutputTest {

    @Test
    void string_anyText_isWhatJacksonWrites() {
        Seeded.times(5_000, random -> {
            String text = Seeded.anyText(random, random.nextInt(50) == 0 ? 2_000 : 40);
            assertThat(written(text)).isEqualTo(new Json.Str(text).bytes());
        });
    }

    @Test
    void string_longTexts_areNotCutWithinACharacter() {
        for (int before = 500; before < 520; before++) {
            String text = "a".repeat(before) + "\ud83d\ude00\ud83d" + "é".repeat(before) + "\ud83d\ude00\ude00";
            assertThat(written(text)).isEqualTo(new Json.Str(text).bytes());
        }
    }

    private static byte[] written(String text) {
        SseOutput out = new SseOutput().string(text);
        return Arrays.copyOf(out.bytes(), out.length());
    }
}
