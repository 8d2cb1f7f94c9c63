package dev.bifrost.audit;

import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.Scalar;
import dev.bifrost.api.settings.Secret;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code observability.audit}. */
@Describe("What is kept of calls, where, and for how long.")
public record AuditSettings(
        @Describe(value = "How long calls are kept in databases, such as 365d; or apart for calls and content.")
        @Nullable
        Retention retention,

        @Describe("Signs the chain from time to time: an Ed25519 private key in PEM, as openssl genpkey makes it.")
        @Nullable
        Secret signingKey,

        @Describe(value = "What the gateway's own database of calls may take on disk.", byDefault = "1GB")
        ByteSize maxSize,

        @Describe("Where every entry of the journal is kept for good.")
        List<SinkSettings> sinks) {

    private static final long LEAST = 16L << 20;

    /** Absent keys arrive as null and leave as their defaults. */
    public AuditSettings {
        maxSize = maxSize == null ? new ByteSize(1L << 30) : maxSize;
        sinks = sinks == null ? List.of() : List.copyOf(sinks);
        if (signingKey != null) {
            try {
                SigningKey _ = SigningKey.read(signingKey);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(".signing_key: " + e.getMessage(), e);
            }
        }
        if (maxSize.bytes() < LEAST) {
            throw new IllegalArgumentException(".max_size: " + maxSize + " is less than 16MB");
        }
    }

    /** An absent part. */
    public static AuditSettings standard() {
        return new AuditSettings(null, null, new ByteSize(1L << 30), List.of());
    }

    /** How long things are kept; for ever where nothing is said. */
    @Describe("How long things are kept, such as 365d.")
    public record Retention(
            @Describe("Calls and all else that the journal says.") @Nullable
            Days calls,

            @Describe("What was asked and answered, where that is kept.") @Nullable
            Days content) {

        /** Reads the short form, which holds for both. */
        @Scalar(pattern = "^[0-9]{1,5}d$")
        public static Retention parse(String text) {
            Days days = Days.parse(text);
            return new Retention(days, days);
        }
    }

    /** Whole days. */
    public record Days(Duration duration) {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,5})d");

        /** Reads {@code 365d}. */
        @Scalar(pattern = "^[0-9]{1,5}d$")
        public static Days parse(String text) {
            Matcher matcher = FORM.matcher(text.strip());
            if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
                throw new IllegalArgumentException("'" + text + "' is no number of days; write for example 365d");
            }
            return new Days(Duration.ofDays(Integer.parseInt(matcher.group(1))));
        }
    }
}
