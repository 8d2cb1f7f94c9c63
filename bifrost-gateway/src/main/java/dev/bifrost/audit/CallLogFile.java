package dev.bifrost.audit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/** The file of a {@link CallLog}, in WAL mode: one that writes, readers that do not wait for it, also in other processes. */
final class CallLogFile implements AutoCloseable {
    /** Makes {@code user_version}; a file of a later one was written by a newer release. */
    private static final int VERSION = 1;

    private static final int READERS = 2;
    private static final Duration BUSY = Duration.ofSeconds(5);
    private static final Duration WRITE = Duration.ofSeconds(30);
    /** KiB of pages that a connection may keep in memory; negative by SQLite's convention. */
    private static final String CACHE = "-2048";

    private static final int PAGE = 4096;

    private final Path file;
    private final long logAllowance;
    private final SqliteThreads writer;
    private final SqliteThreads readers;

    /** @param logAllowance bytes that the write-ahead log may keep on disk */
    CallLogFile(Path file, long logAllowance) {
        this.file = file.toAbsolutePath().normalize();
        this.logAllowance = logAllowance;
        this.writer = new SqliteThreads("calls-write", 1, () -> connect(true), this::identity);
        this.readers = new SqliteThreads("calls-read", READERS, () -> connect(false), this::identity);
    }

    Path path() {
        return file;
    }

    /** What the write-ahead log takes now. */
    long logSize() {
        try {
            return Files.size(file.resolveSibling(file.getFileName() + "-wal"));
        } catch (IOException e) {
            return 0;
        }
    }

    /** Makes the file and its tables where they are missing, for this account's eyes only. */
    void make() throws SinkFailure, InterruptedException {
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (FileAlreadyExistsException e) {
            // SQLite will say what stands there
        } catch (IOException e) {
            throw new SinkFailure(SinkFailure.Kind.REFUSED, "can not make " + file + ": " + e, e);
        }
        int version = run(writer, CallLogFile::version, WRITE);
        if (version > VERSION) {
            throw new SinkFailure(
                    SinkFailure.Kind.REFUSED,
                    file + " was written by a newer release; use that one, or move the file away",
                    null);
        }
        if (version == 0) {
            int _ = run(writer, this::tables, WRITE);
        }
    }

    private static int version(Connection on) throws SQLException {
        return (int) number(on, "PRAGMA user_version");
    }

    private int tables(Connection on) throws SQLException {
        run(on, "PRAGMA auto_vacuum = INCREMENTAL");
        run(on, "PRAGMA journal_mode = WAL");
        run(on, "BEGIN IMMEDIATE");
        try {
            for (String statement : CallLogTables.statements()) {
                run(on, statement);
            }
            run(on, "PRAGMA user_version = " + VERSION);
            run(on, "COMMIT");
        } catch (SQLException e) {
            run(on, "ROLLBACK");
            throw e;
        }
        return VERSION;
    }

    /** Runs in a transaction; {@code none} helps to name the type. */
    <T> T write(SqliteThreads.Work<T> work, T none) throws SinkFailure, InterruptedException {
        SqliteThreads.Work<T> whole = on -> {
            run(on, "BEGIN IMMEDIATE");
            boolean committed = false;
            try {
                T value = work.on(on);
                run(on, "COMMIT");
                committed = true;
                return value == null ? none : value;
            } finally {
                if (!committed) {
                    rollBack(on);
                }
            }
        };
        return run(writer, whole, WRITE);
    }

    /** Runs outside of a transaction on the connection that writes. */
    <T> T alone(SqliteThreads.Work<T> work) throws SinkFailure, InterruptedException {
        return run(writer, work, WRITE);
    }

    <T> T read(SqliteThreads.Work<T> work, Duration patience) throws SinkFailure, InterruptedException {
        if (!Files.exists(file)) {
            throw new SinkFailure(SinkFailure.Kind.REFUSED, "there is no log of calls in " + file, null);
        }
        return run(readers, work, patience);
    }

    private <T> T run(SqliteThreads threads, SqliteThreads.Work<T> work, Duration patience)
            throws SinkFailure, InterruptedException {
        try {
            return threads.run(work, patience);
        } catch (SQLiteException e) {
            throw switch (e.getResultCode()) {
                case SQLITE_CORRUPT, SQLITE_NOTADB ->
                    new SinkFailure(
                            SinkFailure.Kind.REFUSED,
                            file + " is damaged (" + e.getMessage()
                                    + "); move it away, and a new one is begun with what the journal still has",
                            e);
                case SQLITE_BUSY, SQLITE_INTERRUPT ->
                    new SinkFailure(SinkFailure.Kind.UNREACHABLE, file + ": " + e.getMessage(), e);
                case null, default -> new SinkFailure(SinkFailure.Kind.FAULT, file + ": " + e.getMessage(), e);
            };
        } catch (java.sql.SQLTimeoutException e) {
            throw new SinkFailure(SinkFailure.Kind.UNREACHABLE, file + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            throw new SinkFailure(SinkFailure.Kind.FAULT, file + ": " + e.getMessage(), e);
        }
    }

    private static void rollBack(Connection on) {
        try {
            run(on, "ROLLBACK");
        } catch (SQLException e) {
            // SQLite has done it by itself
        }
    }

    static void run(Connection on, String sql) throws SQLException {
        try (Statement statement = on.createStatement()) {
            boolean _ = statement.execute(sql);
        }
    }

    static long number(Connection on, String sql) throws SQLException {
        try (Statement statement = on.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private Connection connect(boolean writes) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout((int) BUSY.toMillis());
        config.setSynchronous(SynchronousMode.FULL);
        config.setPragma(Pragma.CACHE_SIZE, CACHE);
        config.setPragma(Pragma.JOURNAL_SIZE_LIMIT, Long.toString(logAllowance));
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try {
            run(connection, writes ? "PRAGMA wal_autocheckpoint = " + logAllowance / 2 / PAGE : "PRAGMA query_only = 1");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Another one once the file was replaced: SQLite itself would go on with what was removed. */
    private Object identity() throws SQLException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file : key;
        } catch (IOException e) {
            throw new SQLException("the file is gone", e);
        }
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
    }
}
