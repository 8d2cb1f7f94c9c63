package dev.bifrost.quota;

import dev.bifrost.api.Cost;
import java.math.BigDecimal;

/** Nano-dollars for people. */
final class Dollars {
    private static final int NANO = 9;

    private Dollars() {}

    /** Such as {@code $12.50} or {@code $0.000123}: as many digits as it takes, at least cents. */
    static String text(long nanoDollars) {
        BigDecimal dollars = BigDecimal.valueOf(nanoDollars, NANO).stripTrailingZeros();
        BigDecimal shown = dollars.scale() < 2 ? dollars.setScale(2) : dollars;
        return (shown.signum() < 0 ? "-$" : "$") + shown.abs().toPlainString();
    }

    /**
     * Whole nano-dollars.
     *
     * @throws IllegalArgumentException if there are more than nine decimals, or more than fit into a long
     */
    static long nanos(BigDecimal dollars) {
        try {
            return dollars.multiply(BigDecimal.valueOf(Cost.NANOS_PER_DOLLAR)).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("not an amount in whole nano-dollars: " + dollars, e);
        }
    }
}
