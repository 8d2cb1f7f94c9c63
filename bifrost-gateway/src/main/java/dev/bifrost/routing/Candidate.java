package dev.bifrost.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step with what decides its place and whether a caller may take it. */
record Candidate(Step step, Step barred, @Nullable String region, int weight) {
    static final String RESIDENCY = "residency";
    static final String DISABLED = "disabled";

    static Candidate of(Step step, @Nullable String region, int weight) {
        return new Candidate(step, step.skip() == null ? step.skipped(RESIDENCY) : step, region, weight);
    }

    Candidate withWeight(int other) {
        return new Candidate(step, barred, region, other);
    }

    /** The step for a caller that must stay within these regions; null is everywhere. */
    Step step(@Nullable List<String> residency) {
        return residency == null || isInside(residency) ? step : barred;
    }

    boolean isInside(List<String> residency) {
        if (region == null) {
            return false;
        }
        for (String allowed : residency) {
            if (allowed.equalsIgnoreCase(region)) {
                return true;
            }
        }
        return false;
    }

    boolean isOutside() {
        return RESIDENCY.equals(step.skip());
    }
}
