package dev.bifrost.simulated;

import dev.bifrost.api.HeaderList;
import dev.bifrost.upstream.ResponseHead;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call's course: what is said, when, and what goes wrong. Times are nanoseconds from the request's last byte.
 *
 * @param head     what is sent first
 * @param answer   what follows
 * @param headDue  when the head is sent
 * @param latency  from the head to the first token
 * @param interval between two tokens
 * @param fault    what goes wrong; null if nothing does
 */
record Script(
        ResponseHead head,
        Answer answer,
        long headDue,
        long latency,
        long interval,
        @Nullable SimulatedFault fault) {

    static Script of(Answer answer, SimulatedSettings settings) {
        SimulatedFault fault = settings.fault();
        if (fault instanceof SimulatedFault.Status(int status)) {
            return refusal(status, Errors.ofStatus(status));
        }
        if (fault instanceof SimulatedFault.ErrorEvent && !answer.stream()) {
            return refusal(500, Errors.ofStatus(500));
        }
        Duration delay = fault instanceof SimulatedFault.SlowHead(Duration slow) ? slow : Duration.ZERO;
        long interval = settings.rate() == 0 ? 0 : 1_000_000_000L / settings.rate();
        long latency = settings.latency().toNanos();
        // An answer that is no stream shows its head only when it is complete, as with the real ones.
        long headDue = delay.toNanos() + (answer.stream() ? 0 : latency + answer.spent() * interval);
        return new Script(head(200, answer), answer, headDue, answer.stream() ? latency : 0, interval, fault);
    }

    static Script refusal(int status, String body) {
        Answer answer = new Answer.Whole(body, 0);
        return new Script(head(status, answer), answer, 0, 0, 0, null);
    }

    /** When the piece at that place is sent. */
    long due(int place) {
        if (place < answer.opening()) {
            return headDue;
        }
        return headDue + latency + Math.min(place - answer.opening(), answer.tokens()) * interval;
    }

    int pieces() {
        return answer.opening() + answer.tokens() + answer.closing();
    }

    /** The place before which the fault happens; beyond all pieces if none does. Half of a whole answer still comes. */
    int faultPlace() {
        int tokens = switch (fault) {
            case SimulatedFault.Cut(int after) -> after;
            case SimulatedFault.Stall(int after) -> after;
            case SimulatedFault.ErrorEvent(int after) -> after;
            case SimulatedFault.Refuse _ -> Integer.MAX_VALUE;
            case SimulatedFault.Status _ -> Integer.MAX_VALUE;
            case SimulatedFault.SlowHead _ -> Integer.MAX_VALUE;
            case null -> Integer.MAX_VALUE;
        };
        return tokens == Integer.MAX_VALUE ? pieces() : answer.opening() + Math.min(tokens, answer.tokens());
    }

    private static ResponseHead head(int status, Answer answer) {
        HeaderList headers = new HeaderList();
        if (answer.stream()) {
            headers.add("content-type", "text/event-stream; charset=utf-8").add("cache-control", "no-cache");
        } else {
            headers.add("content-type", "application/json");
        }
        long length = answer.stream() ? -1 : ByteBufUtil.utf8Bytes(answer.piece(0));
        if (length >= 0) {
            headers.add("content-length", Long.toString(length));
        }
        if (status == 429 || status == 503) {
            headers.add("retry-after", "1");
        }
        headers.add("x-simulated", "true");
        return new ResponseHead(status, headers, length);
    }
}
