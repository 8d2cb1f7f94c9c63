package dev.bifrost.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Brings the tables of a database up to date; see {@link Schema} for whether they need it. Forward only. */
final class Migrations {
    /** One file below {@code db/}. What was released is never edited. */
    record Migration(int version, String name, String sql, String sha256) {
        /** Whether releases that do not know it can go on with the tables as it leaves them. */
        boolean compatible() {
            return sql.startsWith("-- compatible: yes\n");
        }
    }

    private final Sql kind;
    private final InstantSource clock;

    Migrations(Sql kind, InstantSource clock) {
        this.kind = kind;
        this.clock = clock;
    }

    /**
     * Applies what is missing, all of it or nothing. Others that start at the same time wait, and find it done.
     *
     * @return how many were applied
     */
    int apply(Connection connection, Consumer<String> notices) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : kind.beginAlone()) {
                statement.execute(each);
            }
            boolean done = false;
            try {
                int from = Schema.of(connection, kind).version();
                List<Migration> missing = after(from);
                for (Migration migration : missing) {
                    notices.accept("store: applying migration " + migration.name());
                    statement.executeUpdate(migration.sql());
                    statement.executeUpdate(entry(migration));
                }
                statement.execute("COMMIT");
                done = true;
                return missing.size();
            } finally {
                if (!done) {
                    rollback(statement);
                }
            }
        }
    }

    private static void rollback(Statement statement) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException _) {
            // the connection is broken, which undoes it too
        }
    }

    /** The same as text, for an account that may change tables. */
    String script(int from) {
        StringBuilder script = new StringBuilder();
        for (String each : kind.beginAlone()) {
            script.append(each).append(";\n");
        }
        for (Migration migration : after(from)) {
            script.append("\n-- ").append(migration.name()).append('\n');
            script.append(migration.sql().strip()).append('\n');
            script.append(entry(migration)).append(";\n");
        }
        return script.append("\nCOMMIT;\n").toString();
    }

    private String entry(Migration migration) {
        return "INSERT INTO schema_version (version, name, sha256, compatible, applied) VALUES ("
                + migration.version() + ", '" + migration.name() + "', '" + migration.sha256() + "', "
                + (migration.compatible() ? 1 : 0) + ", " + clock.millis() + ")";
    }

    /** All of a higher version, in order. */
    List<Migration> after(int version) {
        List<Migration> missing = new ArrayList<>();
        for (int i = version; i < Schema.NAMES.size(); i++) {
            missing.add(read(i + 1, Schema.NAMES.get(i)));
        }
        return missing;
    }

    private Migration read(int version, String name) {
        String path = "/db/" + kind.folder() + "/" + name + ".sql";
        try (InputStream file = Migrations.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException(path + " is missing");
            }
            byte[] bytes = file.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return new Migration(version, name, text, HexFormat.of().formatHex(digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
