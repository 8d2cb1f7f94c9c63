package dev.bifrost.dialect.openai;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.dialect.ErrorReader;
import dev.bifrost.dialect.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Failures in the words of OpenAI's dialects, both ways. */
public final class OpenAiErrors {
    private OpenAiErrors() {}

    /** The body of an answer that reports this failure: {@code {"error":{…}}}, UTF-8. */
    public static byte[] body(Failure failure) {
        return ("{\"error\":" + error(failure) + "}").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The event that reports this failure in a running stream.
     *
     * <p>In the Responses API the fields stand twice: at the top, as the SDKs' {@code ResponseErrorEvent} declares them,
     * and in {@code error}, as OpenAI sends them and as the SDKs look for when they decide to throw.
     *
     * @param sequence the event's {@code sequence_number}; only the Responses API has one
     */
    public static byte[] event(Operation operation, Failure failure, int sequence) {
        String error = error(failure);
        if (operation != Operation.RESPONSES) {
            return ("data: {\"error\":" + error + "}\n\n").getBytes(StandardCharsets.UTF_8);
        }
        String event = "event: error\ndata: {\"type\":\"error\",\"sequence_number\":" + sequence
                + ",\"code\":" + JsonText.quote(code(failure))
                + ",\"message\":" + JsonText.quote(failure.message())
                + ",\"param\":" + quoteOrNull(param(failure))
                + ",\"error\":" + error + "}\n\n";
        return event.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What a provider's answer means whose status is not 2xx.
     *
     * @param status     300 to 599
     * @param bodyPrefix the beginning of its body, decoded; JSON that is cut off counts as plain text
     * @param headers    its headers, of which {@code retry-after-ms} and {@code retry-after} are heard
     */
    public static Failure failureOf(
            Target target, int status, byte[] bodyPrefix, HeaderList headers, InstantSource clock) {
        return failureOf(target, status, detail(bodyPrefix), headers, clock);
    }

    /** The same, where somebody else has read what the body says. */
    public static Failure failureOf(
            Target target, int status, ErrorDetail detail, HeaderList headers, InstantSource clock) {
        var wait = RetryAfter.ofMillis(headers.get("retry-after-ms"));
        return failure(target, status, detail, wait != null ? wait : RetryAfter.of(headers.get("retry-after"), clock));
    }

    /** What an error means that came as an event of a stream, or in an answer of status 200; whoever's words it is in. */
    public static Failure failure(Target target, ErrorDetail detail) {
        int status = detail.status() != 0 ? detail.status() : ErrorWords.status(detail);
        return failure(target, status, detail, null);
    }

    private static Failure failure(Target target, int said, ErrorDetail detail, @Nullable Duration header) {
        String text = ErrorText.of(detail.message());
        int status = ErrorWords.corrected(said, detail);
        return switch (status) {
            case 401, 402, 403 -> new Failure.UpstreamCredentials(target, said);
            case 429 ->
                ErrorWords.isQuota(detail)
                        ? new Failure.UpstreamCredentials(target, said)
                        : new Failure.UpstreamRateLimited(target, text, header != null ? header : detail.retryAfter());
            case 408, 409, 424, 425 -> new Failure.UpstreamError(target, said, text);
            default ->
                status >= 400 && status < 500
                        ? refused(target, status, text, detail)
                        : new Failure.UpstreamError(target, said, text);
        };
    }

    private static Failure refused(Target target, int status, String text, ErrorDetail detail) {
        // Some repeat the status as their code, which nobody can act on.
        String said = detail.code().matches("[0-9]*") ? null : ErrorText.word(detail.code());
        String code = ErrorWords.isOverflow(detail) ? ErrorWords.CONTEXT_LENGTH : said;
        return new Failure.UpstreamRefused(
                target, status, text, code, ErrorText.word(detail.type()), ErrorText.word(detail.param()));
    }

    /** What the body of an error says; plain text counts as its message. */
    public static ErrorDetail detail(byte[] body) {
        var detail = ErrorReader.read(body);
        return detail != null ? detail : new ErrorDetail(0, "", "", plain(body));
    }

    private static String plain(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        return text.startsWith("{") || text.startsWith("[") ? "" : text;
    }

    private static String error(Failure failure) {
        return "{\"message\":" + JsonText.quote(failure.message())
                + ",\"type\":" + JsonText.quote(type(failure))
                + ",\"param\":" + quoteOrNull(param(failure))
                + ",\"code\":" + JsonText.quote(code(failure)) + "}";
    }

    /** The code for the client: the provider's own if it refused the request. */
    private static String code(Failure failure) {
        return failure instanceof Failure.UpstreamRefused f && f.theirCode() != null ? f.theirCode() : failure.code();
    }

    private static String quoteOrNull(@Nullable String text) {
        return text == null ? "null" : JsonText.quote(text);
    }

    private static String type(Failure failure) {
        return switch (failure) {
            case Failure.InvalidRequest _ -> "invalid_request_error";
            case Failure.Unauthenticated _ -> "authentication_error";
            case Failure.Forbidden _ -> "permission_error";
            case Failure.UnknownModel _ -> "invalid_request_error";
            case Failure.UnknownRoute _ -> "invalid_request_error";
            case Failure.NotFound _, Failure.Conflict _ -> "invalid_request_error";
            case Failure.MethodNotAllowed _ -> "invalid_request_error";
            case Failure.HeadTooLarge _, Failure.BodyTooSlow _ -> "invalid_request_error";
            case Failure.BodyTooLarge _ -> "invalid_request_error";
            case Failure.UnsupportedEncoding _ -> "invalid_request_error";
            case Failure.Overloaded _ -> "server_error";
            case Failure.Internal _ -> "server_error";
            case Failure.ClientGone _ -> "invalid_request_error";
            case Failure.NoTarget _ -> "invalid_request_error";
            case Failure.UpstreamUnreachable _ -> "upstream_error";
            case Failure.UpstreamTimeout _ -> "upstream_error";
            case Failure.UpstreamError _ -> "upstream_error";
            case Failure.UpstreamBroken _ -> "upstream_error";
            case Failure.UpstreamRateLimited _ -> "rate_limit_error";
            case Failure.UpstreamCredentials _ -> "upstream_error";
            case Failure.UpstreamRefused f -> refusedType(f.theirType());
            case Failure.BudgetSpent _ -> "insufficient_quota";
            case Failure.BudgetReserved _ -> "rate_limit_error";
            case Failure.RateLimited _ -> "rate_limit_error";
            case Failure.PriceUnknown _ -> "invalid_request_error";
            case Failure.NotAccountable _ -> "server_error";
        };
    }

    /** The provider's own type if it is one of OpenAI's, which clients know. */
    private static String refusedType(@Nullable String theirs) {
        return theirs != null && ErrorWords.isType(theirs) ? theirs : "invalid_request_error";
    }

    private static @Nullable String param(Failure failure) {
        return switch (failure) {
            case Failure.InvalidRequest f -> f.param();
            case Failure.UnknownModel _ -> "model";
            case Failure.Unauthenticated _ -> null;
            case Failure.Forbidden _ -> null;
            case Failure.UnknownRoute _ -> null;
            case Failure.NotFound _ -> null;
            case Failure.Conflict f -> f.param();
            case Failure.MethodNotAllowed _ -> null;
            case Failure.HeadTooLarge _, Failure.BodyTooSlow _ -> null;
            case Failure.BodyTooLarge _ -> null;
            case Failure.UnsupportedEncoding _ -> null;
            case Failure.Overloaded _ -> null;
            case Failure.Internal _ -> null;
            case Failure.ClientGone _ -> null;
            case Failure.NoTarget _ -> null;
            case Failure.BudgetSpent _, Failure.BudgetReserved _, Failure.RateLimited _ -> null;
            case Failure.PriceUnknown _ -> "model";
            case Failure.NotAccountable _ -> null;
            case Failure.UpstreamUnreachable _ -> null;
            case Failure.UpstreamTimeout _ -> null;
            case Failure.UpstreamError _ -> null;
            case Failure.UpstreamBroken _ -> null;
            case Failure.UpstreamRateLimited _ -> null;
            case Failure.UpstreamCredentials _ -> null;
            case Failure.UpstreamRefused f -> f.theirParam();
        };
    }
}
