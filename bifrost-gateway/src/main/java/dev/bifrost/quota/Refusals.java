package dev.bifrost.quota;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Failure.BudgetReserved;
import dev.bifrost.api.Failure.BudgetSpent;
import dev.bifrost.api.Failure.NotAccountable;
import dev.bifrost.api.Failure.RateLimited;
import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.quota.Outcome.Limited;
import dev.bifrost.quota.Outcome.Shortage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Refusals in words: which limit, of whom, how much is left, and when there will be more. */
public final class Refusals {
    private static final Duration SOON = Duration.ofSeconds(1);

    private Refusals() {}

    /** What the client is told. */
    public static Failure failure(Outcome.Refused refused) {
        return switch (refused) {
            case Outcome.Spent spent -> new BudgetSpent(spent(spent.shortage()));
            case Outcome.Taken taken -> new BudgetReserved(taken(taken.shortage()), SOON);
            case Outcome.Leasing leasing -> new NotAccountable(notDurable(leasing.shortage()));
            case Outcome.Unavailable unavailable -> new NotAccountable(notDurable(unavailable.shortage()));
            case Limited limited ->
                new RateLimited(limited(limited), limited.never() ? null : Duration.ofNanos(limited.retryIn()));
        };
    }

    private static String spent(Shortage shortage) {
        BudgetState budget = shortage.budget();
        if (shortage.never()) {
            return "This call may cost " + Dollars.text(shortage.asked()) + ", more than the whole " + of(shortage)
                    + ", of which " + Dollars.text(budget.left()) + " is left." + resets(budget);
        }
        String doubt = budget.uncertain() == 0
                ? ""
                : " (" + Dollars.text(budget.uncertain()) + " of it counts as spent until it is reconciled)";
        return "The " + of(shortage) + " is spent" + doubt + ": " + Dollars.text(budget.left())
                + " is left, and this call may cost " + Dollars.text(shortage.asked()) + "." + resets(budget);
    }

    private static String taken(Shortage shortage) {
        BudgetState budget = shortage.budget();
        return "Calls under way have reserved what is left of the " + of(shortage) + ": "
                + Dollars.text(budget.left()) + " is not spent, " + Dollars.text(budget.reserved())
                + " is reserved, and this call may cost " + Dollars.text(shortage.asked()) + ". Try again in a moment."
                + resets(budget);
    }

    private static String notDurable(Shortage shortage) {
        return "The " + of(shortage)
                + " can not be accounted for at present: the gateway's journal did not take the next part of it.";
    }

    private static String limited(Limited limited) {
        String whose = whose(limited.owner(), limited.name());
        if (limited.limit() == Limit.CONCURRENT) {
            return "The limit of " + whose + ", " + limited.allowed() + " concurrent calls, is reached: none is left. "
                    + "It frees when one of them ends.";
        }
        String limit = limited.allowed() + " " + limited.limit().text();
        if (limited.never()) {
            return "This call needs about " + limited.asked() + " tokens, more than " + whose + " may ever have: "
                    + limit + ", of which " + limited.left() + " are left.";
        }
        String needed = limited.limit().isTokens() ? ", and this call needs about " + limited.asked() : "";
        return "The limit of " + whose + ", " + limit + ", is reached: " + limited.left() + " are left" + needed
                + ". Try again in " + RateState.text(limited.retryIn()) + ".";
    }

    private static String of(Shortage shortage) {
        BudgetState budget = shortage.budget();
        String per = budget.per() == Per.TOTAL
                ? " in total"
                : (budget.rolling() ? " per rolling " : " per ")
                        + budget.per().name().toLowerCase(Locale.ROOT);
        return "budget of " + whose(shortage.owner(), shortage.name()) + " (" + Dollars.text(budget.limit()) + per
                + ")";
    }

    private static String resets(BudgetState budget) {
        Instant resets = budget.resets();
        if (resets == null) {
            return budget.per() == Per.TOTAL ? " It does not begin anew." : "";
        }
        Instant shown = resets.truncatedTo(ChronoUnit.SECONDS);
        return budget.rolling()
                ? " The oldest of it comes back at " + shown + "."
                : " It begins anew at " + shown + ".";
    }

    private static String whose(Owner owner, String name) {
        return owner.kind().word() + " '" + name + "'";
    }
}
