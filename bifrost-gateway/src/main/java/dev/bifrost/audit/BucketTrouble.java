package dev.bifrost.audit;

import dev.bifrost.audit.SinkFailure.Kind;
import java.io.IOException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a store's refusals mean, https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html. */
final class BucketTrouble {
    private BucketTrouble() {}

    /** The bucket was asked, and has no Object Lock: waiting helps nothing. */
    static final class NoLock extends SinkFailure {
        private static final long serialVersionUID = 1;

        NoLock(String sentence) {
            super(Kind.REFUSED, sentence, null);
        }
    }

    static SinkFailure noLock(Bucket bucket) {
        return new NoLock(
                bucket + " has no Object Lock, so what is written could be deleted; make a bucket with Object Lock "
                        + "enabled, which most stores allow only when it is made, and name that one");
    }

    private static SinkFailure refused(String sentence) {
        return new SinkFailure(Kind.REFUSED, sentence, null);
    }

    /**
     * @param doing what could not be done
     * @param right what it needs
     */
    static SinkFailure of(Bucket bucket, String doing, String right, int status, byte[] body) {
        Map<String, String> error = error(body);
        String code = error.getOrDefault("Code", "");
        String region = error.getOrDefault("Region", "");
        return switch (code) {
            case "ObjectLockConfigurationNotFoundError", "InvalidBucketState" -> noLock(bucket);
            case "NoSuchBucket" ->
                refused(bucket + " does not exist; make it, with Object Lock enabled, or change bucket, region or url");
            case "InvalidAccessKeyId" -> refused(bucket + " does not know the access key; check access_key");
            case "SignatureDoesNotMatch" ->
                refused(bucket + " does not take the signature; check secret_key, and that no proxy changes requests");
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" ->
                refused(bucket + " does not take the session of the AWS chain: " + code);
            case "RequestTimeTooSkewed" -> refused(bucket + ": this machine's clock is wrong; set it");
            case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException" ->
                refused(bucket + " is not in the region " + bucket.region() + "; set region"
                        + (region.isEmpty() ? "" : " to " + region));
            case "AccessDenied" -> refused("the credentials may not " + doing + " " + bucket + "; give them " + right);
            case "NotImplemented", "MethodNotAllowed" ->
                refused(bucket + " can not do what is needed to " + doing + " it: its store has no Object Lock");
            default -> other(bucket, doing, right, status, code, error.get("Message"));
        };
    }

    private static SinkFailure other(
            Bucket bucket, String doing, String right, int status, String code, @Nullable String message) {
        String said = "status " + status + (code.isEmpty() ? "" : ", " + code)
                + (message == null || message.isEmpty() ? "" : ": " + cut(message));
        if (status >= 500 || status == 429 || status == 408) {
            return new SinkFailure(Kind.UNREACHABLE, bucket + " answers with " + said, null);
        }
        boolean refused = status < 400 || status == 401 || status == 403;
        return new SinkFailure(
                refused ? Kind.REFUSED : Kind.FAULT,
                "could not " + doing + " " + bucket + ", which needs " + right + ": " + said,
                null);
    }

    private static Map<String, String> error(byte[] body) {
        try {
            return body.length == 0 ? Map.of() : BucketXml.texts(body);
        } catch (SinkFailure _) {
            return Map.of();
        }
    }

    private static String cut(String message) {
        String line = message.replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    static SinkFailure of(Bucket bucket, IOException e) {
        if (e instanceof SSLException) {
            return refused("TLS to " + bucket + " fails; check url and its certificate: " + e.getMessage());
        }
        if (caused(e, UnknownHostException.class) || caused(e, UnresolvedAddressException.class)) {
            return new SinkFailure(Kind.UNREACHABLE, bucket + ": the host is not known", e);
        }
        if (e instanceof HttpTimeoutException) {
            return new SinkFailure(Kind.UNREACHABLE, bucket + " did not answer in time", e);
        }
        @Nullable String message = e.getMessage();
        return new SinkFailure(
                Kind.UNREACHABLE,
                bucket + " can not be reached: "
                        + (message == null ? e.getClass().getSimpleName() : message),
                e);
    }

    private static boolean caused(@Nullable Throwable e, Class<? extends Throwable> by) {
        return e != null && (by.isInstance(e) || caused(e.getCause(), by));
    }
}
