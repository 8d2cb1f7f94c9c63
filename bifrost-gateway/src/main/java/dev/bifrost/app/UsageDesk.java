package dev.bifrost.app;

import dev.bifrost.admin.UsageBook;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Spelling;
import dev.bifrost.quota.Owner;
import dev.bifrost.quota.OwnerLimits;
import dev.bifrost.store.Adjustment;
import dev.bifrost.store.StoreFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where an operator gives money back, or charges it, with a reason. */
final class UsageDesk implements UsageBook {
    private static final List<String> WORDS = List.of("owner", "usd", "reason", "at");
    private static final BigDecimal MOST = BigDecimal.valueOf(100_000_000);
    private static final int LONGEST_NUMBER = 40;
    private static final int LONGEST_REASON = 500;
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Supplier<Map<String, String>> known;
    private final Consumer<Adjustment> adjusting;
    private final ZoneId zone;
    private final InstantSource clock;
    private final Consumer<String> log;

    /**
     * What is asked for.
     *
     * @param usd   in dollars, less than 0 to charge
     * @param at    to which time it belongs; null is now
     * @param force whether the owner may be one that nobody knows
     */
    record Credit(
            String owner,
            String usd,
            @Nullable String reason,
            @Nullable String at,
            boolean force) {}

    /**
     * @param known     names by the texts of all owners there are, see {@link #known}
     * @param adjusting writes an adjustment down, once however often it is given the same
     * @param log       takes a line for each
     */
    UsageDesk(
            Supplier<Map<String, String>> known,
            Consumer<Adjustment> adjusting,
            ZoneId zone,
            InstantSource clock,
            Consumer<String> log) {
        this.known = known;
        this.adjusting = adjusting;
        this.zone = zone;
        this.clock = clock;
        this.log = log;
    }

    /** Those whose spend is counted. */
    static Map<String, String> known(Collection<OwnerLimits> all) {
        Map<String, String> known = new TreeMap<>();
        for (OwnerLimits each : all) {
            switch (each.owner().kind()) {
                case KEY, TEAM, ORGANIZATION -> known.put(each.owner().toString(), each.name());
                case ALIAS, PROVIDER -> {}
            }
        }
        return known;
    }

    @Override
    public Json.Obj credit(Json.Obj asked, String by) throws Refusal {
        for (String word : asked.asMap().keySet()) {
            if (!WORDS.contains(word)) {
                throw wrong(word, "'" + word + "' is not known" + Spelling.hint(word, WORDS));
            }
        }
        Json usd = asked.get("usd");
        String amount =
                usd instanceof Json.Num(String literal) ? literal : usd instanceof Json.Str(String text) ? text : "";
        try {
            return credit(new Credit(text(asked, "owner"), amount, text(asked, "reason"), at(asked), false), by);
        } catch (StoreFailure _) {
            throw new Refusal(new Failure.Overloaded("The store of what was spent can not be reached", AGAIN));
        }
    }

    private static String text(Json.Obj asked, String word) throws Refusal {
        if (asked.get(word) instanceof Json.Str(String value)) {
            return value;
        }
        throw wrong(word, word + " is missing, or no text");
    }

    private static @Nullable String at(Json.Obj asked) throws Refusal {
        return asked.has("at") ? text(asked, "at") : null;
    }

    /** Throws {@link StoreFailure} if it can not be written down. */
    Json.Obj credit(Credit asked, String by) throws Refusal {
        exists(asked);
        String reason = asked.reason() == null ? "" : asked.reason().strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw wrong("reason", "a reason is needed, of at most " + LONGEST_REASON + " characters");
        }
        Instant now = Instant.ofEpochMilli(clock.millis());
        Adjustment made = new Adjustment(
                "credit:" + UUID.randomUUID(),
                asked.owner(),
                time(asked.at(), now),
                -nanos(asked.usd()),
                reason,
                by,
                now,
                null);
        write(made);
        String done = made.nanoDollars() < 0 ? " was credited with $" : " was charged $";
        log.accept(made.owner() + done + SpendingReport.dollars(Math.abs(made.nanoDollars())) + " by " + by + ": "
                + reason);
        return json(made);
    }

    private void exists(Credit asked) throws Refusal {
        Owner owner = Owner.read(asked.owner());
        if (owner == null || owner.kind() == Owner.Kind.ALIAS || owner.kind() == Owner.Kind.PROVIDER) {
            throw wrong("owner", "'" + asked.owner() + "' is no owner; write key:ID, team:NAME or organization:NAME");
        }
        Map<String, String> all = known.get();
        if (asked.force() || all.containsKey(asked.owner())) {
            return;
        }
        String hint = all.entrySet().stream()
                .filter(each -> each.getKey().startsWith(owner.kind().word() + ":")
                        && each.getValue().equals(owner.id()))
                .findFirst()
                .map(each -> "; the key of that name is '" + each.getKey() + "'")
                .orElseGet(() -> Spelling.hint(asked.owner(), all.keySet()));
        throw wrong("owner", "there is no '" + asked.owner() + "'" + hint);
    }

    /** An amount that is at most precise to the nano-dollar. */
    private static long nanos(String text) throws Refusal {
        try {
            if (text.length() <= LONGEST_NUMBER) {
                BigDecimal amount = new BigDecimal(text.strip());
                if (amount.signum() != 0
                        && Math.abs((long) amount.scale()) <= LONGEST_NUMBER
                        && amount.abs().compareTo(MOST) <= 0) {
                    return amount.movePointRight(9).longValueExact();
                }
            }
        } catch (ArithmeticException | NumberFormatException _) {
            // said below
        }
        throw wrong(
                "usd",
                "'" + (text.length() <= LONGEST_NUMBER ? text : text.substring(0, LONGEST_NUMBER) + "…")
                        + "' is no amount of dollars such as 12.50: not 0, at most nine decimals, at most 100 million");
    }

    private Instant time(@Nullable String at, Instant now) throws Refusal {
        try {
            Instant time = at == null ? now : Times.read(at, zone);
            if (!time.isAfter(now)) {
                return time;
            }
        } catch (IllegalArgumentException e) {
            throw wrong("at", String.valueOf(e.getMessage()));
        }
        throw wrong("at", "'" + at + "' is yet to come");
    }

    private void write(Adjustment made) {
        try {
            adjusting.accept(made);
        } catch (StoreFailure e) {
            if (e.kind() != StoreFailure.Kind.UNCERTAIN) {
                throw e;
            }
            adjusting.accept(made);
        }
    }

    /** One adjustment, in the words of the management API; {@code usd} is what was given back. */
    static Json.Obj json(Adjustment made) {
        return new Json.Obj()
                .put("object", "usage_credit")
                .put("id", made.id())
                .put("owner", made.owner())
                .put("usd", new Json.Num(SpendingReport.dollars(-made.nanoDollars())))
                .put("reason", made.reason())
                .put("at", made.time().toString())
                .put("created", made.created().toString())
                .put("created_by", made.by());
    }

    private static Refusal wrong(String param, String message) {
        return new Refusal(new Failure.InvalidRequest(message, param, "invalid_request"));
    }
}
