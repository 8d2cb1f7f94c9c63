package dev.bifrost.audit;

import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.api.settings.ContentMode;
import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.Scalar;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.content.MasterKeys;
import dev.bifrost.audit.content.RedactionSettings;
import dev.bifrost.audit.content.Subjects;
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

        @Describe(
                value =
                        "Whether calls are kept in a database of the gateway's own, for /api/calls and /api/usage, where no "
                                + "sink can be asked about them.",
                byDefault = "true")
        @Nullable
        Boolean callLog,

        @Describe(value = "What the gateway's own database of calls may take on disk.", byDefault = "1GB")
        ByteSize maxSize,

        @Describe("Where every entry of the journal is kept for good.")
        List<SinkSettings> sinks,

        @Describe(
                value =
                        "What is kept of what calls ask and are answered: nothing, a fingerprint of the request, or both "
                                + "texts, redacted and encrypted. Teams and keys may say otherwise.",
                byDefault = "hash")
        ContentMode content,

        @Describe("The key of the fingerprints; absent: one that the store keeps.") @Nullable
        Secret hashKey,

        @Describe(value = "How much of each of both texts is kept; the rest is cut off.", byDefault = "256KB")
        ByteSize maxContent,

        @Describe("What is taken out of both texts before they are kept.")
        RedactionSettings redact,

        @Describe(
                value =
                        "Whose key the texts are encrypted with, and who can so be forgotten: the person that the request "
                                + "names, else the virtual key; or always the virtual key.",
                byDefault = "end_user")
        Subjects contentKeys,

        @Describe(
                "What these keys are wrapped with: 32 bytes in base64 or hexadecimal digits, as openssl rand -base64 32 "
                        + "makes them. Without it no texts are kept.")
        @Nullable
        Secret contentKey,

        @Describe(value = "Former content keys, so that what was kept under them can be read.", byDefault = "[]")
        List<Secret> contentKeyOld) {

    private static final long LEAST = 16L << 20;
    private static final long MOST_CONTENT = 8L << 20;

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
        content = content == null ? ContentMode.HASH : content;
        maxContent = maxContent == null ? new ByteSize(256L << 10) : maxContent;
        redact = redact == null ? RedactionSettings.none() : redact;
        contentKeys = contentKeys == null ? Subjects.END_USER : contentKeys;
        contentKeyOld = contentKeyOld == null ? List.of() : List.copyOf(contentKeyOld);
        if (maxContent.bytes() < 1024 || maxContent.bytes() > MOST_CONTENT) {
            throw new IllegalArgumentException(".max_content: " + maxContent + " is not from 1KB to 8MB");
        }
        check(".content_key", contentKey);
        contentKeyOld.forEach(key -> check(".content_key_old", key));
        if (maxSize.bytes() < LEAST) {
            throw new IllegalArgumentException(".max_size: " + maxSize + " is less than 16MB");
        }
    }

    /** Whether calls are kept in a database of the gateway's own where no sink can be asked. */
    public boolean keepsCalls() {
        return !Boolean.FALSE.equals(callLog);
    }

    private static void check(String path, @Nullable Secret key) {
        if (key != null) {
            try {
                MasterKeys.parse(key);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
            }
        }
    }

    /** An absent part. */
    public static AuditSettings standard() {
        return keeping(null, new ByteSize(1L << 30));
    }

    /** An otherwise empty part. */
    public static AuditSettings keeping(@Nullable Retention retention, ByteSize maxSize) {
        return new AuditSettings(
                retention,
                null,
                null,
                maxSize,
                List.of(),
                ContentMode.HASH,
                null,
                new ByteSize(256L << 10),
                RedactionSettings.none(),
                Subjects.END_USER,
                null,
                List.of());
    }

    /** The same, with that kept of calls. */
    public AuditSettings with(ContentMode other) {
        return new AuditSettings(
                retention,
                signingKey,
                callLog,
                maxSize,
                sinks,
                other,
                hashKey,
                maxContent,
                redact,
                contentKeys,
                contentKey,
                contentKeyOld);
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
