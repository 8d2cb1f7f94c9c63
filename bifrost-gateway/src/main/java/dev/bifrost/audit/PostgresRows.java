package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.journal.Placed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code audit_entries} in the binary form of COPY, which needs no escaping:
 * https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4.
 */
final class PostgresRows {
    /** The columns, in the order in which {@link #add} writes them. */
    static final String COLUMNS = "instance, sequence, recorded, kind, previous, hash, entry, attachment, "
            + String.join(
                    ", ",
                    Arrays.stream(CallColumn.values()).map(CallColumn::column).toList());

    private static final short COUNT = (short) (8 + CallColumn.values().length);
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int JSONB_VERSION = 1;

    private ByteBuffer to = ByteBuffer.allocate(1 << 21);

    /** Within what every database and every tool can show. */
    static Instant storable(Instant time) {
        return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
    }

    /** What is read back of a value. */
    static Object held(CallColumn.Type type, Object value) {
        return switch (type) {
            case TIME -> storable((Instant) value).truncatedTo(ChronoUnit.MICROS);
            case NUMBER -> value;
            case TEXT -> PostgresText.cut((String) value);
            case LABELS -> heldLabels((Map<?, ?>) value);
        };
    }

    private static Map<String, String> heldLabels(Map<?, ?> labels) {
        Map<String, String> held = new TreeMap<>();
        new TreeMap<>(labels)
                .forEach((name, value) -> held.put(
                        PostgresText.storable(String.valueOf(name)), PostgresText.storable(String.valueOf(value))));
        return held;
    }

    /** Begins anew. */
    void clear() {
        to.clear();
        room(SIGNATURE.length + 8).put(SIGNATURE).putInt(0).putInt(0);
    }

    void add(Placed placed, Instant recorded, String kind, @Nullable CallRecord call) {
        room(2).putShort(COUNT);
        UUID instance = placed.instance();
        room(20).putInt(16).putLong(instance.getMostSignificantBits()).putLong(instance.getLeastSignificantBits());
        number(placed.sequence());
        time(recorded);
        bytes(PostgresText.column(kind));
        bytes(placed.previous());
        bytes(placed.hash());
        byte[] entry = placed.bytes();
        bytes(entry);
        bytes(placed.attachment());
        for (CallColumn column : CallColumn.values()) {
            value(column.type(), column.of(call, entry, recorded));
        }
    }

    private void value(CallColumn.Type type, @Nullable Object value) {
        if (value == null) {
            bytes(null);
            return;
        }
        switch (type) {
            case TIME -> time((Instant) value);
            case NUMBER -> number((Long) value);
            case TEXT -> bytes(PostgresText.column((String) value));
            case LABELS -> labels((Map<?, ?>) value);
        }
    }

    private void labels(Map<?, ?> labels) {
        byte[] json = PostgresUsage.labels(labels);
        room(5 + json.length).putInt(1 + json.length).put((byte) JSONB_VERSION).put(json);
    }

    private void number(long value) {
        room(12).putInt(8).putLong(value);
    }

    private void time(Instant time) {
        Duration since = Duration.between(EPOCH, storable(time));
        number(Math.addExact(Math.multiplyExact(since.getSeconds(), 1_000_000L), since.getNano() / 1000));
    }

    private void bytes(byte @Nullable [] value) {
        if (value == null) {
            room(4).putInt(-1);
        } else {
            room(4 + value.length).putInt(value.length).put(value);
        }
    }

    /** The end of what COPY takes. */
    ByteBuffer end() {
        return room(2).putShort((short) -1).duplicate().flip();
    }

    private ByteBuffer room(int bytes) {
        if (to.remaining() < bytes) {
            int size = Math.max(Math.addExact(to.position(), bytes), to.capacity() + (to.capacity() >> 1));
            to = ByteBuffer.allocate(size).put(to.flip());
        }
        return to;
    }
}
