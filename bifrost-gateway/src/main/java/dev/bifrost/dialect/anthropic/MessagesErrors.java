package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Failure;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.ErrorReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Failures in the words of Anthropic's Messages, both ways (https://platform.claude.com/docs/en/api/errors). */
public final class MessagesErrors {
    private static final String REQUEST = "invalid_request_error";
    private static final String API = "api_error";
    private static final String OVERLOADED = "overloaded_error";

    private static final Map<String, Integer> STATUS = Map.of(
            REQUEST,
            400,
            "authentication_error",
            401,
            "billing_error",
            402,
            "permission_error",
            403,
            "not_found_error",
            404,
            "request_too_large",
            413,
            "rate_limit_error",
            429,
            API,
            500,
            "timeout_error",
            504,
            OVERLOADED,
            529);

    private MessagesErrors() {}

    /**
     * The body of an answer that reports this failure, UTF-8. Beside what Anthropic sends, {@code error} has our own
     * {@code code}, and {@code param} if a field is at fault.
     */
    public static byte[] body(Failure failure) {
        return json(failure).bytes();
    }

    /** The event that reports this failure in a running stream, after which nothing follows. */
    public static byte[] event(Failure failure) {
        return ("event: error\ndata: " + json(failure).print() + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    static Json.Obj json(Failure failure) {
        Json.Obj error = new Json.Obj()
                .put("type", type(failure))
                .put("message", failure.message())
                .put("code", failure.code())
                .put("param", param(failure));
        return new Json.Obj().put("type", "error").put("error", error);
    }

    /** What an answer or event of the type {@code error} says; null if it is none. */
    static @Nullable ErrorDetail read(Json.Obj json) {
        boolean error = json.text("type", "").equals("error") || json.get("error") != null;
        if (!error) {
            return null;
        }
        ErrorDetail said = ErrorReader.of(json);
        if (said == null) {
            return new ErrorDetail(0, "", "", "");
        }
        int status = said.status() == 0 ? STATUS.getOrDefault(said.type(), 0) : said.status();
        return new ErrorDetail(status, said.code(), said.type(), said.message(), said.param());
    }

    private static String type(Failure failure) {
        return switch (failure) {
            case Failure.InvalidRequest _ -> REQUEST;
            case Failure.Unauthenticated _ -> "authentication_error";
            case Failure.Forbidden _ -> "permission_error";
            case Failure.UnknownModel _, Failure.UnknownRoute _, Failure.NotFound _ -> "not_found_error";
            case Failure.Conflict _ -> REQUEST;
            case Failure.MethodNotAllowed _, Failure.BodyTooSlow _, Failure.UnsupportedEncoding _ -> REQUEST;
            case Failure.HeadTooLarge _, Failure.BodyTooLarge _ -> "request_too_large";
            case Failure.Overloaded _ -> OVERLOADED;
            case Failure.Internal _ -> API;
            case Failure.ClientGone _, Failure.NoTarget _ -> REQUEST;
            case Failure.UpstreamUnreachable _, Failure.UpstreamBroken _, Failure.UpstreamCredentials _ -> API;
            case Failure.UpstreamTimeout _ -> "timeout_error";
            case Failure.UpstreamError f -> f.upstreamStatus() == 503 || f.upstreamStatus() == 529 ? OVERLOADED : API;
            case Failure.UpstreamRateLimited _ -> "rate_limit_error";
            case Failure.UpstreamRefused f -> refused(f);
            case Failure.BudgetSpent _ -> "billing_error";
            case Failure.BudgetReserved _, Failure.RateLimited _ -> "rate_limit_error";
            case Failure.PriceUnknown _ -> "permission_error";
            case Failure.NotAccountable _ -> API;
        };
    }

    /** The provider's own type if it is one of Anthropic's, which clients know, else what its status stands for. */
    private static String refused(Failure.UpstreamRefused failure) {
        String theirs = failure.theirType();
        if (theirs != null && STATUS.containsKey(theirs)) {
            return theirs;
        }
        return switch (failure.status()) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            default -> REQUEST;
        };
    }

    private static @Nullable String param(Failure failure) {
        return switch (failure) {
            case Failure.InvalidRequest f -> f.param();
            case Failure.UnknownModel _ -> "model";
            case Failure.NotFound _ -> null;
            case Failure.Conflict f -> f.param();
            case Failure.UpstreamRefused f -> f.theirParam();
            case Failure.Unauthenticated _, Failure.Forbidden _, Failure.UnknownRoute _ -> null;
            case Failure.MethodNotAllowed _, Failure.HeadTooLarge _, Failure.BodyTooSlow _ -> null;
            case Failure.BodyTooLarge _, Failure.UnsupportedEncoding _, Failure.Overloaded _ -> null;
            case Failure.Internal _, Failure.ClientGone _, Failure.NoTarget _ -> null;
            case Failure.BudgetSpent _, Failure.BudgetReserved _, Failure.RateLimited _ -> null;
            case Failure.PriceUnknown _ -> "model";
            case Failure.NotAccountable _ -> null;
            case Failure.UpstreamUnreachable _, Failure.UpstreamTimeout _, Failure.UpstreamError _ -> null;
            case Failure.UpstreamBroken _, Failure.UpstreamRateLimited _, Failure.UpstreamCredentials _ -> null;
        };
    }
}
