package dev.bifrost.app;

import static dev.bifrost.admin.Parameters.wrong;

import dev.bifrost.admin.Parameters;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Spelling;
import dev.bifrost.audit.CallFilter;
import dev.bifrost.audit.CallQuestions;
import dev.bifrost.audit.UsageGroup;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sums of usage by group, over whole hours, and their forms. */
record UsageAnswer(CallFilter filter, List<UsageGroup> groups, List<Map<String, @Nullable Object>> rows) {
    private static final int MOST_BY = 6;
    private static final List<String> SUMS = List.of(
            "calls",
            "failed",
            "prompt_tokens",
            "cached_tokens",
            "cache_write_tokens",
            "completion_tokens",
            "reasoning_tokens");

    static UsageAnswer to(CallQuestions questions, CallAsked asked, ZoneId zone, Parameters parameters) throws Refusal {
        List<UsageGroup> groups = groups(parameters.get("group_by"));
        CallFilter given = asked.filter(parameters);
        CallFilter filter = new CallFilter(
                given.from().truncatedTo(ChronoUnit.HOURS),
                nextHour(given.to()),
                given.is(),
                given.labels(),
                null,
                null,
                null,
                null);
        var rows = CallDesk.answered(() -> questions.usage(filter, groups, zone));
        if (rows.size() > CallQuestions.MOST_GROUPS) {
            throw wrong(
                    "group_by",
                    "There are more than " + CallQuestions.MOST_GROUPS
                            + " groups; narrow the range (from, to), or group by less");
        }
        return new UsageAnswer(filter, groups, rows);
    }

    private static Instant nextHour(Instant time) {
        Instant hour = time.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(time) ? time : hour.plus(Duration.ofHours(1));
    }

    private static List<UsageGroup> groups(@Nullable String by) throws Refusal {
        List<UsageGroup> groups = new ArrayList<>();
        for (String word : by == null || by.isEmpty() ? new String[0] : by.split(",", -1)) {
            try {
                groups.add(UsageGroup.read(word));
            } catch (IllegalArgumentException e) {
                String hint = Spelling.hint(word, UsageGroup.WORDS);
                throw wrong(
                        "group_by",
                        "group_by: " + e.getMessage()
                                + (hint.isEmpty() ? "; there are " + String.join(", ", UsageGroup.WORDS) : hint));
            }
        }
        if (groups.size() > MOST_BY || groups.stream().distinct().count() < groups.size()) {
            throw wrong("group_by", "group_by: takes up to " + MOST_BY + " different words");
        }
        return groups;
    }

    Json.Obj json() {
        Json.Arr usage = new Json.Arr();
        for (Map<String, @Nullable Object> row : rows) {
            usage.add(json(row));
        }
        return new Json.Obj()
                .put("from", filter.from().toString())
                .put("to", filter.to().toString())
                .put(
                        "group_by",
                        Json.Arr.of(groups.stream().map(UsageGroup::word).toList()))
                .put("usage", usage);
    }

    private Json.Obj json(Map<String, @Nullable Object> row) {
        Json.Obj object = new Json.Obj();
        for (int i = 0; i < groups.size(); i++) {
            object.putOrNull(groups.get(i).word(), group(row, i));
        }
        for (String sum : SUMS) {
            object.put(sum, new Json.Num(sum(row, sum).toPlainString()));
        }
        return object.put(
                        "cost_usd",
                        Objects.requireNonNull(CallForm.dollars(sum(row, "cost_nanos")))
                                .toPlainString())
                .put("cost_nanos", new Json.Num(sum(row, "cost_nanos").toPlainString()));
    }

    /** Some databases have no null where a name is missing. */
    private static @Nullable String group(Map<String, @Nullable Object> row, int index) {
        Object value = row.get("g" + (index + 1));
        return value == null || value.toString().isEmpty() ? null : value.toString();
    }

    private static BigDecimal sum(Map<String, @Nullable Object> row, String name) {
        Object value = row.get("sum_" + name);
        return value == null ? BigDecimal.ZERO : CallForm.number(value);
    }

    byte[] bytes(CallAsked.Format format) {
        StringBuilder lines = new StringBuilder();
        if (format == CallAsked.Format.CSV) {
            List<String> head =
                    new ArrayList<>(groups.stream().map(UsageGroup::word).toList());
            head.addAll(SUMS);
            head.addAll(List.of("cost_usd", "cost_nanos"));
            lines.append(CallForm.csv(head));
        }
        for (var row : rows) {
            lines.append(format == CallAsked.Format.CSV ? csv(row) : json(row).print() + "\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String csv(Map<String, @Nullable Object> row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            values.add(group(row, i));
        }
        SUMS.forEach(sum -> values.add(sum(row, sum)));
        values.add(CallForm.dollars(sum(row, "cost_nanos")));
        values.add(sum(row, "cost_nanos"));
        return CallForm.csv(values);
    }
}
