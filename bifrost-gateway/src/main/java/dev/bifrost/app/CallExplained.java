package dev.bifrost.app;

import dev.bifrost.api.Cost;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json;
import dev.bifrost.pricing.Reckoning;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes of a call's entry in the journal what a person wants to know of it: what happened, where the time went, what it cost. */
final class CallExplained {
    /** Of these only one whose total and version are those of the record is told. */
    interface Formulas {
        /** How a cost comes about; null if nobody knows. */
        @Nullable
        Reckoning of(Target target, Usage usage, Instant at);
    }

    private final Formulas formulas;

    CallExplained(Formulas formulas) {
        this.formulas = formulas;
    }

    /** Of a call's entry, as {@code docs/journal.md} has it. */
    Json.Obj of(Json.Obj entry) {
        Json.Arr attempts = new Json.Arr();
        long upstream = 0;
        for (Json.Obj attempt : entry.objects("attempts")) {
            attempts.add(attempt(attempt, entry));
            upstream += attempt.number("nanos", 0);
        }
        Json.Obj explain = new Json.Obj()
                .put("summary", summary(entry))
                .put("times", times(entry, upstream))
                .put("attempts", attempts)
                .put("lossy", entry.get("lossy"));
        Json.Obj explanation = entry.object("explanation");
        if (explanation != null) {
            Json.Arr decisions = new Json.Arr();
            explanation.objects("decisions").forEach(decision -> decisions.add(decision(decision)));
            explain.put("decisions", decisions).put("decisions_left", explanation.number("left", 0));
        }
        return explain;
    }

    private static String summary(Json.Obj entry) {
        StringBuilder said = new StringBuilder(entry.text("ending", ""));
        said.append(": status ").append(entry.number("status", 0));
        if (entry.text("failure") != null) {
            said.append(", ").append(entry.text("failure"));
        }
        List<Json.Obj> attempts = entry.objects("attempts");
        for (int i = 0; i < attempts.size(); i++) {
            Json.Obj attempt = attempts.get(i);
            said.append(i == 0 ? "; " : ", then ")
                    .append(target(attempt))
                    .append(" (")
                    .append(attempt.text("outcome", ""))
                    .append(')');
        }
        return said.toString();
    }

    private static Json.Obj times(Json.Obj entry, long upstream) {
        Json.Obj times = new Json.Obj()
                .put("total_ms", millis(entry.number("total_nanos", 0)))
                .put("gateway_ms", millis(entry.number("gateway_nanos", 0)))
                .put("attempts_ms", millis(upstream));
        long first = entry.number("first_token_nanos", -1);
        if (first >= 0) {
            times.put("first_token_ms", millis(first));
            times.put("relay_ms", millis(Math.max(0, entry.number("total_nanos", 0) - first)));
        }
        return times;
    }

    private Json.Obj attempt(Json.Obj attempt, Json.Obj entry) {
        Json.Obj said = new Json.Obj()
                .put("target", target(attempt).toString())
                .put("outcome", attempt.text("outcome"))
                .put("ms", millis(attempt.number("nanos", 0)));
        String key = attempt.text("key_fingerprint");
        if (attempt.number("start_nanos", -1) < 0 && key == null) {
            return said.put("tried", false);
        }
        said.put("tried", true);
        if (key != null) {
            said.put("key", key);
        }
        long status = attempt.number("status", 0);
        if (status > 0) {
            said.put("status", status);
        }
        Json.Obj cost = attempt.object("cost");
        Json.Obj usage = attempt.object("usage");
        return cost == null || usage == null ? said : said.put("cost", formula(attempt, cost, usage, entry));
    }

    private String formula(Json.Obj attempt, Json.Obj cost, Json.Obj usage, Json.Obj entry) {
        long nanos = cost.number("nano_dollars", 0);
        String price = cost.text("price", "");
        if (price.equals(Cost.NO_PRICE)) {
            return "no price was known, so nothing was counted";
        }
        Reckoning now = formulas.of(target(attempt), usage(usage), time(entry));
        if (now != null
                && now.cost().nanoDollars() == nanos
                && now.cost().price().equals(price)) {
            return now.formula();
        }
        return "$" + BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + "; price " + price
                + ", which is not the one in force now";
    }

    private static Instant time(Json.Obj entry) {
        try {
            return Instant.parse(entry.text("time", ""));
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }

    private static Usage usage(Json.Obj usage) {
        return new Usage(
                usage.number("prompt", 0),
                usage.number("cached", 0),
                usage.number("cache_write", 0),
                usage.number("cache_write_hour", 0),
                usage.number("completion", 0),
                usage.number("reasoning", 0),
                usage.number("audio_in", 0),
                usage.number("audio_out", 0),
                usage.number("images", 0),
                usage.number("searches", 0),
                usage.isTrue("estimated"));
    }

    private static Json.Obj decision(Json.Obj decision) {
        return new Json.Obj()
                .put("ms", millis(decision.number("nanos", 0)))
                .put("what", decision.text("what"))
                .put("about", decision.text("about"))
                .put("said", decision.text("said"));
    }

    private static Target target(Json.Obj attempt) {
        return new Target(attempt.text("provider", ""), attempt.text("model", ""));
    }

    private static Json.Num millis(long nanos) {
        return new Json.Num(
                BigDecimal.valueOf(nanos, 6).setScale(3, RoundingMode.HALF_UP).toPlainString());
    }
}
