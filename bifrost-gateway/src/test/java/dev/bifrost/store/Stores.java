package dev.bifrost.store;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.store.StoreSettings.Migrate;
import dev.bifrost.testing.Postgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Stores of both kinds for tests, each empty at first. */
final class Stores {
    static final Instant NOW = Instant.parse("2026-11-24T10:07:00Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);

    /** Held, since loggers that nobody holds are forgotten with their level. */
    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");

    static {
        POOL.setLevel(Level.SEVERE);
    }

    private static final AtomicInteger FILES = new AtomicInteger();

    private Stores() {}

    static StoreSettings fresh(Sql kind, Path folder) {
        return settings(
                switch (kind) {
                    case SQLITE -> "sqlite:" + folder.resolve("store" + FILES.incrementAndGet() + ".db");
                    case POSTGRESQL -> Postgres.url(Postgres.create());
                },
                Migrate.AUTO);
    }

    static StoreSettings settings(String url, Migrate migrate) {
        return new StoreSettings(Secret.of(url), null, migrate, 4, Duration.ofSeconds(20));
    }

    /** A new one whose calls are given up after a second, for tests in which that is what happens. */
    static StoreSettings impatient(Sql kind, Path folder) {
        StoreSettings patient = fresh(kind, folder);
        open(patient).close();
        return new StoreSettings(patient.url(), null, Migrate.CHECK, 4, Duration.ofSeconds(1));
    }

    static StoreSettings with(StoreSettings settings, Migrate migrate) {
        return settings(settings.url().reveal(), migrate);
    }

    static Store open(StoreSettings settings) {
        return open(settings, new CopyOnWriteArrayList<>());
    }

    static Store open(StoreSettings settings, List<String> notices) {
        return Store.open(settings, Path.of("unused"), CLOCK, notices::add);
    }

    /** The name of the database that settings of PostgreSQL lead to. */
    static String database(StoreSettings settings) {
        return ((StoreAddress.Postgres) settings.address()).url().database();
    }

    static Path file(StoreSettings settings) {
        return ((StoreAddress.Sqlite) settings.address()).file();
    }
}
