package dev.bifrost.pricing;

import java.math.BigInteger;

/**
 * Sums in quadrillionths (10<sup>-15</sup>) of a dollar, of which a long holds 9,223 dollars, made to billionths once
 * per total, half up. Larger ones take the slow way; what no long holds in billionths (nine thousand million dollars)
 * stays at {@link Long#MAX_VALUE}. Nothing ever wraps.
 */
final class Money {
    /** A sum that a long can not hold. */
    static final long TOO_MUCH = -1;

    private static final long FEMTO_PER_NANO = 1_000_000;
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private Money() {}

    /** The sum and so many at this price, neither negative; {@link #TOO_MUCH} stays so. */
    static long add(long sum, long count, long each) {
        if (sum < 0 || count == 0 || each == 0) {
            return sum;
        }
        long product = count * each;
        if (product < 0 || Math.multiplyHigh(count, each) != 0) {
            return TOO_MUCH;
        }
        long total = sum + product;
        return total < 0 ? TOO_MUCH : total;
    }

    /** The sum times the factor, in billionths. */
    static long nanos(long sum, Factor factor) {
        if (factor.isOne()) {
            return rounded(sum, FEMTO_PER_NANO);
        }
        long product = sum * factor.times();
        return product < 0 || Math.multiplyHigh(sum, factor.times()) != 0
                ? nanos(BigInteger.valueOf(sum), factor)
                : rounded(product, factor.by() * FEMTO_PER_NANO);
    }

    /** The same for any sum. */
    static long nanos(BigInteger sum, Factor factor) {
        BigInteger by = BigInteger.valueOf(factor.by() * FEMTO_PER_NANO);
        BigInteger half = by.shiftRight(1);
        return sum.multiply(BigInteger.valueOf(factor.times()))
                .add(half)
                .divide(by)
                .min(MOST)
                .longValueExact();
    }

    private static long rounded(long sum, long by) {
        long whole = sum / by;
        long rest = sum % by;
        return rest >= by - rest ? whole + 1 : whole;
    }

    /** The largest sum of which {@link #nanos} makes no more than this; {@link #TOO_MUCH} if it needs the slow way. */
    static long mostInLong(long nanos, Factor factor) {
        return factor.isOne() && nanos < Long.MAX_VALUE / FEMTO_PER_NANO
                ? (nanos + 1) * FEMTO_PER_NANO - FEMTO_PER_NANO / 2 - 1
                : TOO_MUCH;
    }

    /** The same for any amount. */
    static BigInteger most(long nanos, Factor factor) {
        BigInteger by = BigInteger.valueOf(factor.by() * FEMTO_PER_NANO);
        BigInteger next = BigInteger.valueOf(nanos).add(BigInteger.ONE).multiply(by);
        BigInteger times = BigInteger.valueOf(factor.times());
        return next.subtract(by.shiftRight(1)).subtract(BigInteger.ONE).divide(times);
    }
}
