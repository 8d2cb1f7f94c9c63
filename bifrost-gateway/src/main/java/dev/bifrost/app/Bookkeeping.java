package dev.bifrost.app;

import dev.bifrost.access.KeyStore;
import dev.bifrost.access.VirtualKey;
import dev.bifrost.admin.ContentBook;
import dev.bifrost.admin.ContentVault;
import dev.bifrost.admin.UsageBook;
import dev.bifrost.api.json.Json;
import dev.bifrost.audit.CallDatabase;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.exchange.Accounting;
import dev.bifrost.exchange.Books;
import dev.bifrost.telemetry.metrics.Source;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is kept of calls, money and keys, however durably. */
interface Bookkeeping extends AutoCloseable {

    /** Where calls are written down. */
    Books books();

    /** Who may spend and use how much, and what that costs. */
    Accounting accounting();

    /** The keys that are made while gateways run; closed with the books. */
    KeyStore keys();

    /** What a key, its team and its organisation have spent and may spend. */
    Json.Obj spending(String key, @Nullable String team, @Nullable String organization);

    /** Where what was spent is corrected; {@code log} takes a line for every correction. */
    UsageBook usage(Consumer<String> log);

    /** A database that can be asked about calls; null if there is none. */
    default @Nullable CallDatabase calls() {
        return null;
    }

    /** What opens kept content; null if there is none. */
    default @Nullable ContentVault vault() {
        return null;
    }

    /** What of it can be told to Prometheus. */
    default List<Source> gauges() {
        return List.of();
    }

    /** Where kept content is erased; {@code log} takes a line for every erasure. */
    ContentBook content(Consumer<String> log);

    /** The keys of the store are known: corrections come into force from now on. Before the first call. May block. */
    void start();

    /** Reservations of calls that have not ended, and of those that ended without settling them. */
    long open();

    /** Another configuration takes force. May block. */
    void use(GatewaySettings next);

    /** The keys of the store are others now. May block. */
    void use(Collection<VirtualKey> keys);

    /** After the last call: everything is written down, and nothing stays reserved. */
    @Override
    void close();
}
