package dev.bifrost.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A provider refuses what another one said, so what another one said must be seen wherever a body is cut. */
class TracesTest {

    @Test
    void feed_markCutAnywhere_isSeen() {
        String body = "{\"a\":\"\"bf1.x\",\"\"reasoning_details\":[],\"tail\":1}";
        for (int cut = 0; cut <= body.length(); cut++) {
            Traces traces = new Traces();
            feed(traces, body.substring(0, cut));
            feed(traces, body.substring(cut));
            assertThat(traces.seals()).as("cut at %d", cut).isTrue();
            assertThat(traces.thoughts()).as("cut at %d", cut).isTrue();
        }
    }

    @Test
    void feed_almostAMark_isNone() {
        Traces traces = new Traces();
        feed(traces, "{\"bf1\":\"bf2.\",\"reasoning_detail\":1,\"reasoning_details2\":\"bf1\"}");
        assertThat(traces.seals()).isFalse();
        assertThat(traces.thoughts()).isFalse();
    }

    private static void feed(Traces traces, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        traces.feed(bytes, bytes.length);
    }
}
