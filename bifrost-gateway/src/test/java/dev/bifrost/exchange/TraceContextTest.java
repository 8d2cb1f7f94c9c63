package dev.bifrost.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.Seeded;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trace that breaks at the gateway is two halves that nobody can put together. */
class TraceContextTest {
    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final Tracing ALL = new Tracing(1, true, false);
    private static final Tracing NONE = new Tracing(0, true, false);

    @Test
    void of_clientsTrace_isGoneOnWith() {
        TraceContext context = TraceContext.of(with("00-" + ID + "-" + SPAN + "-01"), NONE);

        assertThat(context.traceId()).isEqualTo(ID);
        assertThat(context.trace().parent()).isEqualTo(SPAN);
        assertThat(context.trace().sampled()).as("as the client decided").isTrue();
        assertThat(context.trace().spanId()).matches("[0-9a-f]{16}").isNotEqualTo(SPAN);
        assertThat(context.header("b7ad6b7169203331")).isEqualTo("00-" + ID + "-b7ad6b7169203331-01");
    }

    @Test
    void of_clientThatDoesNotSample_isFollowedToo() {
        TraceContext context = TraceContext.of(with("00-" + ID + "-" + SPAN + "-02"), ALL);

        assertThat(context.trace().sampled()).isFalse();
        assertThat(context.header(SPAN)).endsWith("-00");
    }

    @Test
    void of_versionOfTheFuture_isReadAsFarAsItIsKnown() {
        TraceContext context = TraceContext.of(with("cc-" + ID + "-" + SPAN + "-01-what-comes"), ALL);

        assertThat(context.traceId()).isEqualTo(ID);
        assertThat(context.header(SPAN)).startsWith("00-").hasSize(55);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
                "00-4bf92f3577b34da6a3ce929d0e0e473é-00f067aa0ba902b7-01"
            })
    void of_malformed_beginsATraceOfItsOwn(String parent) {
        HttpHeaders headers = with(parent).add("tracestate", "vendor=secret");
        TraceContext context = TraceContext.of(headers, ALL);

        assertThat(context.traceId()).matches("[0-9a-f]{32}").isNotEqualTo(ID);
        assertThat(context.trace().parent()).isNull();
        assertThat(context.state())
                .as("belongs to the trace that is not gone on with")
                .isNull();
        assertThat(TraceContext.idOf(headers)).isNull();
    }

    @Test
    void of_twoParents_isNobodys() {
        HttpHeaders headers = with("00-" + ID + "-" + SPAN + "-01").add("traceparent", "00-" + ID + "-" + SPAN + "-00");

        assertThat(TraceContext.of(headers, ALL).traceId()).isNotEqualTo(ID);
    }

    @Test
    void of_anyText_neverFailsAndIsWellFormed() {
        Seeded.times(5_000, random -> {
            StringBuilder text = new StringBuilder("00-" + ID + "-" + SPAN + "-01");
            for (int i = random.nextInt(3); i >= 0; i--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(32, 127));
            }
            text.setLength(random.nextInt(text.length() + 1));
            TraceContext context = TraceContext.of(with(text.toString()), ALL);
            assertThat(context.header(context.trace().spanId())).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
        });
    }

    @Test
    void state_severalLines_areOne() {
        HttpHeaders headers = with("00-" + ID + "-" + SPAN + "-01")
                .add("tracestate", "a=1,b=2")
                .add("tracestate", "c=3");

        assertThat(TraceContext.of(headers, ALL).state()).isEqualTo("a=1,b=2,c=3");
    }

    @Test
    void state_tooLong_losesWholeEntriesAtItsEnd() {
        String entry = "k=" + "v".repeat(98);
        HttpHeaders headers = with("00-" + ID + "-" + SPAN + "-01")
                .add("tracestate", String.join(",", java.util.Collections.nCopies(9, entry)));

        assertThat(TraceContext.of(headers, ALL).state())
                .isEqualTo(String.join(",", java.util.Collections.nCopies(5, entry)));
    }

    @Test
    void sample_share_isKeptAndFollowsTheId() {
        Tracing tenth = new Tracing(0.1, true, false);
        Tracing half = new Tracing(0.5, true, false);
        int kept = 0;
        for (int i = 0; i < 20_000; i++) {
            TraceContext context = TraceContext.of(new DefaultHttpHeaders(), tenth);
            kept += context.trace().sampled() ? 1 : 0;
            long low = Long.parseUnsignedLong(context.traceId().substring(16), 16);
            assertThat(tenth.samples(low)).isEqualTo(context.trace().sampled());
            assertThat(!tenth.samples(low) || half.samples(low))
                    .as("what a small share keeps, a larger keeps too")
                    .isTrue();
        }
        assertThat(kept).isBetween(1_700, 2_300); // 7 standard deviations
        assertThat(ALL.samples(0)).isTrue();
        assertThat(NONE.samples(-1)).isFalse();
    }

    private static HttpHeaders with(String parent) {
        return DefaultHttpHeadersFactory.headersFactory()
                .withValidation(false)
                .newHeaders()
                .add("traceparent", parent);
    }
}
