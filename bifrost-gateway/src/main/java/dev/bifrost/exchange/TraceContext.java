package dev.bifrost.exchange;

import dev.bifrost.api.Trace;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a call belongs to, read from its headers as <a href="https://www.w3.org/TR/trace-context/">W3C Trace
 * Context</a> has them. What is malformed counts as absent.
 *
 * @param traceId 32 hexadecimal digits
 * @param trace   the call's place in it
 * @param state   {@code tracestate} of the client; null if there is none
 * @param told    whether providers are told
 */
record TraceContext(String traceId, Trace trace, @Nullable String state, boolean told) {
    static final String PARENT = "traceparent";
    static final String STATE = "tracestate";

    private static final HexFormat HEX = HexFormat.of();
    private static final int LENGTH = 55;
    private static final int TRACE = 3;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;
    /** At least so much of it has to be passed on. */
    private static final int LONGEST_STATE = 512;

    /** That of a call: the client's, else one that begins here. */
    static TraceContext of(HttpHeaders headers, Tracing tracing) {
        String parent = parent(headers);
        if (parent != null) {
            boolean sampled = (Character.digit(parent.charAt(FLAGS + 1), 16) & 1) == 1;
            Trace trace = new Trace(newSpan(), parent.substring(SPAN, SPAN + 16), sampled);
            return new TraceContext(traceId(parent), trace, state(headers), tracing.propagate());
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long low = random.nextLong();
        String id = HEX.toHexDigits(random.nextLong() | 1) + HEX.toHexDigits(low);
        return new TraceContext(id, new Trace(newSpan(), null, tracing.samples(low)), null, tracing.propagate());
    }

    /** The client's trace where none are made here; null if it has none. */
    static @Nullable String idOf(HttpHeaders headers) {
        String parent = parent(headers);
        return parent == null ? null : traceId(parent);
    }

    /** The id of a new span. */
    static String newSpan() {
        long id = ThreadLocalRandom.current().nextLong();
        return HEX.toHexDigits(id == 0 ? 1 : id);
    }

    /** What a provider is told: {@code span} is that of the attempt. */
    String header(String span) {
        return "00-" + traceId + '-' + span + (trace.sampled() ? "-01" : "-00");
    }

    private static String traceId(String parent) {
        return parent.substring(TRACE, TRACE + 32);
    }

    private static @Nullable String parent(HttpHeaders headers) {
        String parent = headers.get(PARENT);
        if (parent == null || headers.getAll(PARENT).size() > 1) {
            return null;
        }
        String text = parent.strip();
        boolean whole = text.length() == LENGTH
                || (text.length() > LENGTH && !text.startsWith("00") && text.charAt(LENGTH) == '-');
        return whole && wellFormed(text) ? text : null;
    }

    private static boolean wellFormed(String text) {
        return isHex(text, 0, 2)
                && !text.startsWith("ff")
                && text.charAt(2) == '-'
                && isId(text, TRACE, TRACE + 32)
                && text.charAt(SPAN - 1) == '-'
                && isId(text, SPAN, SPAN + 16)
                && text.charAt(FLAGS - 1) == '-'
                && isHex(text, FLAGS, LENGTH);
    }

    private static boolean isId(String text, int from, int to) {
        boolean zero = true;
        for (int i = from; i < to; i++) {
            zero &= text.charAt(i) == '0';
        }
        return !zero && isHex(text, from, to);
    }

    /** Lower case, as the format has it. */
    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** As many whole entries as have room; null if there is none, or what can not be a header. */
    private static @Nullable String state(HttpHeaders headers) {
        List<String> lines = headers.getAll(STATE);
        if (lines.isEmpty()) {
            return null;
        }
        String state = String.join(",", lines).strip();
        if (state.isEmpty() || state.chars().anyMatch(c -> (c < ' ' || c > '~') && c != '\t')) {
            return null;
        }
        if (state.length() <= LONGEST_STATE) {
            return state;
        }
        int end = state.lastIndexOf(',', LONGEST_STATE);
        return end <= 0 ? null : state.substring(0, end);
    }
}
