package dev.bifrost.store;

import dev.bifrost.store.StoreSettings.Migrate;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The database of keys and spend. Calls block, so they are made on virtual threads, never on event loops; each ends
 * within a few time-outs (5 s) with a {@link StoreFailure} when the database does not answer, and the next one tries
 * anew.
 */
public final class Store implements AutoCloseable {
    /** For a statement of a migration, and for another gateway's migration to end. */
    private static final Duration MIGRATION = Duration.ofMinutes(2);

    /** Short, because nobody else can write meanwhile. */
    private static final Duration LOG_PATIENCE = Duration.ofMillis(100);

    private final Database database;
    private final InstantSource clock;
    private final Health health;
    private final String location;
    private final Duration timeout;

    private Store(Database database, InstantSource clock, Health health, StoreSettings settings) {
        this.database = database;
        this.clock = clock;
        this.health = health;
        this.location = settings.location();
        this.timeout = settings.timeout();
    }

    /**
     * Connects, looks at the tables, and brings them up to date if it is told to.
     *
     * @param settings   null for SQLite in the data folder
     * @param notices    told what an operator should know: migrations, the database gone and back
     * @throws StoreFailure if the database can not be reached or its tables are not fit for this release
     */
    public static Store open(
            @Nullable StoreSettings settings, Path dataFolder, InstantSource clock, Consumer<String> notices) {
        StoreSettings known = settings == null ? StoreSettings.in(dataFolder) : settings;
        Store store = connect(known, clock, notices);
        try {
            if (known.migrate() != Migrate.OFF) {
                store.check(known.migrate() == Migrate.AUTO, notices);
            }
            return store;
        } catch (StoreFailure e) {
            store.close();
            throw e;
        }
    }

    /**
     * Applies the migrations that are missing, whatever {@code migrate} says.
     *
     * @return how many those were
     */
    public static int migrate(StoreSettings settings, InstantSource clock, Consumer<String> notices) {
        try (Store store = connect(settings, clock, notices)) {
            return store.check(true, notices);
        }
    }

    /** The statements of the migrations that are missing; of all of them if {@code from} is 0. */
    public static String migrationSql(StoreSettings settings, @Nullable Integer from, InstantSource clock) {
        Sql kind = settings.address() instanceof StoreAddress.Sqlite ? Sql.SQLITE : Sql.POSTGRESQL;
        if (from != null) {
            return new Migrations(kind, clock).script(from);
        }
        try (Store store = connect(settings, clock, _ -> {})) {
            return new Migrations(kind, clock).script(store.schema().version());
        }
    }

    /** Loads what a store of this kind needs, which takes longer than to open one; null for SQLite. Has no other effect. */
    public static void prepare(@Nullable StoreSettings settings) {
        if (settings == null || settings.address() instanceof StoreAddress.Sqlite) {
            SqliteDatabase.prepare();
        }
    }

    private static Store connect(StoreSettings settings, InstantSource clock, Consumer<String> notices) {
        try {
            Database database = switch (settings.address()) {
                case StoreAddress.Sqlite sqlite -> SqliteDatabase.open(sqlite.file(), settings.timeout(), clock);
                case StoreAddress.Postgres postgres ->
                    PostgresDatabase.open(postgres.url(), settings.connections(), settings.timeout());
            };
            return new Store(database, clock, new Health(clock, notices), settings);
        } catch (SQLException e) {
            throw new StoreFailure(StoreFailure.Kind.UNAVAILABLE, settings.location() + ": " + e.getMessage(), e);
        }
    }

    private Schema schema() {
        try (Connection connection = database.connect(timeout)) {
            return Schema.of(connection, database.sql());
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private int check(boolean repair, Consumer<String> notices) {
        Schema schema = schema();
        String problem = schema.problem();
        if (problem.isEmpty()) {
            return 0;
        }
        if (!repair || !schema.compatible()) {
            throw new StoreFailure(StoreFailure.Kind.SCHEMA, location + ": " + problem, null);
        }
        try (Connection connection = database.connect(MIGRATION)) {
            return new Migrations(database.sql(), clock).apply(connection, notices);
        } catch (SQLException e) {
            StoreFailure failure = failure(e);
            throw failure.kind() == StoreFailure.Kind.SCHEMA
                    ? new StoreFailure(
                            StoreFailure.Kind.SCHEMA,
                            failure.getMessage() + "; the output of 'bifrost store migrate --sql' is for an account "
                                    + "that may change tables",
                            e)
                    : failure;
        }
    }

    /** Runs something that changes nothing. */
    public <T extends @Nullable Object> T read(Query<T> query) {
        try {
            T value = database.read(query);
            health.reached();
            return value;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs something in a transaction of its own. */
    public <T extends @Nullable Object> T write(Query<T> query) {
        try {
            T value = database.write(query);
            health.reached();
            return value;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private StoreFailure failed(SQLException error) {
        StoreFailure failure = failure(error);
        switch (failure.kind()) {
            case UNAVAILABLE, UNCERTAIN -> health.failed(String.valueOf(failure.getMessage()));
            case CONFLICT -> health.reached();
            case SCHEMA, FAULT -> {}
        }
        return failure;
    }

    /** The innermost message says most: the pool's own only tells how long it has waited. */
    private StoreFailure failure(SQLException error) {
        Throwable cause = error;
        for (Throwable inner = error; inner != null; inner = inner.getCause()) {
            if (inner instanceof SQLException || inner instanceof IOException) {
                cause = inner;
            }
        }
        return new StoreFailure(database.kind(error), location + ": " + cause.getMessage(), error);
    }

    /** Whether the last call reached the database. */
    public boolean healthy() {
        return health.reason() == null;
    }

    /** Why the last call did not reach the database, and since when that is so; null if it did. */
    public @Nullable String trouble() {
        return health.reason();
    }

    /** Where it is, without credentials. */
    public String location() {
        return location;
    }

    /** Virtual keys. */
    public KeyTable keys() {
        return new KeyTable(this);
    }

    /** What was spent, and by whom. */
    public SpendTable spend() {
        return new SpendTable(this, clock);
    }

    /** Credits and corrections. */
    public AdjustmentTable adjustments() {
        return new AdjustmentTable(this);
    }

    /** The keys of kept content. */
    public ContentKeyTable contentKeys() {
        return new ContentKeyTable(this);
    }

    /**
     * Empties SQLite's write-ahead log; what is deleted is then gone from the disk.
     *
     * @return false if it could not be emptied, for example because somebody reads from it
     */
    boolean emptyLog() {
        if (database.sql() != Sql.SQLITE) {
            return true;
        }
        try (Connection connection = database.connect(LOG_PATIENCE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            return row.next() && row.getInt(1) == 0; // the column busy: that is no error for SQLite
        } catch (SQLException _) {
            return false;
        }
    }

    /** Secrets that gateways made for themselves. */
    public SecretTable secrets() {
        return new SecretTable(this, clock);
    }

    /** The gateways on this store. */
    public InstanceTable instances() {
        return new InstanceTable(this, clock);
    }

    /**
     * Waits until this gateway is the one that spends the store's budgets.
     *
     * @param onWait told why it waits; not called if it does not
     * @param onLost run when the right is lost, on a thread of its own
     */
    public Primacy primacy(Consumer<String> onWait, Runnable onLost) throws InterruptedException {
        return Primacy.acquire(database.claim(), onWait, onLost);
    }

    /** Waits for calls under way. */
    @Override
    public void close() {
        database.close();
    }
}
