package dev.bifrost.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked, in this order.
 *
 * @param alias the alias that led here, by its own name; null if the client named the model itself
 * @param steps at least one; each target stands in it once
 */
public record Plan(@Nullable String alias, List<Step> steps) {

    /** True if at least one step may be tried. */
    public boolean hasWay() {
        for (Step step : steps) {
            if (step.skip() == null) {
                return true;
            }
        }
        return false;
    }
}
