package dev.bifrost.store;

import dev.bifrost.api.settings.PostgresUrl;
import dev.bifrost.api.settings.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The {@code url} of a store, taken apart. Its text and its errors show no credentials. */
sealed interface StoreAddress {

    /** A file, perhaps relative. */
    record Sqlite(Path file) implements StoreAddress {
        @Override
        public String toString() {
            return "sqlite:" + file;
        }
    }

    /** A server. */
    record Postgres(PostgresUrl url) implements StoreAddress {
        @Override
        public String toString() {
            return url.toString();
        }
    }

    /** Reads it; throws {@link IllegalArgumentException} with a message that begins with {@code url}. */
    static StoreAddress of(String url, @Nullable Secret password) {
        if (PostgresUrl.isOne(url)) {
            return new Postgres(PostgresUrl.of(url, password));
        }
        if (url.startsWith("sqlite:")) {
            return file(url.substring("sqlite:".length()));
        }
        throw new IllegalArgumentException("url begins neither with sqlite: nor with postgres://");
    }

    private static Sqlite file(String text) {
        String path = text.startsWith("///") ? text.substring(2) : text;
        if (path.isBlank() || path.startsWith("//") || path.startsWith(":") || path.contains("?")) {
            throw new IllegalArgumentException("url names no file; write for example sqlite:./bifrost-data/bifrost.db");
        }
        try {
            return new Sqlite(Path.of(path));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("url names no possible file", e);
        }
    }
}
