package dev.bifrost.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys of kept content, wrapped, and what was done to destroy some of them. Erasures are numbered from 1 in the order in
 * which they become visible.
 */
public final class ContentKeyTable {
    private static final String COLUMNS = "id, subject, master, wrapped, created";

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Store store;

    ContentKeyTable(Store store) {
        this.store = store;
    }

    /**
     * One key.
     *
     * @param subject whose it is, as the gateway hides it
     * @param master  what it is wrapped with
     * @param wrapped hexadecimal digits
     */
    public record Row(String id, String subject, String master, String wrapped, Instant created) {}

    /**
     * Keys that were destroyed.
     *
     * @param number  0 in one that is not in the store yet
     * @param subject whose they were, in characters of ASCII
     * @param keys    the ids of the keys
     */
    public record Erasure(long number, String subject, String by, String reason, Instant time, List<String> keys) {}

    /** The newest key of a subject. */
    public @Nullable Row newest(String subject) {
        return store.read(on -> Rows.first(
                on,
                "SELECT " + COLUMNS + " FROM content_key WHERE subject = ? ORDER BY created DESC, id LIMIT 1",
                ContentKeyTable::row,
                subject));
    }

    /** The key of that id. */
    public @Nullable Row find(String id) {
        return store.read(
                on -> Rows.first(on, "SELECT " + COLUMNS + " FROM content_key WHERE id = ?", ContentKeyTable::row, id));
    }

    /** Adds one, unless it is there. */
    public void add(Row row) {
        int _ = store.write(on -> Rows.update(
                on,
                "INSERT INTO content_key (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                row.id(),
                row.subject(),
                row.master(),
                row.wrapped(),
                row.created()));
    }

    /** What the keys that are there are wrapped with. */
    public List<String> masters() {
        return store.read(on ->
                Rows.list(on, "SELECT DISTINCT master FROM content_key ORDER BY master", row -> row.getString(1)));
    }

    /**
     * Destroys a subject's keys: they are written over, then deleted. In the files of SQLite they may stand until {@link #scrub}
     * succeeds. What backups and PostgreSQL's log have of them, this does not reach.
     *
     * @param shelved the subject as the rows of keys have it
     * @return with the ids of the keys
     */
    public Erasure destroy(String shelved, String subject, String by, String reason, Instant now) {
        return store.write(on -> destroy(on, shelved, new Erasure(0, subject, by, reason, now, List.of())));
    }

    /**
     * Has the files of SQLite forget what is destroyed, which is only possible while nobody reads an older state of them.
     *
     * @return false if somebody does, so that destroyed keys may still be in the files
     */
    public boolean scrub() {
        return store.emptyLog();
    }

    /** The same, tried for so long. */
    public boolean scrub(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!scrub()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static Erasure destroy(Connection on, String shelved, Erasure what) throws SQLException {
        List<String> ids =
                Rows.list(on, "SELECT id FROM content_key WHERE subject = ?", row -> row.getString(1), shelved);
        for (String id : ids) {
            Rows.update(on, "UPDATE content_key SET wrapped = ? WHERE id = ?", "0".repeat(120), id);
            Rows.update(on, "DELETE FROM content_key WHERE id = ?", id);
        }
        Long number = Rows.first(
                on,
                "UPDATE change_counter SET value = value + 1 WHERE name = 'erasure' RETURNING value",
                row -> row.getLong(1));
        Erasure done = new Erasure(
                Objects.requireNonNull(number, "the migration makes the counter"),
                what.subject(),
                what.by(),
                what.reason(),
                what.time(),
                ids);
        Rows.update(
                on,
                "INSERT INTO erasure (number, subject, made_by, reason, created, content_keys) VALUES (?, ?, ?, ?, ?, ?)",
                done.number(),
                done.subject(),
                done.by(),
                done.reason(),
                done.time(),
                String.join(",", ids));
        return done;
    }

    /** Those with higher numbers, at most so many, the lowest first. */
    public List<Erasure> after(long number, int most) {
        return store.read(on -> Rows.list(
                on,
                "SELECT number, subject, made_by, reason, created, content_keys FROM erasure WHERE number > ?"
                        + " ORDER BY number LIMIT ?",
                row -> new Erasure(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5)),
                        row.getString(6).isEmpty()
                                ? List.of()
                                : List.of(row.getString(6).split(",", -1))),
                number,
                most));
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Instant.ofEpochMilli(row.getLong(5)));
    }
}
