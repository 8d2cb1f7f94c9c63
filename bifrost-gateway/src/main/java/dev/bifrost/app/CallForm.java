package dev.bifrost.app;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Rows about calls and usage as JSON and as CSV. Rows are maps by the databases' columns. */
final class CallForm {
    private static final List<String> COLUMNS = List.of(
            "time",
            "request_id",
            "instance",
            "sequence",
            "trace_id",
            "key_id",
            "virtual_key",
            "team",
            "organization",
            "end_user",
            "labels",
            "client_address",
            "agent",
            "operation",
            "route",
            "alias",
            "provider",
            "model_asked",
            "model",
            "model_answered",
            "region",
            "stream",
            "status",
            "failure",
            "ending",
            "attempts",
            "prompt_tokens",
            "cached_tokens",
            "cache_write_tokens",
            "completion_tokens",
            "reasoning_tokens",
            "estimated",
            "cost_usd",
            "cost_nanos",
            "price",
            "bytes_in",
            "bytes_out",
            "first_token_ms",
            "total_ms",
            "gateway_ms");

    private CallForm() {}

    /** A call, without what it has not. */
    static Json.Obj json(Map<String, @Nullable Object> row) {
        Json.Obj call = new Json.Obj();
        for (String column : COLUMNS) {
            call.put(column, json(column, value(column, row)));
        }
        return call;
    }

    private static @Nullable Json json(String column, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text when column.equals("labels") -> object(text);
            case Number number when column.equals("stream") || column.equals("estimated") ->
                new Json.Bool(number.longValue() != 0);
            case Number number when column.equals("cost_usd") -> new Json.Str(plain(number));
            case Number number -> new Json.Num(plain(number));
            default -> new Json.Str(value.toString());
        };
    }

    private static @Nullable Object value(String column, Map<String, @Nullable Object> row) {
        return switch (column) {
            case "instance" -> row.get("instance_text");
            case "labels" -> row.get("labels_text");
            case "cost_usd" -> dollars(row.get("cost_nanos"));
            case "first_token_ms", "total_ms", "gateway_ms" ->
                millis(row.get(column.substring(0, column.length() - 3) + "_nanos"));
            default -> row.get(column);
        };
    }

    static @Nullable BigDecimal dollars(@Nullable Object nanos) {
        return nanos == null ? null : number(nanos).movePointLeft(9).stripTrailingZeros();
    }

    private static @Nullable BigDecimal millis(@Nullable Object nanos) {
        BigDecimal number = nanos == null ? null : number(nanos);
        return number == null || number.signum() < 0
                ? null
                : number.movePointLeft(6).setScale(3, java.math.RoundingMode.HALF_UP);
    }

    /** Databases give the same number as different types. */
    static BigDecimal number(Object value) {
        return new BigDecimal(value.toString());
    }

    private static String plain(Number number) {
        return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
    }

    static Json object(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            return Json.readObject(bytes, 0, bytes.length);
        } catch (MalformedJson e) {
            return new Json.Str(text);
        }
    }

    /** The first line of a CSV file of calls. */
    static String csvHead() {
        return csv(COLUMNS);
    }

    /** A call as a line of CSV. */
    static String csv(Map<String, @Nullable Object> row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (String column : COLUMNS) {
            values.add(value(column, row));
        }
        return csv(values);
    }

    /** A line as RFC 4180 has it. Texts that a spreadsheet would take for a formula get an apostrophe in front. */
    static String csv(List<? extends @Nullable Object> values) {
        StringJoiner line = new StringJoiner(",", "", "\r\n");
        for (Object value : values) {
            line.add(field(value));
        }
        return line.toString();
    }

    private static String field(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Number number -> plain(number);
            case Instant time -> time.toString();
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String text) {
        String guarded = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean plain = guarded.chars().noneMatch(letter -> letter == '"' || letter == ',' || letter == '\r' || letter == '\n');
        return plain ? guarded : '"' + guarded.replace("\"", "\"\"") + '"';
    }
}
