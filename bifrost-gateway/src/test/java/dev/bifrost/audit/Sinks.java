package dev.bifrost.audit;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.SinkSettings.Type;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Settings of sinks, for tests. */
final class Sinks {
    private Sinks() {}

    static SinkSettings clickhouse(URI url) {
        return clickhouse(url, null, null, null);
    }

    static SinkSettings clickhouse(
            URI url, @Nullable String database, @Nullable String user, @Nullable Secret password) {
        return new SinkSettings(
                Type.CLICKHOUSE,
                null,
                null,
                Secret.of(url.toString()),
                database,
                user,
                password,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
