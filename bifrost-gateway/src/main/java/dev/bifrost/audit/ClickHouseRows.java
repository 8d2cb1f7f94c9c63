package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.audit.SinkFailure.Kind;
import dev.bifrost.journal.Entry;
import dev.bifrost.journal.Placed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Rows as JSON, one a line: objects on the way in, arrays on the way out. */
final class ClickHouseRows {
    /** Whatever the user's profile says, it is written when the server answers. */
    static final String INSERT =
            "INSERT INTO audit_entries (instance, sequence, recorded, kind, previous, hash, entry, "
                    + "attachment, "
                    + Arrays.stream(CallColumn.values()).map(CallColumn::column).collect(Collectors.joining(", "))
                    + ") SETTINGS async_insert = 0 FORMAT JSONEachRow";

    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private ClickHouseRows() {}

    static byte[] of(List<Placed> batch, Instant recorded) {
        ByteArrayOutputStream to = new ByteArrayOutputStream(batch.size() * 2048);
        for (Placed placed : batch) {
            try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), to, JsonEncoding.UTF8)) {
                json.writeStartObject();
                row(json, placed, recorded);
                json.writeEndObject();
            }
            to.write('\n');
        }
        return to.toByteArray();
    }

    private static void row(JsonGenerator json, Placed placed, Instant recorded) {
        byte[] bytes = placed.bytes();
        json.writeStringProperty("instance", placed.instance().toString());
        json.writeNumberProperty("sequence", placed.sequence());
        json.writeStringProperty("recorded", ClickHouseLiteral.time(recorded));
        json.writeStringProperty("kind", kind(bytes));
        byte[] previous = placed.previous();
        if (previous != null) {
            json.writeStringProperty("previous", HexFormat.of().formatHex(previous));
        }
        json.writeStringProperty("hash", HexFormat.of().formatHex(placed.hash()));
        json.writeStringProperty("entry", new String(bytes, StandardCharsets.US_ASCII));
        byte[] attachment = placed.attachment();
        if (attachment != null) {
            json.writeStringProperty("attachment", Base64.getEncoder().encodeToString(attachment));
        }
        CallRecord call = call(placed);
        columns(json, call, bytes, recorded);
    }

    /** Null where it is of a newer release, or damaged: it is kept all the same. */
    private static @Nullable CallRecord call(Placed placed) {
        try {
            return placed.entry() instanceof Entry.Call(CallRecord record) ? record : null;
        } catch (RuntimeException _) {
            return null;
        }
    }

    /** Entries begin with their version and kind, whoever wrote them. */
    private static String kind(byte[] entry) {
        String head = new String(entry, 0, Math.min(entry.length, 200), StandardCharsets.US_ASCII);
        int from = head.indexOf("\"kind\":\"");
        int end = from < 0 ? -1 : head.indexOf('"', from + 8);
        return end < 0 ? "" : head.substring(from + 8, end);
    }

    private static void columns(JsonGenerator json, @Nullable CallRecord call, byte[] entry, Instant recorded) {
        for (CallColumn column : CallColumn.values()) {
            Object value = column.of(call, entry, recorded);
            if (value == null) {
                continue;
            }
            json.writeName(column.column());
            switch (column.type()) {
                case TIME -> json.writeString(ClickHouseLiteral.time((Instant) value));
                case TEXT -> json.writeString(storable((String) value));
                case NUMBER -> json.writeNumber((Long) value);
                case LABELS -> labels(json, (Map<?, ?>) value);
            }
        }
    }

    /** Sorted: to the server, maps in another order are other maps. */
    private static Map<String, String> sorted(Map<?, ?> labels) {
        TreeMap<String, String> sorted = new TreeMap<>();
        labels.forEach((name, value) -> sorted.put(storable((String) name), storable((String) value)));
        return sorted;
    }

    /** What is read back of a value. */
    static Object held(CallColumn.Type type, Object value) {
        return switch (type) {
            case TIME -> ClickHouseLiteral.held((Instant) value).truncatedTo(ChronoUnit.MICROS);
            case NUMBER -> value;
            case TEXT -> storable((String) value);
            case LABELS -> sorted((Map<?, ?>) value);
        };
    }

    private static void labels(JsonGenerator json, Map<?, ?> labels) {
        json.writeStartObject();
        sorted(labels).forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    /** UTF-8 has no halves of surrogate pairs; the entry itself keeps them. */
    private static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                StringBuilder whole = new StringBuilder(text.length());
                text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\ufffd' : c)
                        .forEach(whole::appendCodePoint);
                return whole.toString();
            }
        }
        return text;
    }

    /** Rows without names. The statement has no FORMAT yet. */
    static List<Json.Arr> read(ClickHouse server, String sql, Duration limit) throws SinkFailure, InterruptedException {
        return rows(server, server.read(sql + " FORMAT JSONCompactEachRow", limit));
    }

    /** Arrays, one a line. What is none is the server's way to say that it failed after it had begun to answer. */
    static List<Json.Arr> rows(ClickHouse server, byte[] answer) throws SinkFailure {
        List<Json.Arr> rows = new ArrayList<>();
        for (int from = 0; from < answer.length; ) {
            int end = from;
            while (end < answer.length && answer[end] != '\n') {
                end++;
            }
            if (end > from) {
                rows.add(row(server, answer, from, end));
            }
            from = end + 1;
        }
        return rows;
    }

    static Json.Arr row(ClickHouse server, byte[] bytes, int from, int end) throws SinkFailure {
        @Nullable MalformedJson cause = null;
        try {
            if (Json.read(bytes, from, end) instanceof Json.Arr row) {
                return row;
            }
        } catch (MalformedJson e) {
            cause = e;
        }
        String rest = new String(bytes, from, Math.min(bytes.length - from, 2000), StandardCharsets.UTF_8);
        if (rest.contains("Code: ")) {
            throw ClickHouseTrouble.of(server, 500, "", rest.substring(rest.indexOf("Code: ")));
        }
        throw new SinkFailure(Kind.REFUSED, server + ": what answers is no ClickHouse; check url and its port", cause);
    }
}
