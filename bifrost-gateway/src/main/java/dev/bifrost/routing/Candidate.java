package dev.bifrost.routing;

import java.util.List;
import java.util.Set;

/** A step with what decides its place and whether a caller may take it. */
record Candidate(Step step, Step barred, Set<String> regions, int weight) {
    static final String RESIDENCY = "residency";
    static final String DISABLED = "disabled";

    static Candidate of(Step step, Set<String> regions, int weight) {
        return new Candidate(step, step.skip() == null ? step.skipped(RESIDENCY) : step, regions, weight);
    }

    Candidate withWeight(int other) {
        return new Candidate(step, barred, regions, other);
    }

    /** The step for a caller that must stay within each of these lists of regions. */
    Step step(List<List<String>> residencies) {
        return isInside(residencies) ? step : barred;
    }

    boolean isInside(List<List<String>> residencies) {
        for (List<String> residency : residencies) {
            if (!liesIn(residency)) {
                return false;
            }
        }
        return true;
    }

    private boolean liesIn(List<String> residency) {
        for (String allowed : residency) {
            for (String region : regions) {
                if (allowed.equalsIgnoreCase(region)) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean isOutside() {
        return RESIDENCY.equals(step.skip());
    }
}
