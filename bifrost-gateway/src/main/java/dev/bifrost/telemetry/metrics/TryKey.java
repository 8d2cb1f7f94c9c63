package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.Target;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that series of a try are told apart by, within calls of one kind; {@code index}: targets tried before it. */
record TryKey(Target target, @Nullable String fingerprint, int index, int status, String outcome) {

    static TryKey of(Attempt attempt, int index) {
        return new TryKey(attempt.target(), attempt.keyFingerprint(), index, attempt.status(), attempt.outcome());
    }

    boolean isOk() {
        return outcome.equals("ok");
    }

    /** Whether it is that of this try. */
    boolean fits(Attempt attempt, int before) {
        return index == before
                && status == attempt.status()
                && outcome.equals(attempt.outcome())
                && target.equals(attempt.target())
                && Objects.equals(fingerprint, attempt.keyFingerprint());
    }
}
