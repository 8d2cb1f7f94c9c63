package dev.bifrost.audit;

import dev.bifrost.journal.Placed;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own database of calls, an SQLite file: for gateways without another database that can be asked. It is
 * bounded; the oldest entries make room. Nothing is opened before the first use.
 */
public final class CallLog implements Sink, CallDatabase, Holding {
    /** Its name as a sink. */
    public static final String NAME = "calls";

    /** How its file is called. */
    public static final String FILE = "calls.db";

    private final CallLogFile file;
    private final CallLogRoom room;
    private final InstantSource clock;

    /**
     * @param file     made if need be, when it is opened as a sink; may be asked while another process writes it
     * @param settings their {@code max_size} and {@code retention} hold
     */
    public CallLog(Path file, AuditSettings settings, InstantSource clock) {
        this(file, settings, clock, Disk.of(file));
    }

    CallLog(Path file, AuditSettings settings, InstantSource clock, Disk disk) {
        this.file = new CallLogFile(
                file, CallLogRoom.logAllowance(settings.maxSize().bytes()));
        this.room = new CallLogRoom(settings, this.file, disk);
        this.clock = clock;
    }

    /** How much the file system has left. */
    @FunctionalInterface
    interface Disk {
        long free() throws java.io.IOException;

        static Disk of(Path file) {
            return () -> {
                Path folder = file.toAbsolutePath().getParent();
                return java.nio.file.Files.getFileStore(folder == null ? file : folder)
                        .getUsableSpace();
            };
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalLong open(UUID instance) throws SinkFailure, InterruptedException {
        file.make();
        return OptionalLong.of(file.write(
                on -> {
                    resume(on, instance);
                    return taken(on, instance);
                },
                0L));
    }

    /** Where its cursor was removed: from the last entry that is kept, which can not be kept again. */
    private static void resume(Connection on, UUID instance) throws SQLException {
        try (PreparedStatement statement =
                on.prepareStatement("INSERT OR IGNORE INTO audit_cursors (instance, sequence, recorded) "
                        + "SELECT instance, sequence, recorded FROM audit_entries WHERE instance = ? "
                        + "ORDER BY sequence DESC LIMIT 1")) {
            statement.setString(1, instance.toString());
            int _ = statement.executeUpdate();
        }
    }

    @Override
    public void keep(List<Placed> batch) throws SinkFailure, InterruptedException {
        List<Placed> part = new ArrayList<>();
        long bytes = 0;
        for (Placed placed : batch) {
            part.add(placed);
            bytes += room.estimate(placed);
            if (bytes >= room.transaction()) {
                keep(part, bytes);
                part.clear();
                bytes = 0;
            }
        }
        if (!part.isEmpty()) {
            keep(part, bytes);
        }
    }

    private void keep(List<Placed> part, long bytes) throws SinkFailure, InterruptedException {
        room.make(bytes);
        Instant now = clock.instant();
        file.write(on -> new CallRows(on, room.largestAttachment()).insert(part, now), 0);
    }

    @Override
    public void upkeep(Instant now) throws SinkFailure, InterruptedException {
        room.expire(now);
    }

    @Override
    public Flavour flavour() {
        return Flavour.SQLITE;
    }

    @Override
    public List<Map<String, @Nullable Object>> query(String sql, List<?> parameters, Duration patience)
            throws SinkFailure, InterruptedException {
        return file.read(on -> CallLogValues.query(on, sql, parameters), patience);
    }

    @Override
    public void read(Consumer<Kept> each) throws SinkFailure, InterruptedException {
        int _ = file.read(on -> read(on, each), Duration.ofDays(1));
    }

    /** In one transaction, so that what is deleted meanwhile leaves no hole. */
    private static int read(Connection on, Consumer<Kept> each) throws SQLException {
        int count = 0;
        try (PreparedStatement statement =
                        on.prepareStatement("SELECT instance, sequence, previous, hash, entry, attachment, "
                                + "kind = 'call', " + CallRows.COLUMNS + " "
                                + "FROM audit_entries ORDER BY instance, sequence");
                ResultSet row = statement.executeQuery()) {
            for (; row.next(); count++) {
                each.accept(new Kept(
                        UUID.fromString(row.getString(1)),
                        row.getLong(2),
                        row.getBytes(3),
                        row.getBytes(4),
                        row.getBytes(5),
                        row.getBytes(6),
                        shown(row)));
            }
        }
        return count;
    }

    private static Kept.Shown shown(ResultSet row) throws SQLException {
        List<@Nullable Object> columns = new ArrayList<>();
        int at = 7;
        for (CallColumn column : CallColumn.values()) {
            at++;
            Object value = row.getObject(at);
            columns.add(
                    switch (column.type()) {
                        case TIME -> value instanceof Number time ? CallLogValues.instant(time.longValue()) : value;
                        case NUMBER -> value instanceof Number number ? number.longValue() : value;
                        case TEXT -> value;
                        case LABELS -> ShownCheck.labels(row.getString(at));
                    });
        }
        return new Kept.Shown(row.getBoolean(7), columns, CallRows::held);
    }

    @Override
    public Map<UUID, Long> cursors() throws SinkFailure, InterruptedException {
        return file.read(CallLog::cursors, Duration.ofSeconds(10));
    }

    private static Map<UUID, Long> cursors(Connection on) throws SQLException {
        Map<UUID, Long> cursors = new LinkedHashMap<>();
        try (PreparedStatement statement =
                        on.prepareStatement("SELECT instance, sequence FROM audit_cursors ORDER BY instance");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                cursors.put(UUID.fromString(row.getString(1)), row.getLong(2));
            }
        }
        return cursors;
    }

    @Override
    public @Nullable Long taken(UUID instance) throws SinkFailure, InterruptedException {
        long taken = file.read(on -> taken(on, instance), Duration.ofSeconds(10));
        return taken == 0 ? null : taken;
    }

    private static long taken(Connection on, UUID instance) throws SQLException {
        try (PreparedStatement statement =
                on.prepareStatement("SELECT sequence FROM audit_cursors WHERE instance = ?")) {
            statement.setString(1, instance.toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
