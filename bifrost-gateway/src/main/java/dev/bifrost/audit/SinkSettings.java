package dev.bifrost.audit;

import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.PostgresUrl;
import dev.bifrost.api.settings.Required;
import dev.bifrost.api.settings.Scalar;
import dev.bifrost.api.settings.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of {@code observability.audit.sinks}. Which keys it takes depends on its type. */
@Describe("Where every entry of the journal is kept for good.")
public record SinkSettings(
        @Describe(
                "postgres, clickhouse, webhook, s3: a server. file: JSON lines. stdout: the same, on standard output.")
        @Required
        Type type,

        @Describe("Names it in metrics and messages; must be unique.") @Nullable
        String name,

        @Describe(value = "Whether the gateway does not start while it can not be reached.", byDefault = "false")
        @Nullable
        Boolean required,

        @Describe(
                "postgres://USER:PASSWORD@HOST:PORT/DATABASE, or the http address of clickhouse, of the webhook, or of an "
                        + "S3-compatible endpoint that is not Amazon's.")
        @Nullable
        Secret url,

        @Describe("clickhouse: the database.") @Nullable String database,

        @Describe("clickhouse: the user.") @Nullable String user,

        @Describe("postgres, clickhouse: the password, instead of in the url.") @Nullable
        Secret password,

        @Describe("webhook: signs what is sent.") @Nullable Secret secret,

        @Describe("webhook: where batches go that the receiver refuses for good; absent: a file in the data folder. "
                + "file: where the lines go.")
        @Nullable
        Path path,

        @Describe("file: after which size it is set aside and a new one is begun; absent: never.") @Nullable
        ByteSize rotate,

        @Describe("s3: the bucket, which must have Object Lock.") @Nullable
        String bucket,

        @Describe("s3: what the names of its objects begin with.") @Nullable
        String prefix,

        @Describe("s3: the region.") @Nullable String region,

        @Describe("s3: the access key; absent: the usual AWS chain.") @Nullable
        Secret accessKey,

        @Describe("s3: the secret key.") @Nullable Secret secretKey,

        @Describe("s3: how long nobody may delete what was written.") @Nullable
        ObjectLock objectLock,

        @Describe("s3: after how long a file is sealed and written, at most an hour.") @Nullable
        Duration every) {

    /** The kinds there are. */
    public enum Type {
        POSTGRES,
        CLICKHOUSE,
        WEBHOOK,
        S3,
        FILE,
        STDOUT
    }

    /** How objects are locked; in S3's own spelling. */
    public enum Lock {
        GOVERNANCE,
        COMPLIANCE
    }

    /** A {@link Lock}, written as S3 does. */
    public record Mode(Lock lock) {
        /** Reads {@code GOVERNANCE} or {@code COMPLIANCE}. */
        @Scalar(pattern = "^(GOVERNANCE|COMPLIANCE)$")
        public static Mode parse(String text) {
            return switch (text) {
                case "GOVERNANCE" -> new Mode(Lock.GOVERNANCE);
                case "COMPLIANCE" -> new Mode(Lock.COMPLIANCE);
                default -> throw new IllegalArgumentException("'" + text + "' is neither GOVERNANCE nor COMPLIANCE");
            };
        }
    }

    /** How objects are locked, and for how long. */
    @Describe("How long nobody may delete what was written.")
    public record ObjectLock(
            @Describe("GOVERNANCE: who has a special right may. COMPLIANCE: nobody may, whoever it is.") @Required
            Mode mode,

            @Describe("Days from the writing on.") @Required Integer days) {

        /** Refuses what is no retention. */
        public ObjectLock {
            if (days < 1 || days > 36_500) {
                throw new IllegalArgumentException(".days: " + days + " is not from 1 to 36500");
            }
        }
    }

    /** Refuses keys that its type does not have, and misses those that it needs. */
    public SinkSettings {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        given.put("url", url);
        given.put("database", database);
        given.put("user", user);
        given.put("password", password);
        given.put("secret", secret);
        given.put("path", path);
        given.put("rotate", rotate);
        given.put("bucket", bucket);
        given.put("prefix", prefix);
        given.put("region", region);
        given.put("access_key", accessKey);
        given.put("secret_key", secretKey);
        given.put("object_lock", objectLock);
        given.put("every", every);
        check(type, given);
        checkAddress(type, url, password);
        if ((accessKey == null) != (secretKey == null)) {
            throw new IllegalArgumentException("access_key and secret_key go together");
        }
        if (every != null && (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(Duration.ofHours(1)) > 0)) {
            throw new IllegalArgumentException(".every: is not from 1s to 1h");
        }
        if (CallLog.NAME.equals(name)) {
            throw new IllegalArgumentException(
                    ".name: '" + name + "' is what the gateway's own database of calls is called");
        }
        if (name != null && !name.matches("[a-z0-9_.-]{1,40}")) {
            throw new IllegalArgumentException(".name: takes up to 40 lower-case letters, digits, '_', '.' and '-'");
        }
    }

    /** Messages must not repeat the address: it may hold a password. */
    private static void checkAddress(Type type, @Nullable Secret url, @Nullable Secret password) {
        if (url == null || type == Type.FILE || type == Type.STDOUT) {
            return;
        }
        if (type == Type.POSTGRES) {
            try {
                PostgresUrl.of(url.reveal(), password);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(".url: " + e.getMessage(), e);
            }
            return;
        }
        try {
            URI address = new URI(url.reveal());
            boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (!web || address.getHost() == null || address.getFragment() != null) {
                throw new IllegalArgumentException(".url: must be such as https://host:8443/path");
            }
        } catch (URISyntaxException _) {
            throw new IllegalArgumentException(".url: is no address; write such as https://host:8443/path");
        }
    }

    private static void check(Type type, Map<String, @Nullable Object> given) {
        List<String> needs = switch (type) {
            case POSTGRES, CLICKHOUSE -> List.of("url");
            case WEBHOOK -> List.of("url", "secret");
            case S3 -> List.of("bucket", "object_lock");
            case FILE -> List.of("path");
            case STDOUT -> List.of();
        };
        List<String> takes = switch (type) {
            case POSTGRES -> List.of("password");
            case CLICKHOUSE -> List.of("database", "user", "password");
            case WEBHOOK -> List.of("path");
            case S3 -> List.of("url", "prefix", "region", "access_key", "secret_key", "every");
            case FILE -> List.of("rotate");
            case STDOUT -> List.of();
        };
        String word = type.name().toLowerCase(Locale.ROOT);
        for (String need : needs) {
            if (given.get(need) == null) {
                throw new IllegalArgumentException("a sink of type " + word + " needs " + need);
            }
        }
        given.forEach((key, value) -> {
            if (value != null && !needs.contains(key) && !takes.contains(key)) {
                throw new IllegalArgumentException("." + key + ": has no meaning for a sink of type " + word);
            }
        });
    }

    /** Its name, or its type where it has none. */
    public String named() {
        return name == null ? type.name().toLowerCase(Locale.ROOT) : name;
    }

    /** The address as one. Throws {@link IllegalArgumentException} if it is none. */
    URI address() {
        if (url == null) {
            throw new IllegalStateException("a " + type + " has no url");
        }
        return URI.create(url.reveal());
    }
}
