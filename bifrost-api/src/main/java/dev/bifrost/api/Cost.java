package dev.bifrost.api;

/**
 * What something cost, and by which price.
 *
 * @param nanoDollars billionths of a US dollar
 * @param price       the price's version: the date from which it holds and where it comes from, such as
 *                    {@code 2026-08-21 catalogue}; {@code none} if the model has no price
 */
public record Cost(long nanoDollars, String price) {

    /** A billionth of a dollar, so many times. */
    public static final long NANOS_PER_DOLLAR = 1_000_000_000L;

    /** The version of what has no price. */
    public static final String NO_PRICE = "none";

    /** What a model without a price costs: nobody knows, so nothing is counted. */
    public static Cost unknown() {
        return new Cost(0, NO_PRICE);
    }

    /** True if there was no price to reckon with. */
    public boolean isUnknown() {
        return price.equals(NO_PRICE);
    }
}
