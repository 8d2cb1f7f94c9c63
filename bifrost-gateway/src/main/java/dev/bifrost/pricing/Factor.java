package dev.bifrost.pricing;

import java.math.BigDecimal;
import java.math.BigInteger;

/** A {@code price_factor}, as the fraction {@code times / by} in lowest terms. */
record Factor(long times, long by) {
    static final Factor ONE = new Factor(1, 1);

    private static final int DECIMALS = 6;
    private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000);

    /**
     * Exact.
     *
     * @throws IllegalArgumentException if it is negative, above 1000, or has more than six decimals
     */
    static Factor of(BigDecimal factor) {
        BigDecimal plain = factor.stripTrailingZeros();
        if (factor.signum() < 0 || factor.compareTo(LARGEST) > 0 || plain.scale() > DECIMALS) {
            throw new IllegalArgumentException("price_factor must be from 0 to 1000, with up to six decimals");
        }
        BigInteger by = BigInteger.TEN.pow(Math.max(0, plain.scale()));
        BigInteger times = plain.movePointRight(Math.max(0, plain.scale())).toBigIntegerExact();
        BigInteger common = times.gcd(by);
        return new Factor(
                times.divide(common).longValueExact(), by.divide(common).longValueExact());
    }

    boolean isOne() {
        return times == by;
    }

    @Override
    public String toString() {
        return BigDecimal.valueOf(times)
                .divide(BigDecimal.valueOf(by))
                .stripTrailingZeros()
                .toPlainString();
    }
}
