package dev.bifrost.exchange;

import dev.bifrost.access.VirtualKey;
import dev.bifrost.api.Attempt;
import dev.bifrost.api.Failure;
import dev.bifrost.quota.BudgetState;
import dev.bifrost.quota.RateState;
import dev.bifrost.quota.Report;
import dev.bifrost.routing.Plan;
import dev.bifrost.routing.Resolution;
import dev.bifrost.routing.Step;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/** Decisions in words. */
final class Wording {
    private Wording() {}

    static String key(VirtualKey key) {
        if (key.id() == null) {
            return "accepted: this gateway asks for no key";
        }
        StringJoiner said = new StringJoiner(", ").add("accepted: it is known, and neither expired nor revoked");
        if (key.team() != null) {
            said.add("team " + key.team());
        }
        if (key.organization() != null) {
            said.add("organization " + key.organization());
        }
        return said.toString();
    }

    static String model(Resolution resolution) {
        String alias = resolution.alias();
        String led = alias == null ? "the client names the target itself" : "alias " + alias;
        return led + ", which the key may use" + (resolution.strict() ? "; strict: nothing may be lost" : "");
    }

    static String plan(Plan plan) {
        StringJoiner said = new StringJoiner(", then ");
        for (Step step : plan.steps()) {
            String skip = step.skip();
            said.add(step.target()
                    + (skip == null ? " (tries: " + step.retry().attempts() + ")" : " (not: " + skip + ")"));
        }
        return said.toString();
    }

    static String budget(BudgetState budget) {
        String unsure = budget.uncertain() == 0 ? "" : ", uncertain since a crash " + dollars(budget.uncertain());
        String resets = budget.resets() == null ? "" : ", resets " + budget.resets();
        return "of " + dollars(budget.limit()) + " left " + dollars(budget.left()) + ", reserved "
                + dollars(budget.reserved()) + unsure + resets;
    }

    static String limit(RateState.Window window) {
        return "of " + window.allowed() + " left " + window.remaining() + ", all of it in " + window.reset();
    }

    static String concurrent(Report report) {
        return report.running() + " under way of " + report.concurrent();
    }

    static String way(Attempts.Next.Try next, String clientDialect) {
        String there = next.way().surface().dialect();
        return switch (next.way()) {
            case Way.Splice _ -> "passed on as it is (" + there + ")";
            case Way.Repack _ -> "passed on in another envelope (" + there + ")";
            case Way.Translate _ -> "translated from " + clientDialect + " to " + there;
        };
    }

    static String outcome(Attempt attempt) {
        if (!attempt.made()) {
            return attempt.outcome();
        }
        String status = attempt.status() == 0 ? "no answer" : "status " + attempt.status();
        return attempt.outcome() + ", " + status + ", after " + millis(attempt.nanos());
    }

    /** Why a call is refused, without the words of a provider, which may repeat what the client wrote. */
    static String refusal(Failure failure) {
        if (failure instanceof Failure.UpstreamRefused refused) {
            return refused.target().provider() + " refused the request with status " + refused.status();
        }
        if (failure instanceof Failure.UpstreamError error) {
            return new Failure.UpstreamError(error.target(), error.upstreamStatus(), "").message();
        }
        if (failure instanceof Failure.UpstreamRateLimited limited) {
            return new Failure.UpstreamRateLimited(limited.target(), "", null).message();
        }
        if (failure instanceof Failure.UpstreamBroken broken) {
            return "The answer of " + broken.target().provider() + " broke off, or can not be read";
        }
        return failure.message();
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / (double) TimeUnit.MILLISECONDS.toNanos(1));
    }

    static String dollars(long nanoDollars) {
        BigDecimal plain = BigDecimal.valueOf(nanoDollars, 9).stripTrailingZeros();
        return "$" + (plain.scale() < 2 ? plain.setScale(2) : plain).toPlainString();
    }
}
