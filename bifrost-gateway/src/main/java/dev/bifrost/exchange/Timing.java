package dev.bifrost.exchange;

/** The value of {@code server-timing}: what the gateway took for itself, and what it waited for. */
final class Timing {
    private Timing() {}

    /** Durations in nanoseconds; written in milliseconds with two digits behind the point. */
    static String header(long gatewayNanos, long upstreamNanos) {
        StringBuilder text = new StringBuilder(48).append("gateway;dur=");
        append(text, gatewayNanos);
        text.append(", upstream;dur=");
        append(text, upstreamNanos);
        return text.toString();
    }

    private static void append(StringBuilder text, long nanos) {
        long hundredths = (Math.max(0, nanos) + 5_000) / 10_000;
        text.append(hundredths / 100)
                .append('.')
                .append((char) ('0' + hundredths / 10 % 10))
                .append((char) ('0' + hundredths % 10));
    }
}
