package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which calls are meant: those to which all of it applies.
 *
 * @param from        those that began then or later
 * @param to          and before then
 * @param is          columns that have just this value; {@link Field#KEY} is an id or a name
 * @param labels      that have just this value
 * @param status      null for any
 * @param minCost     in nano-dollars, like {@code maxCost}; null for any
 * @param minDuration in nanoseconds from head to end; null for any
 */
public record CallFilter(
        Instant from,
        Instant to,
        Map<Field, String> is,
        Map<String, String> labels,
        @Nullable Status status,
        @Nullable Long minCost,
        @Nullable Long maxCost,
        @Nullable Long minDuration) {

    public CallFilter {
        is = Map.copyOf(is);
        labels = Map.copyOf(labels);
    }

    /** All of a time. */
    public static CallFilter between(Instant from, Instant to) {
        return new CallFilter(from, to, Map.of(), Map.of(), null, null, null, null);
    }

    /** True for a call to which all of it applies. */
    public boolean admits(CallRecord call) {
        Cost cost = call.cost();
        return !call.time().isBefore(from)
                && call.time().isBefore(to)
                && is.entrySet().stream().allMatch(each -> each.getKey().isOf(call, each.getValue()))
                && labels.entrySet().stream()
                        .allMatch(each -> each.getValue().equals(call.labels().get(each.getKey())))
                && (status == null || status.admits(call))
                && (minCost == null || (cost != null && cost.nanoDollars() >= minCost))
                && (maxCost == null || (cost != null && cost.nanoDollars() <= maxCost))
                && (minDuration == null || call.totalNanos() >= minDuration);
    }

    /** What can be asked for by its value. */
    public enum Field {
        KEY(true),
        TEAM(true),
        ORGANIZATION(true),
        MODEL(true),
        ALIAS(true),
        PROVIDER(true),
        END_USER(false),
        ENDING(false);

        private final boolean inUsage;

        Field(boolean inUsage) {
            this.inUsage = inUsage;
        }

        /** As in parameters. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** False if only single calls have it. */
        public boolean inUsage() {
            return inUsage;
        }

        boolean isOf(CallRecord call, String value) {
            return switch (this) {
                case KEY -> value.equals(call.keyId()) || value.equals(call.virtualKey());
                case TEAM -> value.equals(call.team());
                case ORGANIZATION -> value.equals(call.organization());
                case MODEL -> value.equals(call.model());
                case ALIAS -> value.equals(call.alias());
                case PROVIDER -> value.equals(call.provider());
                case END_USER -> value.equals(call.endUser());
                case ENDING -> value.equals(call.ending().label());
            };
        }

        String column() {
            return this == KEY ? "key_id" : word();
        }
    }

    /**
     * HTTP statuses.
     *
     * @param failed only what failed or has an error's status
     */
    public record Status(int first, int last, boolean failed) {
        boolean admits(CallRecord call) {
            return failed ? UsageHours.failed(call) : call.status() >= first && call.status() <= last;
        }

        /** Reads {@code 404}, {@code 4xx} or {@code failed}; throws {@link IllegalArgumentException}. */
        public static Status read(String text) {
            if (text.equals("failed")) {
                return new Status(0, 0, true);
            }
            if (text.matches("[1-5](xx|[0-9]{2})")) {
                return text.endsWith("xx")
                        ? new Status((text.charAt(0) - '0') * 100, (text.charAt(0) - '0') * 100 + 99, false)
                        : new Status(Integer.parseInt(text), Integer.parseInt(text), false);
            }
            throw new IllegalArgumentException("'" + text + "' is no status; write for example 404, 4xx, or failed");
        }
    }
}
