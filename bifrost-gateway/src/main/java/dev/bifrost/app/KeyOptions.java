package dev.bifrost.app;

import dev.bifrost.api.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code bifrost keys create} lets a key do, in the words of the management API. */
final class KeyOptions {
    private static final Map<String, String> UNITS =
            Map.of("min", "minute", "minute", "minute", "h", "hour", "hour", "hour", "d", "day", "day", "day");

    @Option(names = "--team", paramLabel = "TEAM", description = "The team that it belongs to.")
    private @Nullable String team;

    @Option(names = "--organization", paramLabel = "NAME", description = "The organisation, if it has no team.")
    private @Nullable String organization;

    @Option(
            names = "--budget",
            paramLabel = "USD[/PERIOD]",
            description = "Such as 50/month; hour, day, week, month, year or total. May be repeated.")
    private List<String> budgets = List.of();

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "MODEL",
            description = "Aliases and provider/model; * is any.")
    private @Nullable List<String> models;

    @Option(
            names = "--rate-limit",
            paramLabel = "N/min",
            description = "Calls in a minute, hour or day. May be repeated.")
    private List<String> requests = List.of();

    @Option(
            names = "--token-limit",
            paramLabel = "N/min",
            description = "Tokens in a minute, hour or day. May be repeated.")
    private List<String> tokens = List.of();

    @Option(names = "--concurrent", paramLabel = "N", description = "Calls at the same time.")
    private @Nullable Integer concurrent;

    @Option(
            names = "--passthrough",
            split = ",",
            paramLabel = "PROVIDER",
            description = "Whose other routes it may call.")
    private @Nullable List<String> passthrough;

    @Option(names = "--residency", split = ",", paramLabel = "REGION", description = "Where its calls may go.")
    private @Nullable List<String> residency;

    @Option(names = "--content", paramLabel = "none|hash|full", description = "What is kept of what its calls say.")
    private @Nullable String content;

    @Option(names = "--expires", paramLabel = "DATE", description = "Its last day, such as 2030-01-01, or a time.")
    private @Nullable String expires;

    @Option(names = "--label", paramLabel = "K=V", description = "Written into the record of every call.")
    private Map<String, String> labels = Map.of();

    /** Throws {@link IllegalArgumentException} if an option can not be read. */
    Json.Obj terms(String name) {
        Json.Obj json = new Json.Obj()
                .put("name", name)
                .put("team", team)
                .put("organization", organization)
                .put("allowed_models", array(models))
                .put("passthrough", array(passthrough))
                .put("residency", array(residency))
                .put("content", content)
                .put("expires", expires);
        if (!budgets.isEmpty()) {
            Json.Arr all = new Json.Arr();
            budgets.forEach(each -> all.add(budget(each)));
            json.put("budgets", all);
        }
        Json.Obj limits = new Json.Obj();
        requests.forEach(each -> limit(each, "requests_per_", limits));
        tokens.forEach(each -> limit(each, "tokens_per_", limits));
        if (concurrent != null) {
            limits.put("concurrent", concurrent.longValue());
        }
        if (!limits.isEmpty()) {
            json.put("rate_limit", limits);
        }
        if (!labels.isEmpty()) {
            Json.Obj all = new Json.Obj();
            labels.forEach(all::put);
            json.put("labels", all);
        }
        return json;
    }

    private static Json.@Nullable Arr array(@Nullable List<String> texts) {
        return texts == null ? null : Json.Arr.of(texts);
    }

    private static Json.Obj budget(String text) {
        int slash = text.indexOf('/');
        Json.Obj budget =
                new Json.Obj().put("usd", number(slash < 0 ? text : text.substring(0, slash), "--budget", text));
        return slash < 0 ? budget : budget.put("per", text.substring(slash + 1));
    }

    private static void limit(String text, String prefix, Json.Obj limits) {
        int slash = text.indexOf('/');
        String unit = slash < 0 ? null : UNITS.get(text.substring(slash + 1));
        if (unit == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no limit; write for example 600/min, 5000/hour or 9/day");
        }
        limits.put(prefix + unit, number(text.substring(0, slash), "a limit", text));
    }

    private static Json.Num number(String digits, String what, String text) {
        try {
            if (digits.length() <= 30) {
                BigDecimal number = new BigDecimal(digits);
                if (Math.abs((long) number.scale()) <= 30) {
                    return new Json.Num(number.toPlainString());
                }
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException("'" + text + "' is no number for " + what);
    }
}
