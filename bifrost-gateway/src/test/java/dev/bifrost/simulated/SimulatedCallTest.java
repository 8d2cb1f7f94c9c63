package dev.bifrost.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.upstream.UpstreamCall;
import dev.bifrost.upstream.UpstreamFault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SimulatedCallTest extends Simulation {
    @Test
    void send_beforeItReturns_saysNothing() {
        send("/v1/chat/completions", chat("sim-1", "", "hi"));

        assertThat(heard.marks).isEmpty();
        channel.runPendingTasks();
        assertThat(heard.marks).containsExactly("sent", "head", "pause");
    }

    @Test
    void body_tooLarge_isReadAndRefused() {
        TextBody body = new TextBody("x".repeat(Body.MOST + 1), 1 << 20, false);
        send("/chat/completions", body);
        channel.runPendingTasks();

        assertThat(body.exhausted()).isTrue();
        assertThat(body.closed).isTrue();
        assertThat(heard.head.status()).isEqualTo(413);
    }

    @Test
    void body_halting_isAwaited() {
        TextBody body = new TextBody(chat("sim-1", "", "hi"), 7, true);
        send("/chat/completions", body);
        channel.runPendingTasks();
        assertThat(heard.marks).isEmpty();

        body.goOn();
        channel.runPendingTasks();

        assertThat(heard.ended).isTrue();
        assertThat(body.closed).isTrue();
    }

    @Test
    void latencyAndRate_stream_paceTheTokens() {
        run("/chat/completions", chat("sim-1?latency=200ms&rate=10&tokens=3", "\"stream\":true,", "hi"));
        assertThat(heard.pieces).hasSize(1);

        pass(199);
        assertThat(heard.pieces).hasSize(1);
        pass(1);
        assertThat(heard.pieces).hasSize(2);
        pass(100);
        assertThat(heard.pieces).hasSize(3);
        pass(199);
        assertThat(heard.ended).isFalse();
        pass(1);
        assertThat(heard.ended).isTrue();
    }

    @Test
    void latencyAndRate_whole_delayEverything() {
        run("/chat/completions", chat("sim-1?latency=200ms&rate=10&tokens=3", "", "hi"));
        pass(499);
        assertThat(heard.head).isNull();

        pass(1);
        assertThat(heard.ended).isTrue();
    }

    @Test
    void slowHead_stream_withholdsTheHead() {
        run("/chat/completions", chat("sim-1?fault=slow-head:2s", "\"stream\":true,", "hi"));
        pass(1_999);
        assertThat(heard.head).isNull();

        pass(1);
        assertThat(heard.ended).isTrue();
    }

    @Test
    void pause_midway_stopsUntilResumed() {
        UpstreamCall[] call = new UpstreamCall[1];
        heard.onEachPiece = () -> {
            if (heard.pieces.size() == 3) {
                call[0].pause();
            }
        };
        call[0] = send("/chat/completions", chat("sim-1?tokens=40", "\"stream\":true,", "hi"));
        channel.runPendingTasks();
        assertThat(heard.pieces).hasSize(3);
        assertThat(heard.marks).endsWith("pause");
        assertThat(heard.ended).isFalse();

        heard.onEachPiece = () -> {};
        call[0].resume();
        call[0].resume();
        channel.runPendingTasks();

        assertThat(heard.pieces).hasSize(1 + 40 + 2);
        assertThat(heard.ended).isTrue();
    }

    @Test
    void cancel_withinAPiece_saysNothingMore() {
        UpstreamCall[] call = new UpstreamCall[1];
        heard.onEachPiece = () -> call[0].cancel();
        call[0] = send("/chat/completions", chat("sim-1", "\"stream\":true,", "hi"));
        channel.runPendingTasks();
        pass(100_000);
        call[0].cancel();

        assertThat(heard.pieces).hasSize(1);
        assertThat(heard.marks).containsExactly("sent", "head");
        assertThat(heard.ended).isFalse();
        assertThat(heard.fault).isNull();
    }

    @Test
    void cancel_whileTheBodyComes_closesIt() {
        TextBody body = new TextBody(chat("sim-1", "", "hi"), 7, true);
        UpstreamCall call = send("/chat/completions", body);
        channel.runPendingTasks();
        call.cancel();
        body.goOn();
        channel.runPendingTasks();

        assertThat(body.closed).isTrue();
        assertThat(heard.marks).isEmpty();
    }

    @Test
    void cancel_atOnce_isHeardByNobody() {
        send("/chat/completions", chat("sim-1", "", "hi")).cancel();
        channel.runPendingTasks();

        assertThat(heard.marks).isEmpty();
    }

    @Test
    void refuse_always_isUnreachable() {
        run("/chat/completions", chat("sim-1?fault=refuse", "", "hi"));

        assertThat(heard.fault).isInstanceOf(UpstreamFault.Unreachable.class);
        assertThat(heard.head).isNull();
    }

    @ParameterizedTest
    @CsvSource({"503, 1, simulated", "429, 1, rate_limit_exceeded", "401, , invalid_api_key", "400, , "})
    void status_any_hasItsError(int status, String retryAfter, String code) {
        run("/chat/completions", chat("sim-1?fault=status:" + status, "\"stream\":true,", "hi"));

        assertThat(heard.head.status()).isEqualTo(status);
        assertThat(heard.head.headers().get("retry-after")).isEqualTo(retryAfter);
        assertThat(JSON.readTree(heard.body()).at("/error/code").stringValue(null))
                .isEqualTo(code);
        assertThat(heard.ended).isTrue();
    }

    @Test
    void cut_stream_breaksAfterSoManyTokens() {
        run("/chat/completions", chat("sim-1?tokens=30&fault=cut:20", "\"stream\":true,", "hi"));

        assertThat(heard.pieces).hasSize(1 + 20);
        assertThat(heard.fault).isInstanceOf(UpstreamFault.Broken.class);
    }

    @Test
    void cut_whole_breaksHalfway() {
        run("/chat/completions", chat("sim-1?fault=cut:2", "", "hi"));

        assertThat((long) heard.body().length()).isLessThan(heard.head.length()).isPositive();
        assertThat(heard.fault).isInstanceOf(UpstreamFault.Broken.class);
    }

    @Test
    void stall_stream_endsByTheIdleDeadline() {
        run("/chat/completions", chat("sim-1?fault=stall:0", "\"stream\":true,", "hi"));
        assertThat(heard.pieces).hasSize(1);
        pass(2_999);
        assertThat(heard.fault).isNull();

        pass(1);
        assertThat(heard.fault).isEqualTo(new UpstreamFault.TimedOut("idle", Duration.ofSeconds(3)));
    }

    @Test
    void error_stream_reportsItAndEnds() {
        run("/chat/completions", chat("sim-1?fault=error:1", "\"stream\":true,", "hi"));

        assertThat(JSON.readTree(data().getLast()).at("/error/type").stringValue())
                .isEqualTo("server_error");
        assertThat(heard.pieces).hasSize(3);
        assertThat(heard.ended).isTrue();
    }

    @Test
    void error_responsesStream_hasItsOwnShape() {
        run("/responses", "{\"model\":\"sim-1?fault=error:1\",\"input\":\"hi\",\"stream\":true}");

        JsonNode last = JSON.readTree(data().getLast());
        assertThat(last.at("/type").stringValue()).isEqualTo("error");
        assertThat(last.at("/sequence_number").intValue()).isEqualTo(5);
    }

    @Test
    void error_whole_isA500() {
        run("/chat/completions", chat("sim-1?fault=error:1", "", "hi"));

        assertThat(heard.head.status()).isEqualTo(500);
    }

    @Test
    void probability_tenth_hitsAboutATenth() {
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            Heard each = new Heard();
            transport.send(request("/chat/completions", chat("sim-1?fault=refuse&probability=0.1", "", "hi")), each);
            channel.runPendingTasks();
            refused += each.fault == null ? 0 : 1;
        }

        assertThat(refused).isBetween(70, 130);
    }

    @Test
    void total_longAnswer_timesOut() {
        run("/chat/completions", chat("sim-1?latency=100s", "\"stream\":true,", "hi"));
        pass(60_000);

        assertThat(heard.fault).isEqualTo(new UpstreamFault.TimedOut("total", Duration.ofSeconds(60)));
    }
}
