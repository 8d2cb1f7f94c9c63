package dev.bifrost.quota;

import dev.bifrost.api.settings.RateLimitSettings;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The limits of {@code rate_limit}. */
public enum Limit {
    REQUESTS_PER_MINUTE("requests per minute", TimeUnit.MINUTES.toNanos(1), false),
    REQUESTS_PER_HOUR("requests per hour", TimeUnit.HOURS.toNanos(1), false),
    REQUESTS_PER_DAY("requests per day", TimeUnit.DAYS.toNanos(1), false),
    TOKENS_PER_MINUTE("tokens per minute", TimeUnit.MINUTES.toNanos(1), true),
    TOKENS_PER_HOUR("tokens per hour", TimeUnit.HOURS.toNanos(1), true),
    TOKENS_PER_DAY("tokens per day", TimeUnit.DAYS.toNanos(1), true),
    CONCURRENT("concurrent calls", 0, false);

    private final String text;
    private final long nanos;
    private final boolean tokens;

    Limit(String text, long nanos, boolean tokens) {
        this.text = text;
        this.nanos = nanos;
        this.tokens = tokens;
    }

    /** As in "600 requests per minute". */
    public String text() {
        return text;
    }

    /** The length of the window; 0 for what has none. */
    public long nanos() {
        return nanos;
    }

    /** Whether tokens are counted, not calls. */
    public boolean isTokens() {
        return tokens;
    }

    /** What the settings allow; null if they do not say. */
    @Nullable
    Long of(RateLimitSettings settings) {
        return switch (this) {
            case REQUESTS_PER_MINUTE -> settings.requestsPerMinute();
            case REQUESTS_PER_HOUR -> settings.requestsPerHour();
            case REQUESTS_PER_DAY -> settings.requestsPerDay();
            case TOKENS_PER_MINUTE -> settings.tokensPerMinute();
            case TOKENS_PER_HOUR -> settings.tokensPerHour();
            case TOKENS_PER_DAY -> settings.tokensPerDay();
            case CONCURRENT -> {
                Integer concurrent = settings.concurrent();
                yield concurrent == null ? null : concurrent.longValue();
            }
        };
    }
}
