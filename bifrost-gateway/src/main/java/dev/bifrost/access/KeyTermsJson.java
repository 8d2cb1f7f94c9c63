package dev.bifrost.access;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.ContentMode;
import dev.bifrost.api.settings.RateLimitSettings;
import dev.bifrost.api.settings.Spelling;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a key may do as JSON, with the names that the configuration has. */
final class KeyTermsJson {
    static final Set<String> NAMES = Set.of(
            "team",
            "organization",
            "budgets",
            "budget_usd_per_month",
            "rate_limit",
            "allowed_models",
            "passthrough",
            "expires",
            "residency",
            "strict",
            "content",
            "labels");
    private static final Set<String> BUDGET = Set.of("usd", "per", "rolling", "reserve", "warn_at", "fallback");
    private static final Set<String> RATE_LIMIT = Set.of(
            "requests_per_minute",
            "requests_per_hour",
            "requests_per_day",
            "tokens_per_minute",
            "tokens_per_hour",
            "tokens_per_day",
            "concurrent");

    private KeyTermsJson() {}

    /**
     * Reads what a store keeps. Names that are not known are those of a later release, and left out.
     *
     * @throws IllegalArgumentException if it can not be read
     */
    static KeyTerms stored(String json) {
        try {
            if (Json.read(json) instanceof Json.Obj object) {
                return read(new Fields(object, ""), false);
            }
        } catch (MalformedJson e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        throw new IllegalArgumentException("it is no object");
    }

    /**
     * Reads what somebody asks for, who may also say {@code others}.
     *
     * @throws Fields.Fault at the first thing that is wrong
     */
    static KeyTerms asked(Json.Obj object, Set<String> others) {
        Fields fields = new Fields(object, "");
        Set<String> names = new HashSet<>(NAMES);
        names.addAll(others);
        fields.only(names);
        return read(fields, true);
    }

    private static KeyTerms read(Fields fields, boolean strict) {
        String expires = fields.text("expires");
        if (expires != null) {
            try {
                Expiry.lastMoment(expires);
            } catch (IllegalArgumentException e) {
                throw fields.fault("expires", String.valueOf(e.getMessage()));
            }
        }
        List<String> passthrough = fields.texts("passthrough");
        return new KeyTerms(
                fields.text("team"),
                fields.text("organization"),
                budgets(fields, strict),
                rateLimit(fields.inner("rate_limit"), strict),
                fields.texts("allowed_models"),
                passthrough == null ? List.of() : passthrough,
                expires,
                fields.texts("residency"),
                fields.truth("strict"),
                word(fields, "content", ContentMode.class),
                fields.map("labels"));
    }

    private static List<BudgetSettings> budgets(Fields fields, boolean strict) {
        List<BudgetSettings> budgets = new ArrayList<>();
        for (Fields each : fields.objects("budgets")) {
            if (strict) {
                each.only(BUDGET);
            }
            budgets.add(budget(each));
        }
        BigDecimal monthly = fields.amount("budget_usd_per_month");
        if (monthly != null) {
            BudgetSettings budget = BudgetSettings.monthly(monthly);
            if (budget.fault() != null) {
                throw fields.fault("budget_usd_per_month", afterKey(budget.fault()));
            }
            budgets.add(budget);
        }
        return List.copyOf(budgets);
    }

    private static BudgetSettings budget(Fields fields) {
        BigDecimal usd = fields.amount("usd");
        if (usd == null) {
            throw fields.fault("usd", "is missing");
        }
        List<Integer> warnAt = new ArrayList<>();
        List<Json> percentages = fields.items("warn_at");
        for (int i = 0; percentages != null && i < percentages.size(); i++) {
            long percent = fields.whole(percentages.get(i), "warn_at[" + i + ']');
            warnAt.add(Math.clamp(percent, -1, 101));
        }
        BudgetSettings budget = new BudgetSettings(
                usd,
                word(fields, "per", BudgetSettings.Per.class),
                fields.object().get("rolling") == null ? null : fields.truth("rolling"),
                word(fields, "reserve", BudgetSettings.Reserve.class),
                warnAt,
                fields.text("fallback"));
        if (budget.fault() != null) {
            throw fields.fault(keyOf(budget.fault()), afterKey(budget.fault()));
        }
        return budget;
    }

    private static @Nullable RateLimitSettings rateLimit(@Nullable Fields fields, boolean strict) {
        if (fields == null) {
            return null;
        }
        if (strict) {
            fields.only(RATE_LIMIT);
        }
        Long concurrent = fields.whole("concurrent");
        RateLimitSettings limit = new RateLimitSettings(
                fields.whole("requests_per_minute"),
                fields.whole("requests_per_hour"),
                fields.whole("requests_per_day"),
                fields.whole("tokens_per_minute"),
                fields.whole("tokens_per_hour"),
                fields.whole("tokens_per_day"),
                concurrent == null ? null : Math.clamp(concurrent, -1, Integer.MAX_VALUE));
        if (limit.fault() != null) {
            throw fields.fault(keyOf(limit.fault()), afterKey(limit.fault()));
        }
        return limit;
    }

    private static <E extends Enum<E>> @Nullable E word(Fields fields, String name, Class<E> type) {
        String text = fields.text(name);
        if (text == null) {
            return null;
        }
        List<String> words = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = words.indexOf(text);
        if (index < 0) {
            throw fields.fault(name, "must be one of " + String.join(", ", words) + Spelling.hint(text, words));
        }
        return type.getEnumConstants()[index];
    }

    /** Faults of settings begin with the key. */
    private static String keyOf(String fault) {
        return fault.substring(0, fault.indexOf(' '));
    }

    private static String afterKey(String fault) {
        return fault.substring(fault.indexOf(' ') + 1);
    }

    /** What was read, without what is as it is by default. */
    static Json.Obj write(KeyTerms terms) {
        Json.Obj json = new Json.Obj().put("team", terms.team()).put("organization", terms.organization());
        if (!terms.budgets().isEmpty()) {
            Json.Arr budgets = new Json.Arr();
            terms.budgets().forEach(budget -> budgets.add(write(budget)));
            json.put("budgets", budgets);
        }
        RateLimitSettings limit = terms.rateLimit();
        if (limit != null) {
            json.put("rate_limit", write(limit));
        }
        json.put("allowed_models", array(terms.allowedModels()));
        if (!terms.passthrough().isEmpty()) {
            json.put("passthrough", array(terms.passthrough()));
        }
        json.put("expires", terms.expires()).put("residency", array(terms.residency()));
        if (terms.strict()) {
            json.put("strict", true);
        }
        ContentMode content = terms.content();
        json.put("content", content == null ? null : content.name().toLowerCase(Locale.ROOT));
        if (!terms.labels().isEmpty()) {
            Json.Obj labels = new Json.Obj();
            terms.labels().forEach(labels::put);
            json.put("labels", labels);
        }
        return json;
    }

    static Json.@Nullable Arr array(@Nullable List<String> texts) {
        return texts == null ? null : Json.Arr.of(texts);
    }

    private static Json.Obj write(BudgetSettings budget) {
        BudgetSettings.Per per = budget.per();
        BudgetSettings.Reserve reserve = budget.reserve();
        Json.Obj json = new Json.Obj()
                .put("usd", new Json.Num(budget.usd().toPlainString()))
                .put(
                        "per",
                        (per == null ? BudgetSettings.Per.MONTH : per).name().toLowerCase(Locale.ROOT))
                .put("rolling", budget.rolling())
                .put("reserve", reserve == null ? null : reserve.name().toLowerCase(Locale.ROOT));
        if (!budget.warnAt().isEmpty()) {
            Json.Arr warnAt = new Json.Arr();
            budget.warnAt().forEach(percent -> warnAt.add(Json.Num.of(percent.longValue())));
            json.put("warn_at", warnAt);
        }
        return json.put("fallback", budget.fallback());
    }

    private static Json.Obj write(RateLimitSettings limit) {
        Json.Obj json = new Json.Obj();
        put(json, "requests_per_minute", limit.requestsPerMinute());
        put(json, "requests_per_hour", limit.requestsPerHour());
        put(json, "requests_per_day", limit.requestsPerDay());
        put(json, "tokens_per_minute", limit.tokensPerMinute());
        put(json, "tokens_per_hour", limit.tokensPerHour());
        put(json, "tokens_per_day", limit.tokensPerDay());
        put(json, "concurrent", limit.concurrent() == null ? null : Long.valueOf(limit.concurrent()));
        return json;
    }

    private static void put(Json.Obj json, String name, @Nullable Long value) {
        if (value != null) {
            json.put(name, value.longValue());
        }
    }
}
