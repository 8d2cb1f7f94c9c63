package dev.bifrost.pricing;

/**
 * Prices of requests whose prompt is longer than {@code above} tokens; they hold for the whole request, not only for
 * what lies above.
 */
record Tier(long above, Rates rates) {

    /** True if a prompt of at most so many tokens can have these prices. */
    boolean mayHold(long prompt) {
        return above == 0 || prompt > above;
    }
}
