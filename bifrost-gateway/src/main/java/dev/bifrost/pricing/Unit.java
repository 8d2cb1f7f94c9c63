package dev.bifrost.pricing;

import dev.bifrost.api.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is charged for. The units part a {@link Usage} without overlap: each token is counted under exactly one of them,
 * so that what was cached, written to a cache or spoken is not billed a second time as plain input.
 */
enum Unit {
    INPUT("input", "in", 9),
    CACHED("cached", "read", 9),
    CACHE_WRITE("cache write", "write", 9),
    CACHE_WRITE_HOUR("cache write for an hour", "write1h", 9),
    OUTPUT("output", "out", 9),
    REASONING("reasoning", "think", 9),
    AUDIO_INPUT("audio input", "audio_in", 9),
    AUDIO_CACHED("audio cached", "audio_read", 9),
    AUDIO_OUTPUT("audio output", "audio_out", 9),
    IMAGE("image", "image", 15),
    REQUEST("request", "request", 12),
    SEARCH("search", "search", 12);

    static final List<Unit> ALL = List.of(values());

    private static final BigDecimal DEAREST = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal DEAREST_IMAGE = BigDecimal.valueOf(1_000);

    private final String title;
    private final String key;
    private final int scale;

    Unit(String title, String key, int scale) {
        this.title = title;
        this.key = key;
        this.scale = scale;
    }

    /** Where it stands among {@link #ALL}, and in the arrays of {@link Rates}. */
    @SuppressWarnings("EnumOrdinal")
    int place() {
        return ordinal();
    }

    /** The name for people. */
    String title() {
        return title;
    }

    /** The unit that {@code prices.txt} writes so; null if there is none. */
    static @Nullable Unit of(String key) {
        for (Unit unit : ALL) {
            if (unit.key.equals(key)) {
                return unit;
            }
        }
        return null;
    }

    /** True if batches get a discount on it. */
    boolean isTokens() {
        return scale == 9;
    }

    /** For how many units a price is written: a million tokens, a thousand requests or searches, one image. */
    long bundle() {
        return scale == 9 ? 1_000_000 : scale == 12 ? 1_000 : 1;
    }

    /**
     * Quadrillionths (10<sup>-15</sup>) of a dollar for one unit, from dollars for a {@link #bundle}. Exact for prices
     * of up to nine decimals per million tokens.
     *
     * @throws IllegalArgumentException if the price is negative or absurd
     */
    long femtoDollars(BigDecimal dollars) {
        if (dollars.signum() < 0) {
            throw new IllegalArgumentException("a price can not be negative");
        }
        if (Math.abs((long) dollars.scale()) > 1_000) {
            throw new IllegalArgumentException("a price of so many digits is absurd");
        }
        if (dollars.compareTo(this == IMAGE ? DEAREST_IMAGE : DEAREST) > 0) {
            throw new IllegalArgumentException("a price of " + dollars.toPlainString() + " dollars is absurd");
        }
        return dollars.movePointRight(scale).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /** The inverse of {@link #femtoDollars}. */
    BigDecimal dollars(long femtoDollars) {
        BigDecimal exact = BigDecimal.valueOf(femtoDollars, scale).stripTrailingZeros();
        return exact.scale() < 2 ? exact.setScale(2, RoundingMode.UNNECESSARY) : exact;
    }

    /** How many of them a usage holds; never negative, whatever the provider said. */
    long count(Usage usage) {
        return switch (this) {
            case INPUT -> fresh(usage) - freshAudio(usage);
            case CACHED -> cached(usage) - cachedAudio(usage);
            case CACHE_WRITE -> written(usage) - writtenForAnHour(usage);
            case CACHE_WRITE_HOUR -> writtenForAnHour(usage);
            case OUTPUT -> atLeastZero(usage.completion()) - spoken(usage) - thought(usage);
            case REASONING -> thought(usage);
            case AUDIO_INPUT -> freshAudio(usage);
            case AUDIO_CACHED -> cachedAudio(usage);
            case AUDIO_OUTPUT -> spoken(usage);
            case IMAGE -> atLeastZero(usage.images());
            case REQUEST -> 1;
            case SEARCH -> atLeastZero(usage.searches());
        };
    }

    private static long cached(Usage usage) {
        return within(usage.cached(), atLeastZero(usage.prompt()));
    }

    private static long written(Usage usage) {
        return within(usage.cacheWrite(), atLeastZero(usage.prompt()) - cached(usage));
    }

    private static long writtenForAnHour(Usage usage) {
        return within(usage.cacheWriteHour(), written(usage));
    }

    private static long fresh(Usage usage) {
        return atLeastZero(usage.prompt()) - cached(usage) - written(usage);
    }

    /** Nobody says how much of what was cached was sound: as little as can be, for that is dearer. */
    private static long freshAudio(Usage usage) {
        return within(usage.audioIn(), fresh(usage));
    }

    private static long cachedAudio(Usage usage) {
        return within(atLeastZero(usage.audioIn()) - freshAudio(usage), cached(usage));
    }

    private static long spoken(Usage usage) {
        return within(usage.audioOut(), atLeastZero(usage.completion()));
    }

    private static long thought(Usage usage) {
        return within(usage.reasoning(), atLeastZero(usage.completion()) - spoken(usage));
    }

    private static long atLeastZero(long count) {
        return Math.max(0, count);
    }

    private static long within(long count, long most) {
        return Math.min(atLeastZero(count), most);
    }
}
