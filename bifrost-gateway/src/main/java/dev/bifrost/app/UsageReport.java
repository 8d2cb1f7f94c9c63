package dev.bifrost.app;

import dev.bifrost.api.json.Json;
import dev.bifrost.store.Adjustment;
import dev.bifrost.store.SpendTable.ModelSpend;
import dev.bifrost.store.Store;
import dev.bifrost.store.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was spent in a time, credits and corrections apart. */
final class UsageReport {
    private static final Tally NOTHING = new Tally(0, 0, 0, 0, 0);

    private final Instant from;
    private final @Nullable Instant to;
    private final List<Line> lines;
    private final List<ModelSpend> models;
    private final List<Adjustment> adjustments;

    private record Line(String owner, Tally tally, long adjusted) {
        long total() {
            return Math.addExact(tally.nanoDollars(), adjusted);
        }
    }

    private UsageReport(
            Instant from,
            @Nullable Instant to,
            List<Line> lines,
            List<ModelSpend> models,
            List<Adjustment> adjustments) {
        this.from = from;
        this.to = to;
        this.lines = lines;
        this.models = models;
        this.adjustments = adjustments;
    }

    /** Of everybody, or of one owner with its models and each adjustment. */
    static UsageReport of(Store store, @Nullable String owner, Instant from, @Nullable Instant to) {
        Instant end = to == null ? Instant.MAX : to;
        Map<String, Tally> spent = new HashMap<>(store.spend().totals(from, end));
        Map<String, Long> adjusted = new HashMap<>(store.adjustments().totals(from, end));
        TreeSet<String> owners = new TreeSet<>(spent.keySet());
        owners.addAll(adjusted.keySet());
        owners.removeIf(each -> owner != null && !each.equals(owner));
        List<Line> lines = owners.stream()
                .map(each -> new Line(each, spent.getOrDefault(each, NOTHING), adjusted.getOrDefault(each, 0L)))
                .toList();
        return owner == null
                ? new UsageReport(from, to, lines, List.of(), List.of())
                : new UsageReport(
                        from,
                        to,
                        lines,
                        store.spend().models(owner, from, end),
                        store.adjustments().of(owner, from, end));
    }

    String text() {
        if (lines.isEmpty()) {
            return "nothing was spent from " + from + " on" + (to == null ? "" : " until before " + to);
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("OWNER", "CALLS", "TOKENS IN", "TOKENS OUT", "SPENT", "ADJUSTED", "TOTAL"));
        for (Line each : lines) {
            rows.add(List.of(
                    each.owner(),
                    Long.toString(each.tally().calls()),
                    Long.toString(each.tally().promptTokens()),
                    Long.toString(each.tally().completionTokens()),
                    money(each.tally().nanoDollars()),
                    money(each.adjusted()),
                    money(each.total())));
        }
        return Columns.of(rows) + models() + adjustments();
    }

    private String models() {
        if (models.isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("MODEL", "CALLS", "SPENT"));
        models.forEach(each -> rows.add(List.of(
                each.provider() + '/' + each.model(),
                Long.toString(each.tally().calls()),
                money(each.tally().nanoDollars()))));
        return "\n\n" + Columns.of(rows);
    }

    private String adjustments() {
        if (adjustments.isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ADJUSTED", "FOR", "MADE", "BY", "REASON"));
        adjustments.forEach(each -> rows.add(List.of(
                money(each.nanoDollars()),
                each.time().toString(),
                each.created().toString(),
                each.by(),
                each.reason())));
        return "\n\n" + Columns.of(rows);
    }

    Json.Obj json() {
        Json.Obj json = new Json.Obj()
                .put("object", "usage")
                .put("from", from.toString())
                .put("to", to == null ? null : to.toString());
        Json.Arr owners = new Json.Arr();
        lines.forEach(each -> owners.add(tally(new Json.Obj().put("owner", each.owner()), each.tally())
                .put("adjusted_usd", number(each.adjusted()))
                .put("total_usd", number(each.total()))));
        json.put("owners", owners);
        if (!models.isEmpty()) {
            Json.Arr all = new Json.Arr();
            models.forEach(each -> all.add(
                    tally(new Json.Obj().put("provider", each.provider()).put("model", each.model()), each.tally())));
            json.put("models", all);
        }
        if (!adjustments.isEmpty()) {
            Json.Arr all = new Json.Arr();
            adjustments.forEach(each -> all.add(new Json.Obj()
                    .put("id", each.id())
                    .put("adjusted_usd", number(each.nanoDollars()))
                    .put("reason", each.reason())
                    .put("at", each.time().toString())
                    .put("created", each.created().toString())
                    .put("created_by", each.by())
                    .put("refers_to", each.refersTo())));
            json.put("adjustments", all);
        }
        return json;
    }

    private static Json.Obj tally(Json.Obj json, Tally tally) {
        return json.put("calls", tally.calls())
                .put("prompt_tokens", tally.promptTokens())
                .put("completion_tokens", tally.completionTokens())
                .put("spent_usd", number(tally.nanoDollars()))
                .put("estimated_usd", number(tally.estimatedNanoDollars()));
    }

    private static Json number(long nanos) {
        return new Json.Num(SpendingReport.dollars(nanos));
    }

    /** Such as {@code -$0.5}. */
    static String money(long nanos) {
        String dollars = SpendingReport.dollars(nanos);
        return dollars.startsWith("-") ? "-$" + dollars.substring(1) : "$" + dollars;
    }
}
