package dev.bifrost.audit;

import dev.bifrost.api.settings.Secret;
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
                SinkSettings.Type.CLICKHOUSE,
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

    static SinkSettings archive(
            @Nullable URI url,
            String bucket,
            @Nullable String prefix,
            @Nullable Secret id,
            @Nullable Secret secret,
            SinkSettings.ObjectLock lock,
            @Nullable Duration every) {
        return new SinkSettings(
                SinkSettings.Type.S3,
                null,
                null,
                url == null ? null : Secret.of(url.toString()),
                null,
                null,
                null,
                null,
                null,
                null,
                bucket,
                prefix,
                null,
                id,
                secret,
                lock,
                every);
    }
}
