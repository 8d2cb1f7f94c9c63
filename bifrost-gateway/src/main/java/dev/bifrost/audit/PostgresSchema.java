package dev.bifrost.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The tables of the audit trail: made, and later changed, by the gateway if it may. Forward only. */
final class PostgresSchema {
    /** Every change, in order: the first is version 1. What was released is never edited. */
    private static final List<String> CHANGES = List.of("V001__entries_and_usage");

    private static final int OLDEST_SERVER = 140_000;
    private static final String WHERE = "/db/audit-postgresql/";
    private static final Pattern END = Pattern.compile(";\\s*\\R");

    /** So that gateways which start together do not make the same thing at once. */
    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended('bifrost audit schema ' || current_schema(), 0))";

    /** The statements that give us what we need and do not have. */
    private static final String RIGHTS = "SELECT string_agg(g, '; ' ORDER BY g) FROM (SELECT 'GRANT ' "
            + "|| string_agg(r, ', ' ORDER BY r) || ' ON ' || t || ' TO ' || quote_ident(current_user) AS g FROM (VALUES "
            + "('audit_schema', 'SELECT'), ('audit_entries', 'SELECT'), ('audit_entries', 'INSERT'), "
            + "('audit_usage', 'SELECT'), ('audit_usage', 'INSERT'), ('audit_usage', 'UPDATE'), "
            + "('audit_cursors', 'SELECT'), ('audit_cursors', 'INSERT'), ('audit_cursors', 'UPDATE')) AS need (t, r) "
            + "WHERE NOT has_table_privilege(t, r) GROUP BY t) AS grants";

    private PostgresSchema() {}

    /** Something with statements. */
    interface Work {
        void run() throws SQLException;
    }

    /** A refusal that is no single statement's. */
    static SQLException refused(String why) {
        return new SQLException(why, "42501");
    }

    /** Makes what is missing and may be made, and checks that entries can be written. */
    static void prepare(Connection connection) throws SQLException {
        server(connection);
        int version = version(connection);
        if (version < CHANGES.size()) {
            alone(connection, () -> {
                for (int i = version(connection); i < CHANGES.size(); i++) {
                    for (String each : change(i)) {
                        run(connection, each);
                    }
                }
            });
        }
    }

    private static void server(Connection connection) throws SQLException {
        if (Integer.parseInt(text(connection, "SHOW server_version_num")) < OLDEST_SERVER) {
            throw refused("the server is older than PostgreSQL 14");
        }
        String encoding = text(connection, "SHOW server_encoding");
        if (!encoding.equals("UTF8")) {
            throw refused("the database's encoding is " + encoding
                    + ", which can not hold every text; create one with ENCODING 'UTF8'");
        }
        if (text(connection, "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean")
                .equals("t")) {
            throw new SQLException("it is a standby", "25006");
        }
    }

    private static int version(Connection connection) throws SQLException {
        if (text(connection, "SELECT to_regclass('audit_schema')").isEmpty()) {
            return 0;
        }
        String missing = text(connection, RIGHTS);
        if (!missing.isEmpty()) {
            throw refused("let the owner of the tables run: " + missing);
        }
        String newer = text(
                connection,
                "SELECT max(version) FROM audit_schema WHERE NOT compatible AND version > " + CHANGES.size());
        if (!newer.isEmpty()) {
            throw refused("its tables are of version " + newer
                    + ", which a newer release made and this one can not use; update this gateway");
        }
        String version = text(connection, "SELECT max(version) FROM audit_schema");
        return version.isEmpty() ? 0 : Integer.parseInt(version);
    }

    /** The statements of a change and the one that notes it. */
    private static List<String> change(int index) {
        String name = CHANGES.get(index);
        String text = read(name);
        List<String> statements = new ArrayList<>(END.splitAsStream(text.stripTrailing() + "\n")
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList());
        statements.add("INSERT INTO audit_schema (version, name, compatible) VALUES (" + (index + 1) + ", '" + name
                + "', " + text.startsWith("-- compatible: yes\n") + ") ON CONFLICT DO NOTHING");
        return statements;
    }

    private static String read(String name) {
        try (InputStream file = PostgresSchema.class.getResourceAsStream(WHERE + name + ".sql")) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Everything as text, for an account that may make tables.
     *
     * @param first  the first month that gets a partition
     * @param months how many get one
     */
    static String script(YearMonth first, int months) {
        List<String> statements = new ArrayList<>(List.of("BEGIN", LOCK));
        for (int i = 0; i < CHANGES.size(); i++) {
            statements.addAll(change(i));
        }
        for (int i = 0; i < months; i++) {
            statements.addAll(PostgresPartitions.statements(first.plusMonths(i)));
        }
        statements.add("COMMIT");
        return String.join(";\n\n", statements) + ";\n";
    }

    /** In one transaction, while no other gateway does the like. */
    static void alone(Connection connection, Work work) throws SQLException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            run(connection, LOCK);
            work.run();
            connection.commit();
            done = true;
        } finally {
            if (!done) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
    }

    /** Runs a statement; if it may not be run, says which. */
    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw "42501".equals(e.getSQLState()) ? new SQLException(e.getMessage() + advice(sql), "42501", e) : e;
        }
    }

    private static String advice(String sql) {
        String bare = sql.replaceAll("(?m)^--.*$", "").strip();
        String first = bare.lines().findFirst().orElse("").replaceAll("\\s*\\($", " (…)");
        return "; it may not run: " + first + "; let an account that may run what 'bifrost audit schema' prints "
                + "(docs/audit.md)";
    }

    /** The first field of the first row; empty if there is none. */
    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            String text = row.next() ? row.getString(1) : null;
            return text == null ? "" : text;
        }
    }
}
