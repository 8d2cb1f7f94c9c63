package dev.bifrost.store;

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
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/** A file, in WAL mode with full synchronisation: one writer, readers that do not wait for it. */
final class SqliteDatabase implements Database, SqliteLane.Target {
    private static final int READERS = 2;
    /** Bytes that the write-ahead log may keep on disk. */
    private static final String LOG_LIMIT = "16777216";
    /** KiB of pages that a connection may keep in memory; negative by SQLite's convention. */
    private static final String CACHE = "-1024";

    private final Path file;
    private final Duration timeout;
    private final InstantSource clock;
    private final SqliteLane writer;
    private final SqliteLane readers;

    private SqliteDatabase(Path file, Duration timeout, InstantSource clock) {
        this.file = file;
        this.timeout = timeout;
        this.clock = clock;
        this.writer = new SqliteLane("store-write", 1, true, this, timeout);
        this.readers = new SqliteLane("store-read", READERS, false, this, timeout);
    }

    /** Loads the library and the driver, for a database in memory that is forgotten at once. */
    static void prepare() {
        SqliteLibrary.load(Path.of(System.getProperty("java.io.tmpdir")));
        // Not by DriverManager, which would load every driver that there is.
        try (Connection memory = new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
                Statement statement = memory.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1")) {
            boolean _ = row.next();
        } catch (SQLException _) {
            // whoever opens the real one is told
        }
    }

    /** Makes the file if there is none, for this account's eyes only: it holds a secret. */
    static SqliteDatabase open(Path file, Duration timeout, InstantSource clock) throws SQLException {
        Path absolute = file.toAbsolutePath().normalize();
        try {
            Path folder = absolute.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
                SqliteLibrary.load(folder);
            }
            if (!Files.exists(absolute)) {
                Files.createFile(
                        absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (FileAlreadyExistsException _) {
            // another gateway was faster, or a file stands where the folder should, which SQLite will say
        } catch (IOException e) {
            throw new SQLException("can not make " + e.getMessage(), e);
        }
        return new SqliteDatabase(absolute, timeout, clock);
    }

    @Override
    public Sql sql() {
        return Sql.SQLITE;
    }

    @Override
    public <T extends @Nullable Object> T read(Query<T> query) throws SQLException {
        return readers.call(query);
    }

    @Override
    public <T extends @Nullable Object> T write(Query<T> query) throws SQLException {
        return writer.call(query);
    }

    @Override
    public Connection connect(Duration patience) throws SQLException {
        Connection connection = connection(patience, true);
        try {
            WriteAheadLog.enable(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    @Override
    public Connection open(boolean writes) throws SQLException {
        Connection connection = connection(busy(), false);
        if (!writes) {
            run(connection, "PRAGMA query_only = 1");
        }
        return connection;
    }

    @Override
    public Object identity() throws SQLException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file : key;
        } catch (IOException e) {
            throw new SQLException("the file is gone: " + e.getMessage(), e);
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Shorter than the time-out, so that the error is that the file is busy. */
    private Duration busy() {
        return timeout.multipliedBy(4).dividedBy(5);
    }

    private Connection connection(Duration busyTimeout, boolean create) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        if (!create) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        }
        config.setBusyTimeout((int) busyTimeout.toMillis());
        config.setSynchronous(SynchronousMode.FULL);
        config.setPragma(Pragma.JOURNAL_SIZE_LIMIT, LOG_LIMIT);
        config.setPragma(Pragma.CACHE_SIZE, CACHE);
        config.setPragma(Pragma.SECURE_DELETE, "on"); // a key that was destroyed must not lie in a free page
        return config.createConnection("jdbc:sqlite:" + file);
    }

    @Override
    public StoreFailure.Kind kind(SQLException error) {
        if (error instanceof UncertainCommitException) {
            return StoreFailure.Kind.UNCERTAIN;
        }
        if (!(error instanceof SQLiteException trouble)) {
            return StoreFailure.Kind.UNAVAILABLE;
        }
        return switch (trouble.getResultCode()) {
            case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY -> StoreFailure.Kind.CONFLICT;
            case SQLITE_ERROR ->
                String.valueOf(trouble.getMessage()).contains("no such ")
                        ? StoreFailure.Kind.SCHEMA
                        : StoreFailure.Kind.FAULT;
            default ->
                (trouble.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code
                        ? StoreFailure.Kind.FAULT
                        : StoreFailure.Kind.UNAVAILABLE;
        };
    }

    @Override
    public Primacy.Claim claim() {
        return new FileClaim(file.resolveSibling(file.getFileName() + ".primary"), clock);
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
    }

    /** The mode is a property of the file. Changing it needs the file alone, and does not wait for that by itself. */
    private static final class WriteAheadLog {
        private static final int TRIES = 200;

        private WriteAheadLog() {}

        static void enable(Connection connection) throws SQLException {
            for (int i = 1; !is("PRAGMA journal_mode", connection); i++) {
                try {
                    if (is("PRAGMA journal_mode = WAL", connection)) {
                        return;
                    }
                    throw new SQLException("the file system does not allow a write-ahead log");
                } catch (SQLiteException e) {
                    if (i == TRIES || (e.getResultCode().code & 0xff) != SQLiteErrorCode.SQLITE_BUSY.code) {
                        throw e;
                    }
                    pause();
                }
            }
        }

        private static boolean is(String pragma, Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet mode = statement.executeQuery(pragma)) {
                return mode.next() && mode.getString(1).equals("wal");
            }
        }

        private static void pause() throws SQLException {
            try {
                Thread.sleep(25);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted", e);
            }
        }
    }
}
