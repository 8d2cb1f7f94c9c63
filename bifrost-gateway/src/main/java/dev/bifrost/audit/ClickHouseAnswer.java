package dev.bifrost.audit;

import dev.bifrost.api.json.Json;
import dev.bifrost.audit.SinkFailure.Kind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a statement that reads gives, by its columns' types. */
final class ClickHouseAnswer {
    /**
     * Every entry once, and filters before that: an entry that came twice is the same in both rows. Times as
     * {@link Instant} writes them.
     */
    static final String SETTINGS = " SETTINGS final = 1, use_skip_indexes_if_final = 1, optimize_move_to_prewhere = 1, "
            + "optimize_move_to_prewhere_if_final = 1, date_time_output_format = 'iso', session_timezone = 'UTC', "
            + "max_execution_time = ";

    static final String FORMAT = " FORMAT JSONCompactEachRowWithNamesAndTypes";

    private static final Pattern WRAPPED = Pattern.compile("(Nullable|LowCardinality)\\(.*\\)");

    private ClickHouseAnswer() {}

    /** The first line is the names, the second the types. */
    static List<Map<String, @Nullable Object>> rows(ClickHouse server, byte[] answer) throws SinkFailure {
        List<Json.Arr> lines = ClickHouseRows.rows(server, answer);
        if (lines.size() < 2) {
            return List.of();
        }
        List<String> names = texts(lines.get(0));
        List<String> types =
                texts(lines.get(1)).stream().map(ClickHouseAnswer::bare).toList();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(lines.size() - 2);
        for (Json.Arr line : lines.subList(2, lines.size())) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                try {
                    row.put(names.get(i), value(types.get(i), line.items().get(i)));
                } catch (NumberFormatException | DateTimeException e) {
                    throw new SinkFailure(Kind.FAULT, server + ": it answers what is no " + types.get(i), e);
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<String> texts(Json.Arr line) {
        return line.items().stream()
                .map(each -> each instanceof Json.Str(String value) ? value : "")
                .toList();
    }

    private static String bare(String type) {
        String bare = type;
        while (WRAPPED.matcher(bare).matches()) {
            bare = bare.substring(bare.indexOf('(') + 1, bare.length() - 1);
        }
        return bare;
    }

    private static @Nullable Object value(String type, Json value) {
        return switch (value) {
            case Json.Nil _ -> null;
            case Json.Num(String literal) -> number(literal);
            case Json.Bool(boolean truth) -> truth ? 1L : 0L;
            case Json.Str(String text) ->
                type.startsWith("DateTime")
                        ? Instant.parse(text)
                        : type.matches("(U?Int|Float|Decimal).*") ? number(text) : text;
            case Json.Arr array -> array.print();
            case Json.Obj object -> object.print();
        };
    }

    private static Object number(String literal) {
        if (literal.matches("-?\\d{1,18}")) {
            return Long.valueOf(literal);
        }
        if (literal.matches("[-+]?(nan|inf)")) {
            return literal.contains("nan") ? Double.NaN : literal.startsWith("-") ? -1 / 0.0 : 1 / 0.0;
        }
        BigDecimal exact = new BigDecimal(literal);
        boolean fits = exact.scale() <= 0
                && exact.precision() - exact.scale() <= 19
                && exact.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                && exact.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0;
        return fits ? (Object) exact.longValueExact() : exact;
    }
}
