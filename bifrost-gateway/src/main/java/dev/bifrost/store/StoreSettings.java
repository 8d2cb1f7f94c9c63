package dev.bifrost.store;

import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.Required;
import dev.bifrost.api.settings.Scalar;
import dev.bifrost.api.settings.Secret;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code store}: an address alone, or a mapping. */
@Describe("The database of keys and spend, such as sqlite:./bifrost-data/bifrost.db or "
        + "postgres://user:password@host:5432/bifrost?sslmode=verify-full.")
public record StoreSettings(
        @Describe("sqlite:FILE, or postgres://USER:PASSWORD@HOST:PORT/DATABASE with sslmode and the like. "
                + "Special characters in the password are percent-encoded.")
        @Required
        Secret url,

        @Describe("The password as it is, instead of in the url.") @Nullable
        Secret password,

        @Describe(
                value = "auto: bring the tables up to date at the start. check: refuse to start when they are not. "
                        + "off: do not look.",
                byDefault = "auto")
        Migrate migrate,

        @Describe(value = "Connections to PostgreSQL.", byDefault = "4")
        Integer connections,

        @Describe(value = "How long the database may take for a statement.", byDefault = "5s")
        Duration timeout) {

    private static final int MOST_CONNECTIONS = 100;
    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofMinutes(1);

    /** Absent keys arrive as null and leave as their defaults. */
    public StoreSettings {
        migrate = migrate == null ? Migrate.AUTO : migrate;
        connections = connections == null ? Integer.valueOf(4) : connections;
        timeout = timeout == null ? Duration.ofSeconds(5) : timeout;
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException("connections is not between 1 and " + MOST_CONNECTIONS);
        }
        if (timeout.compareTo(LEAST) < 0 || timeout.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("timeout is not between 500ms and 60s");
        }
        StoreAddress address = StoreAddress.of(url.reveal(), password);
        if (password != null && address instanceof StoreAddress.Sqlite) {
            throw new IllegalArgumentException("password has no meaning for SQLite");
        }
    }

    /** The short form. */
    @Scalar
    public static StoreSettings parse(String text) {
        return at(text);
    }

    /** {@code bifrost.db} in the folder: what holds where nothing is configured. */
    public static StoreSettings in(Path dataFolder) {
        return at("sqlite:" + dataFolder.resolve("bifrost.db"));
    }

    // Absent settings are null until the constructor has run.
    @SuppressWarnings("NullAway")
    private static StoreSettings at(String url) {
        if (url.isBlank()) {
            throw new IllegalArgumentException("url is empty");
        }
        return new StoreSettings(Secret.of(url), null, null, null, null);
    }

    /** The same with a relative file of SQLite found below the folder, which is the configuration file's. */
    public StoreSettings against(Path folder) {
        return address() instanceof StoreAddress.Sqlite sqlite
                ? new StoreSettings(
                        Secret.of("sqlite:" + folder.resolve(sqlite.file()).normalize()),
                        password,
                        migrate,
                        connections,
                        timeout)
                : this;
    }

    /** Where the store is, without credentials: {@code sqlite:FILE} or {@code postgres://HOST:PORT/DATABASE}. */
    public String location() {
        return address().toString();
    }

    StoreAddress address() {
        return StoreAddress.of(url.reveal(), password);
    }

    /** What happens to tables that are behind. */
    public enum Migrate {
        AUTO,
        CHECK,
        OFF
    }
}
