package dev.bifrost.api;

import org.jspecify.annotations.Nullable;

/**
 * One try at one target, or the reason why there was none.
 *
 * @param target         who was asked
 * @param keyFingerprint which of the provider's credentials was used; null if none was
 * @param status         the provider's HTTP status; 0 if there was no answer
 * @param outcome        {@code ok}, the code of a {@link Failure}, or why it was skipped: {@code unsupported},
 *                       {@code disabled}, {@code residency}, {@code cooling}
 * @param nanos          from the decision to try until the outcome was known
 * @param usage          what the target will charge for; null if nothing
 * @param cost           what that costs; null if nothing
 * @param startNanos     from the call's {@code time} to the decision to try; -1 if that is not known, or nothing was tried
 * @param spanId         of the attempt in the call's trace, 16 hexadecimal digits; null where no traces are made
 */
public record Attempt(
        Target target,
        @Nullable String keyFingerprint,
        int status,
        String outcome,
        long nanos,
        @Nullable Usage usage,
        @Nullable Cost cost,
        long startNanos,
        @Nullable String spanId) {

    /** A try of which it is not known when it began. */
    public Attempt(
            Target target,
            @Nullable String keyFingerprint,
            int status,
            String outcome,
            long nanos,
            @Nullable Usage usage,
            @Nullable Cost cost) {
        this(target, keyFingerprint, status, outcome, nanos, usage, cost, -1, null);
    }

    /** A try that cost nothing, or of which that is not known yet. */
    public Attempt(Target target, @Nullable String keyFingerprint, int status, String outcome, long nanos) {
        this(target, keyFingerprint, status, outcome, nanos, null, null);
    }

    /** Whether a request was made, with a credential or without one. */
    public boolean made() {
        return startNanos >= 0 || keyFingerprint != null;
    }

    /** A target that was not tried. */
    public static Attempt skipped(Target target, String why) {
        return new Attempt(target, null, 0, why, 0);
    }

    /** The same with what it consumed. */
    public Attempt charged(@Nullable Usage charged, @Nullable Cost priced) {
        return new Attempt(target, keyFingerprint, status, outcome, nanos, charged, priced, startNanos, spanId);
    }
}
