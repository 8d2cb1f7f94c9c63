package dev.bifrost.provider;

import dev.bifrost.provider.credential.GoogleKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the tools of Google look for credentials: https://cloud.google.com/docs/authentication/application-default-credentials. */
final class GoogleEnvironment {
    private GoogleEnvironment() {}

    /** The file that the usual variable names, or that a login has left; null if there is neither. */
    static @Nullable Path file(Map<String, String> environment) {
        String named =
                environment.getOrDefault("GOOGLE_APPLICATION_CREDENTIALS", "").strip();
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        String folder = environment.getOrDefault("CLOUDSDK_CONFIG", "").strip();
        String home = environment.getOrDefault("HOME", "").strip();
        if (folder.isEmpty() && home.isEmpty()) {
            return null;
        }
        Path config = folder.isEmpty() ? Path.of(home, ".config", "gcloud") : Path.of(folder);
        Path login = config.resolve("application_default_credentials.json");
        return Files.isRegularFile(login) ? login : null;
    }

    /** The project of those credentials; null if they do not tell. A file that can not be read is complained of elsewhere. */
    static @Nullable String project(ProviderSettings settings, Map<String, String> environment) {
        Path given = settings.credentialsFile();
        Path file = given == null ? file(environment) : given;
        try {
            return file == null ? null : GoogleKeyFile.read(file).project();
        } catch (IOException _) {
            return "unknown";
        }
    }
}
