package dev.bifrost.pricing;

import dev.bifrost.api.Cost;
import java.math.BigDecimal;
import java.util.List;

/**
 * How a cost comes about.
 *
 * @param model  which model of which list the price is of
 * @param cost   the total, and the price's version
 * @param lines  its parts; each kind of token is in one of them only
 * @param factor by which their sum was multiplied
 */
public record Reckoning(String model, Cost cost, List<Line> lines, String factor) {
    /** Keeps the list as it is now. */
    public Reckoning {
        lines = List.copyOf(lines);
    }

    /**
     * One part.
     *
     * @param unit    what is charged for
     * @param count   how many
     * @param dollars what so many cost as {@code bundle} says
     * @param bundle  a million, a thousand or one
     * @param femto   the same for one, in quadrillionths of a dollar
     */
    public record Line(String unit, long count, BigDecimal dollars, long bundle, long femto) {

        /** Exact. */
        public BigDecimal amount() {
            return BigDecimal.valueOf(count).multiply(BigDecimal.valueOf(femto, 15));
        }
    }
}
