package dev.bifrost.dialect.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SseFramerTest {
    private static final long SEED = Long.getLong("bifrost.seed", 20260824L);
    private static final String[] PARTS = {
        "\r", "\n", "\r\n", "\n\n", "\r\r", "\r\n\r\n", "data: x", "data", ":", "event: e", "\uFEFF"
    };

    @Test
    void next_anyMixtureOfLineEnds_hasTheSameEndsHoweverCut() {
        System.out.println("SseFramerTest: seed " + SEED);
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 50_000; i++) {
            byte[] stream = stream(random);
            var whole = ends(stream, stream.length);
            for (int size = 1; size <= 3; size++) {
                assertThat(ends(stream, size)).isEqualTo(whole);
            }
            assertThat(whole).isSorted();
        }
    }

    @Test
    void next_carriageReturnAfterLineFeeds_waitsForItsLineFeed() {
        byte[] stream = "data: x\r\n\r".getBytes(StandardCharsets.UTF_8);
        var framer = new SseFramer();

        assertThat(framer.next(stream, 0, stream.length)).isEqualTo(-1);
        assertThat(framer.next(new byte[] {'d'}, 0, 1)).isZero();
        assertThat(framer.eventLines()).isEqualTo(1);
    }

    private static List<Integer> ends(byte[] stream, int size) {
        var framer = new SseFramer();
        var ends = new ArrayList<Integer>();
        for (int from = 0; from < stream.length; from += size) {
            int to = Math.min(stream.length, from + size);
            for (int end = framer.next(stream, from, to); end >= 0; end = framer.next(stream, end, to)) {
                ends.add(end);
            }
        }
        return ends;
    }

    private static byte[] stream(SplittableRandom random) {
        var stream = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            stream.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return stream.toString().getBytes(StandardCharsets.UTF_8);
    }
}
