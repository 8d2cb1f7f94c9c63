package dev.bifrost.provider;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.credential.AwsSignature;
import dev.bifrost.provider.credential.GoogleKeyFile;
import dev.bifrost.provider.credential.GoogleTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Credentials of AWS and of Google, whose libraries are loaded only where a provider needs them. */
final class CloudCredentials {
    private static final List<String> AWS_REGION = List.of("AWS_REGION", "AWS_DEFAULT_REGION");

    private CloudCredentials() {}

    static Credentials ofAccessKey(Credentials.Asked asked) {
        ProviderSettings settings = asked.settings();
        Secret id = settings.accessKey();
        Secret secret = settings.secretKey();
        if (id == null) {
            asked.problem().accept("access_key", "is missing; it goes with secret_key");
        }
        if (secret == null) {
            asked.problem().accept("secret_key", "is missing; it goes with access_key");
        }
        String region = region(asked);
        if (region == null) {
            asked.problem().accept("region", "is missing: signatures hold for one of the regions of AWS");
        }
        return id == null || secret == null || region == null
                ? Credentials.none()
                : Credentials.of(AwsSignature.withKey(id, secret, settings.sessionToken(), region));
    }

    /** A bearer key, or whatever the tools of AWS find. */
    static Credentials ofAwsEnvironment(Credentials.Asked asked) {
        List<String> variables =
                asked.entry() == null ? List.of() : asked.entry().environment();
        String variable = asked.firstSet(variables);
        if (!asked.where().own()) {
            if (variable != null) {
                asked.warning().accept("api_key", Credentials.notSent(variable));
            } else if (asked.entry() != null) {
                asked.warning()
                        .accept(
                                "access_key",
                                "credentials that AWS gives this machine are not shown to the configured base_url; write "
                                        + "access_key and secret_key if that place may see a signature");
            }
            return Credentials.anonymous();
        }
        if (variable != null) {
            return Credentials.ofVariable(variable, asked);
        }
        String region = region(asked);
        return region == null
                ? Credentials.disabled("region is not known; write region: …, or set AWS_REGION")
                : Credentials.of(AwsSignature.withChain(region, asked.environment(), asked.way()));
    }

    /** What the settings say, else what the host says, else what the environment says. */
    private static @Nullable String region(Credentials.Asked asked) {
        String given = asked.settings().region();
        if (AwsRegions.isOne(given)) {
            return given;
        }
        String ofHost = AwsRegions.ofHost(asked.where().baseUrl());
        if (ofHost != null) {
            return ofHost;
        }
        String variable = asked.firstSet(AWS_REGION);
        String set = variable == null
                ? null
                : asked.environment().getOrDefault(variable, "").strip();
        return AwsRegions.isOne(set) ? set : null;
    }

    static Credentials ofFile(Credentials.Asked asked) {
        Path file = Objects.requireNonNull(asked.settings().credentialsFile(), "asked only where it is given");
        try {
            return Credentials.of(
                    GoogleTokens.proof(file, GoogleKeyFile.read(file).email(), asked.way()));
        } catch (IOException e) {
            asked.problem().accept("credentials_file", String.valueOf(e.getMessage()));
            return Credentials.none();
        }
    }

    /** The file that a variable names, that of a person's login, or what Google gives the machine. */
    static Credentials ofGoogleEnvironment(Credentials.Asked asked) {
        if (!asked.where().own()) {
            asked.warning()
                    .accept(
                            "credentials_file",
                            "tokens that Google gives this machine are not sent to the configured base_url; write "
                                    + "credentials_file if that place may see one");
            return Credentials.anonymous();
        }
        Path file = GoogleEnvironment.file(asked.environment());
        if (file == null) {
            return Credentials.of(GoogleTokens.proof(null, null, asked.way()));
        }
        try {
            return Credentials.of(
                    GoogleTokens.proof(file, GoogleKeyFile.read(file).email(), asked.way()));
        } catch (IOException e) {
            return Credentials.disabled(String.valueOf(e.getMessage()));
        }
    }
}
