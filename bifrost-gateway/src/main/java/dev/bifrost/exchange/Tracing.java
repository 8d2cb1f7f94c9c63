package dev.bifrost.exchange;

/**
 * How calls take part in traces, where traces are made.
 *
 * @param sample    the share of traces that begin here and are to be recorded, from 0 to 1; a trace that a client began
 *                  follows what the client decided
 * @param propagate whether providers are told of the trace
 * @param content   whether what conversations ask and are answered is to be told
 */
public record Tracing(double sample, boolean propagate, boolean content) {
    private static final long RANDOM_BITS = 1L << 56;

    /**
     * True if a trace that begins here is to be recorded. Decided by the last 56 bits of its id, as OpenTelemetry's
     * consistent probability sampling does, so that whoever samples by that rule decides alike.
     *
     * @param low the last 64 bits of the trace's id
     */
    boolean samples(long low) {
        return (low & (RANDOM_BITS - 1)) >= (long) ((1 - sample) * RANDOM_BITS);
    }
}
