package dev.bifrost.pricing;

import org.jspecify.annotations.Nullable;

/**
 * What a batch pays, in per cent of the price.
 *
 * @param cached on tokens read from a cache
 */
record Discount(long tokens, long cached) {

    /** Full price: nothing is known of a discount. */
    static final Discount NONE = new Discount(100, 100);

    Discount {
        if (tokens < 0 || tokens > 100 || cached < 0 || cached > 100) {
            throw new IllegalArgumentException("a batch pays from 0 to 100 per cent");
        }
    }

    static Discount of(@Nullable Long tokens, @Nullable Long cached) {
        return tokens == null ? NONE : new Discount(tokens, cached == null ? tokens : cached);
    }

    long of(Unit unit, long rate) {
        long percent = unit == Unit.CACHED || unit == Unit.AUDIO_CACHED ? cached : tokens;
        return (rate / 100) * percent + ((rate % 100) * percent + 50) / 100;
    }
}
