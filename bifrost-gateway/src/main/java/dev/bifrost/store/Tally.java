package dev.bifrost.store;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What was spent in a time, or by a model in that time. Overflow is an error, never a wrong sum.
 *
 * @param nanoDollars          estimates included
 * @param estimatedNanoDollars the part that rests on counted instead of reported usage
 */
public record Tally(long nanoDollars, long estimatedNanoDollars, long calls, long promptTokens, long completionTokens) {

    static final String COLUMNS = "nano_dollars, estimated_nano_dollars, calls, prompt_tokens, completion_tokens";

    static Tally of(SpendDelta delta) {
        return new Tally(
                delta.nanoDollars(),
                delta.estimatedNanoDollars(),
                delta.calls(),
                delta.promptTokens(),
                delta.completionTokens());
    }

    static Tally of(ResultSet row) throws SQLException {
        return new Tally(
                row.getLong("nano_dollars"),
                row.getLong("estimated_nano_dollars"),
                row.getLong("calls"),
                row.getLong("prompt_tokens"),
                row.getLong("completion_tokens"));
    }

    /** Both together. */
    Tally plus(Tally other) {
        return new Tally(
                Math.addExact(nanoDollars, other.nanoDollars),
                Math.addExact(estimatedNanoDollars, other.estimatedNanoDollars),
                Math.addExact(calls, other.calls),
                Math.addExact(promptTokens, other.promptTokens),
                Math.addExact(completionTokens, other.completionTokens));
    }
}
