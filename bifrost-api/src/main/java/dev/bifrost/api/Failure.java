package dev.bifrost.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can go wrong with a call. Status, blame, code and whether another target may help follow from the
 * kind of failure alone, in the functions below; no other place decides them.
 */
public sealed interface Failure {

    /** What the client is told: says what happened and what to change; holds no secret. */
    String message();

    /** The request makes no sense. {@code param} is the field at fault. */
    record InvalidRequest(String message, @Nullable String param, String code) implements Failure {
        public InvalidRequest(String message) {
            this(message, null, "invalid_request");
        }
    }

    /** No key, an unknown key, an expired key, or two different ones. */
    record Unauthenticated(String message, String code) implements Failure {}

    /** The key is known and may not do this. */
    record Forbidden(String message, String code) implements Failure {}

    /** The model's name leads nowhere. */
    record UnknownModel(String model, List<String> nearest) implements Failure {
        @Override
        public String message() {
            String hint = nearest.isEmpty() ? "" : " Did you mean " + String.join(" or ", nearest) + "?";
            return "The model '" + model + "' does not exist, or you may not use it." + hint;
        }
    }

    /** The path leads nowhere. */
    record UnknownRoute(String method, String path) implements Failure {
        @Override
        public String message() {
            return "Unknown route: " + method + " " + path;
        }
    }

    /** What a route of the gateway's own names does not exist, such as a virtual key. */
    record NotFound(String message, String code) implements Failure {}

    /** It contradicts what is there already. {@code param} is the field at fault. */
    record Conflict(String message, @Nullable String param, String code) implements Failure {}

    /** The path exists, the method does not. {@code allowed} goes into the {@code allow} header. */
    record MethodNotAllowed(String method, String path, String allowed) implements Failure {
        @Override
        public String message() {
            return "Use " + allowed + " on " + path + ", not " + method;
        }
    }

    /** The head is longer than the configuration allows. */
    record HeadTooLarge() implements Failure {
        @Override
        public String message() {
            return "The head of the request is larger than the limit (server.max_header)";
        }
    }

    /** The body did not arrive in time. */
    record BodyTooSlow(Duration limit) implements Failure {
        @Override
        public String message() {
            return "The request body did not arrive within " + limit.toSeconds() + " s";
        }
    }

    /** The body is longer than the configuration allows. */
    record BodyTooLarge(long limit, String setting) implements Failure {
        public BodyTooLarge(long limit) {
            this(limit, "server.max_body");
        }

        @Override
        public String message() {
            return "The request body is larger than the limit of " + limit + " bytes (" + setting + ")";
        }
    }

    /**
     * The body is encoded in a way that is not decoded here.
     *
     * @param supported what is, in words
     */
    record UnsupportedEncoding(String encoding, String supported) implements Failure {
        public UnsupportedEncoding(String encoding) {
            this(encoding, "identity, gzip or zstd");
        }

        @Override
        public String message() {
            return "content-encoding '" + encoding + "' is not supported; send " + supported;
        }
    }

    /** The gateway is full, or shutting down. */
    record Overloaded(String message, Duration retryAfter) implements Failure {}

    /** A fault of ours. */
    record Internal(String message) implements Failure {}

    /** The client went away. Nobody is told; the record says so. */
    record ClientGone() implements Failure {
        @Override
        public String message() {
            return "The client closed the connection before the answer was complete";
        }
    }

    /** No target could be tried: all are disabled, or do not have the operation. */
    record NoTarget(String message) implements Failure {}

    /** Money has been spent up to a budget's limit. Says which budget, what is left, and when it begins anew. */
    record BudgetSpent(String message) implements Failure {}

    /** Other calls under way have reserved what is left of a budget; it may come back. */
    record BudgetReserved(String message, Duration retryAfter) implements Failure {}

    /**
     * The caller, its alias or the provider has had as many calls or tokens as it may. Says which limit.
     *
     * @param retryAfter null if it would never fit
     */
    record RateLimited(String message, @Nullable Duration retryAfter) implements Failure {}

    /** A budget in dollars applies, and nobody knows what the model costs. */
    record PriceUnknown(String message) implements Failure {}

    /** The call can not be accounted for, so it is not made. */
    record NotAccountable(String message) implements Failure {}

    /** The provider could not be reached, or hung up before it answered. */
    record UpstreamUnreachable(Target target, String detail) implements Failure {
        @Override
        public String message() {
            return target.provider() + " could not be reached: " + detail;
        }
    }

    /** The provider took too long. {@code which} is the deadline that passed, such as {@code first_token}. */
    record UpstreamTimeout(Target target, String which, Duration limit) implements Failure {
        @Override
        public String message() {
            return target.provider() + " did not answer in time: " + which + " is " + limit.toMillis() + " ms";
        }
    }

    /** The provider answered with a 5xx, or its answer's stream began with an error. */
    record UpstreamError(Target target, int upstreamStatus, String detail) implements Failure {
        @Override
        public String message() {
            return target.provider() + " failed" + (upstreamStatus > 0 ? " with status " + upstreamStatus : "")
                    + (detail.isEmpty() ? "" : ": " + detail);
        }
    }

    /** The provider's answer broke off, or is not HTTP. */
    record UpstreamBroken(Target target, String detail) implements Failure {
        @Override
        public String message() {
            return "The answer of " + target.provider() + " broke off: " + detail;
        }
    }

    /** The provider limits our rate. */
    record UpstreamRateLimited(
            Target target, String detail, @Nullable Duration retryAfter) implements Failure {
        @Override
        public String message() {
            return target.provider() + " limits the rate of requests" + (detail.isEmpty() ? "" : ": " + detail);
        }
    }

    /** The provider refused the gateway's own credential, or its quota is used up. Its text is withheld. */
    record UpstreamCredentials(Target target, int upstreamStatus) implements Failure {
        @Override
        public String message() {
            return target.provider() + " does not accept the gateway's credential (status " + upstreamStatus
                    + "); the operator must check it";
        }
    }

    /**
     * The provider says that the request is wrong. Its own words are passed on, short and without secrets, because
     * clients act on them; they are null where it has none. Our own {@link #code} stays the same for all of them.
     */
    record UpstreamRefused(
            Target target,
            int status,
            String detail,
            @Nullable String theirCode,
            @Nullable String theirType,
            @Nullable String theirParam)
            implements Failure {
        public UpstreamRefused(Target target, int status, String detail) {
            this(target, status, detail, null, null, null);
        }

        @Override
        public String message() {
            return detail.isEmpty() ? target.provider() + " refused the request with status " + status : detail;
        }
    }

    /** The HTTP status that the client gets if nothing has been sent yet. */
    default int status() {
        return switch (this) {
            case InvalidRequest _ -> 400;
            case Unauthenticated _ -> 401;
            case Forbidden _ -> 403;
            case UnknownModel _ -> 404;
            case UnknownRoute _ -> 404;
            case NotFound _ -> 404;
            case Conflict _ -> 409;
            case MethodNotAllowed _ -> 405;
            case HeadTooLarge _ -> 431;
            case BodyTooSlow _ -> 408;
            case BodyTooLarge _ -> 413;
            case UnsupportedEncoding _ -> 415;
            case Overloaded _ -> 503;
            case Internal _ -> 500;
            case ClientGone _ -> 499;
            case NoTarget _ -> 400;
            case BudgetSpent _ -> 402;
            case BudgetReserved _ -> 429;
            case RateLimited _ -> 429;
            case PriceUnknown _ -> 403;
            case NotAccountable _ -> 503;
            case UpstreamUnreachable _ -> 502;
            case UpstreamTimeout _ -> 504;
            case UpstreamError _ -> 502;
            case UpstreamBroken _ -> 502;
            case UpstreamRateLimited _ -> 429;
            case UpstreamCredentials _ -> 502;
            case UpstreamRefused f -> f.status();
        };
    }

    /** A stable name, also the label in metrics. */
    default String code() {
        return switch (this) {
            case InvalidRequest f -> f.code();
            case Unauthenticated f -> f.code();
            case Forbidden f -> f.code();
            case UnknownModel _ -> "model_not_found";
            case UnknownRoute _ -> "unknown_route";
            case NotFound f -> f.code();
            case Conflict f -> f.code();
            case MethodNotAllowed _ -> "method_not_allowed";
            case HeadTooLarge _ -> "head_too_large";
            case BodyTooSlow _ -> "body_too_slow";
            case BodyTooLarge _ -> "body_too_large";
            case UnsupportedEncoding _ -> "unsupported_encoding";
            case Overloaded _ -> "overloaded";
            case Internal _ -> "internal_error";
            case ClientGone _ -> "client_gone";
            case NoTarget _ -> "no_target";
            case BudgetSpent _ -> "budget_spent";
            case BudgetReserved _ -> "budget_reserved";
            case RateLimited _ -> "rate_limited";
            case PriceUnknown _ -> "price_unknown";
            case NotAccountable _ -> "not_accountable";
            case UpstreamUnreachable _ -> "upstream_unreachable";
            case UpstreamTimeout _ -> "upstream_timeout";
            case UpstreamError _ -> "upstream_error";
            case UpstreamBroken _ -> "upstream_broken";
            case UpstreamRateLimited _ -> "upstream_rate_limited";
            case UpstreamCredentials _ -> "upstream_credentials";
            case UpstreamRefused _ -> "upstream_refused";
        };
    }

    /** Whose doing it is. */
    default Blame blame() {
        return switch (this) {
            case InvalidRequest _ -> Blame.CLIENT;
            case Unauthenticated _ -> Blame.POLICY;
            case Forbidden _ -> Blame.POLICY;
            case UnknownModel _ -> Blame.CLIENT;
            case UnknownRoute _ -> Blame.CLIENT;
            case NotFound _ -> Blame.CLIENT;
            case Conflict _ -> Blame.CLIENT;
            case MethodNotAllowed _ -> Blame.CLIENT;
            case HeadTooLarge _ -> Blame.CLIENT;
            case BodyTooSlow _ -> Blame.CLIENT;
            case BodyTooLarge _ -> Blame.CLIENT;
            case UnsupportedEncoding _ -> Blame.CLIENT;
            case Overloaded _ -> Blame.GATEWAY;
            case Internal _ -> Blame.GATEWAY;
            case ClientGone _ -> Blame.CLIENT;
            case NoTarget _ -> Blame.POLICY;
            case BudgetSpent _ -> Blame.POLICY;
            case BudgetReserved _ -> Blame.POLICY;
            case RateLimited _ -> Blame.POLICY;
            case PriceUnknown _ -> Blame.POLICY;
            case NotAccountable _ -> Blame.GATEWAY;
            case UpstreamUnreachable _ -> Blame.UPSTREAM;
            case UpstreamTimeout _ -> Blame.UPSTREAM;
            case UpstreamError _ -> Blame.UPSTREAM;
            case UpstreamBroken _ -> Blame.UPSTREAM;
            case UpstreamRateLimited _ -> Blame.UPSTREAM;
            case UpstreamCredentials _ -> Blame.UPSTREAM;
            case UpstreamRefused _ -> Blame.CLIENT;
        };
    }

    /** After which word of {@code fallback_on} another target may be tried; empty if none could do better. */
    default Optional<FallbackCause> fallbackCause() {
        return switch (this) {
            case UpstreamUnreachable _ -> Optional.of(FallbackCause.CONNECT);
            case UpstreamTimeout _ -> Optional.of(FallbackCause.TIMEOUT);
            case UpstreamError _ -> Optional.of(FallbackCause.SERVER_ERROR);
            case UpstreamBroken _ -> Optional.of(FallbackCause.CONNECT);
            case UpstreamRateLimited _ -> Optional.of(FallbackCause.RATE_LIMIT);
            case UpstreamCredentials _ -> Optional.of(FallbackCause.CREDENTIALS);
            case InvalidRequest _ -> Optional.empty();
            case Unauthenticated _ -> Optional.empty();
            case Forbidden _ -> Optional.empty();
            case UnknownModel _ -> Optional.empty();
            case UnknownRoute _ -> Optional.empty();
            case NotFound _ -> Optional.empty();
            case Conflict _ -> Optional.empty();
            case MethodNotAllowed _ -> Optional.empty();
            case HeadTooLarge _ -> Optional.empty();
            case BodyTooSlow _ -> Optional.empty();
            case BodyTooLarge _ -> Optional.empty();
            case UnsupportedEncoding _ -> Optional.empty();
            case Overloaded _ -> Optional.empty();
            case Internal _ -> Optional.empty();
            case ClientGone _ -> Optional.empty();
            case NoTarget _ -> Optional.empty();
            case BudgetSpent _ -> Optional.empty();
            case BudgetReserved _ -> Optional.empty();
            case RateLimited _ -> Optional.empty();
            case PriceUnknown _ -> Optional.empty();
            case NotAccountable _ -> Optional.empty();
            case UpstreamRefused _ -> Optional.empty();
        };
    }

    /** When the client may try again; null if the failure does not say. */
    default @Nullable Duration retryAfter() {
        return null;
    }
}
