package dev.bifrost.audit;

import dev.bifrost.api.json.Json;
import dev.bifrost.audit.SinkFailure.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads all entries back, a page of the chain at a time. */
final class ClickHouseReader {
    private static final int PAGE = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** What is read before the columns of calls. */
    private static final int OWN = 6;

    private static final String COLUMNS = Arrays.stream(CallColumn.values())
            .map(each -> each.type() == CallColumn.Type.TIME
                    ? "toUnixTimestamp64Micro(" + each.column() + ")"
                    : each.column())
            .collect(Collectors.joining(", "));

    private final ClickHouse server;
    private final @Nullable Instant since;

    /**
     * @param since leaves out what was recorded before: the server removes what is too old part by part and in no order,
     *              and what is left of it meanwhile is no chain. Null for everything
     */
    ClickHouseReader(ClickHouse server, @Nullable Instant since) {
        this.server = server;
        this.since = since;
    }

    void read(Consumer<Kept> each) throws SinkFailure, InterruptedException {
        for (Json.Arr row : ClickHouseRows.read(
                server, "SELECT toString(instance) AS id FROM audit_entries GROUP BY id ORDER BY id", PATIENCE)) {
            if (!(row.items().getFirst() instanceof Json.Str(String id))) {
                throw unreadable(0, null);
            }
            UUID instance = UUID.fromString(id);
            for (long next = next(instance, -1); next >= 0; ) {
                Page page = new Page(instance, next - 1, each);
                page.read();
                next = next(instance, next - 1 + PAGE);
            }
        }
    }

    /** The first entry after one; −1 if there is none. */
    private long next(UUID instance, long after) throws SinkFailure, InterruptedException {
        List<Json.Arr> rows = ClickHouseRows.read(
                server,
                "SELECT toString(min(sequence)) FROM audit_entries WHERE " + after(instance, after)
                        + " HAVING count() > 0",
                PATIENCE);
        if (rows.isEmpty() || !(rows.getFirst().items().getFirst() instanceof Json.Str(String sequence))) {
            return -1;
        }
        try {
            long next = Long.parseLong(sequence);
            if (next <= Long.MAX_VALUE - PAGE) {
                return next;
            }
        } catch (NumberFormatException _) {
            // no journal has come so far, so it is somebody else's
        }
        throw unreadable(after, null);
    }

    private String after(UUID instance, long last) {
        return "instance = " + ClickHouseLiteral.uuid(instance)
                + (last < 0 ? "" : " AND sequence > " + last)
                + (since == null ? "" : " AND recorded >= " + ClickHouseLiteral.of(since));
    }

    private SinkFailure unreadable(long after, @Nullable Throwable cause) {
        return new SinkFailure(
                Kind.FAULT,
                server + ": the row after entry " + after + " can not be read: its columns are no entry's",
                cause);
    }

    /** Entries of one instance after one of them. */
    private final class Page {
        private final UUID instance;
        private final Consumer<Kept> each;
        private long last;

        Page(UUID instance, long after, Consumer<Kept> each) {
            this.instance = instance;
            this.last = after;
            this.each = each;
        }

        void read() throws SinkFailure, InterruptedException {
            String sql = "SELECT sequence, previous, hash, entry, attachment, toUInt8(kind = 'call'), " + COLUMNS
                    + " FROM audit_entries FINAL WHERE "
                    + after(instance, last) + " AND sequence <= " + (last + PAGE)
                    + " ORDER BY sequence FORMAT JSONCompactEachRow";
            try (InputStream body = server.stream(sql, PATIENCE);
                    BufferedReader lines =
                            new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8), 1 << 16)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                    if (bytes.length > 0) {
                        take(ClickHouseRows.row(server, bytes, 0, bytes.length).items());
                    }
                }
            } catch (IOException e) {
                throw server.trouble(e);
            }
        }

        private void take(List<Json> row) throws SinkFailure {
            try {
                long sequence = number(row.get(0));
                String hash = text(row.get(2));
                String entry = text(row.get(3));
                String previous = text(row.get(1));
                String attachment = text(row.get(4));
                if (hash == null || entry == null) {
                    throw new IllegalArgumentException("null");
                }
                last = sequence;
                each.accept(new Kept(
                        instance,
                        sequence,
                        previous == null ? null : HexFormat.of().parseHex(previous),
                        HexFormat.of().parseHex(hash),
                        entry.getBytes(StandardCharsets.UTF_8),
                        attachment == null ? null : Base64.getDecoder().decode(attachment),
                        shown(row)));
            } catch (IllegalArgumentException e) {
                throw unreadable(last, e);
            }
        }

        private Kept.Shown shown(List<Json> row) {
            List<@Nullable Object> columns = new ArrayList<>();
            int at = OWN;
            for (CallColumn column : CallColumn.values()) {
                Json value = row.get(at++);
                columns.add(
                        value instanceof Json.Nil
                                ? null
                                : switch (column.type()) {
                                    case TIME -> Instant.EPOCH.plus(number(value), ChronoUnit.MICROS);
                                    case NUMBER -> number(value);
                                    case TEXT -> text(value);
                                    case LABELS -> value instanceof Json.Obj object ? ShownCheck.labels(object) : value;
                                });
            }
            return new Kept.Shown(number(row.get(OWN - 1)) == 1, columns, ClickHouseRows::held);
        }

        private long number(Json value) {
            return switch (value) {
                case Json.Num number -> number.longValue();
                case Json.Str(String text) -> Long.parseLong(text);
                default -> throw new IllegalArgumentException("no number");
            };
        }

        private @Nullable String text(Json value) {
            return value instanceof Json.Str(String text) ? text : null;
        }
    }
}
