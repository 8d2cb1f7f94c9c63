package dev.bifrost.pricing;

import dev.bifrost.api.Cost;
import java.math.BigDecimal;
import java.util.List;
import java.util.StringJoiner;

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

    /** On one line, such as {@code 9 input x $2.50/1000000 + 1 output x $10.00/1000000 = $0.0000325}. */
    public String formula() {
        StringJoiner sum = new StringJoiner(" + ");
        for (Line line : lines) {
            String bundle = line.bundle() == 1 ? "" : "/" + line.bundle();
            sum.add(line.count() + " " + line.unit() + " x " + text(line.dollars()) + bundle);
        }
        String parts = lines.isEmpty() ? "nothing" : sum.toString();
        String times = factor.equals("1") ? parts : "(" + parts + ") x " + factor;
        return times + " = " + text(BigDecimal.valueOf(cost.nanoDollars(), 9)) + "; price " + cost.price() + " of "
                + model;
    }

    private static String text(BigDecimal dollars) {
        BigDecimal plain = dollars.stripTrailingZeros();
        return "$" + (plain.scale() < 2 ? plain.setScale(2) : plain).toPlainString();
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
