package dev.bifrost.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Virtual keys. Gateways learn of each other's changes by asking for {@link #version()}, which is one small statement,
 * and then for what {@link #changedSince} that.
 */
public final class KeyTable {
    private static final String COLUMNS =
            "id, name, hash, previous_hash, previous_until, settings, created, created_by, revoked, version";

    private final Store store;

    KeyTable(Store store) {
        this.store = store;
    }

    /** All, revoked ones included, in order of their names. */
    public List<KeyRow> list() {
        return store.read(on -> Rows.list(on, "SELECT " + COLUMNS + " FROM virtual_key ORDER BY name", KeyTable::row));
    }

    /** The version of the last change to any key; 0 if there was none. Never falls. */
    public long version() {
        Long version = store.read(on ->
                Rows.first(on, "SELECT value FROM change_counter WHERE name = 'virtual_key'", row -> row.getLong(1)));
        return Objects.requireNonNullElse(version, 0L);
    }

    /** What was inserted or updated after a version, oldest change first. Nothing is ever deleted. */
    public List<KeyRow> changedSince(long version) {
        return store.read(on -> Rows.list(
                on,
                "SELECT " + COLUMNS + " FROM virtual_key WHERE version > ? ORDER BY version",
                KeyTable::row,
                version));
    }

    /** Null if there is none of that name. */
    public @Nullable KeyRow findByName(String name) {
        return store.read(
                on -> Rows.first(on, "SELECT " + COLUMNS + " FROM virtual_key WHERE name = ?", KeyTable::row, name));
    }

    /**
     * Adds one.
     *
     * @return it with its version
     * @throws StoreFailure of kind CONFLICT if its id, name or hash is taken
     */
    public KeyRow insert(KeyRow key) {
        return store.write(on -> {
            KeyRow row = key.at(nextVersion(on));
            Rows.update(
                    on,
                    "INSERT INTO virtual_key (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    row.id(),
                    row.name(),
                    row.hash(),
                    row.previousHash(),
                    row.previousUntil(),
                    row.settings(),
                    row.created(),
                    row.createdBy(),
                    row.revoked(),
                    row.version());
            return row;
        });
    }

    /**
     * Changes one, if its version is still that of the row given. Id and time of creation stay.
     *
     * @return it with its new version
     * @throws StoreFailure of kind CONFLICT if somebody else changed it, or its new name or hash is taken
     */
    public KeyRow update(KeyRow key) {
        return store.write(on -> {
            KeyRow row = key.at(nextVersion(on));
            int changed = Rows.update(
                    on,
                    "UPDATE virtual_key SET name = ?, hash = ?, previous_hash = ?, previous_until = ?, settings = ?, "
                            + "revoked = ?, version = ? WHERE id = ? AND version = ?",
                    row.name(),
                    row.hash(),
                    row.previousHash(),
                    row.previousUntil(),
                    row.settings(),
                    row.revoked(),
                    row.version(),
                    row.id(),
                    key.version());
            if (changed == 0) {
                throw new StoreFailure(
                        StoreFailure.Kind.CONFLICT, "key '" + key.name() + "' was changed by somebody else", null);
            }
            return row;
        });
    }

    /** The counter's row is locked until the commit, so that versions become visible in their order. */
    private static long nextVersion(Connection on) throws SQLException {
        Long next = Rows.first(
                on,
                "UPDATE change_counter SET value = value + 1 WHERE name = 'virtual_key' RETURNING value",
                row -> row.getLong(1));
        return Objects.requireNonNull(next, "the migration makes the counter");
    }

    private static KeyRow row(ResultSet row) throws SQLException {
        Instant created = Instant.ofEpochMilli(row.getLong("created"));
        return new KeyRow(
                row.getString("id"),
                row.getString("name"),
                row.getString("hash"),
                row.getString("previous_hash"),
                Rows.time(row, "previous_until"),
                row.getString("settings"),
                created,
                row.getString("created_by"),
                Rows.time(row, "revoked"),
                row.getLong("version"));
    }
}
