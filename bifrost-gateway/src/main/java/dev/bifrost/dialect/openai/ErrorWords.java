package dev.bifrost.dialect.openai;

import dev.bifrost.api.ErrorDetail;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The words by which providers say what went wrong, as the HTTP status that each stands for: OpenAI's and those of its kin,
 * Anthropic's (https://docs.claude.com/en/api/errors), Google's (https://cloud.google.com/apis/design/errors), those of AWS
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html) and Cohere's.
 */
final class ErrorWords {
    /** The code by which OpenAI's clients know that they have to shorten the conversation. */
    static final String CONTEXT_LENGTH = "context_length_exceeded";

    private static final Set<String> QUOTA = Set.of(
            "insufficient_quota",
            "billing_hard_limit_reached",
            "billing_not_active",
            "billing_error",
            "insufficient_credits",
            "insufficient_balance");

    /** Words of AWS that come with status 400, whatever they are about. */
    private static final Map<String, Integer> CORRECTED = Map.of(
            "throttlingexception", 429,
            "throttling", 429,
            "servicequotaexceededexception", 429,
            "expiredtokenexception", 401,
            "unrecognizedclientexception", 401,
            "incompletesignatureexception", 401,
            "invalidsignatureexception", 401,
            "accessdeniedexception", 403,
            "modelerrorexception", 500);

    /** What providers say in words alone, with status 400, when they do not know a key or want to be paid. */
    private static final List<String> CREDENTIALS = List.of(
            "api key not valid",
            "api key expired",
            "incorrect api key",
            "invalid api key",
            "invalid api token",
            "security token included in the request",
            "credit balance is too low");

    /** What providers say in words alone when a prompt is longer than the model's context. */
    private static final List<String> OVERFLOW = List.of(
            "prompt is too long", // Anthropic
            "exceed context limit", // Anthropic, with max_tokens counted
            "exceeds the maximum number of tokens", // Gemini
            "too many tokens", // Cohere
            "input is too long for requested model", // Bedrock
            "maximum context length", // Mistral, vLLM
            "exceeds the context window",
            "context length exceeded");

    /** The types of OpenAI's errors, by which its clients choose what to do. */
    private static final Set<String> TYPES = Set.of(
            "invalid_request_error",
            "authentication_error",
            "permission_error",
            "rate_limit_error",
            "insufficient_quota",
            "tokens",
            "requests",
            "server_error",
            "image_generation_user_error");

    private static final Map<String, Integer> STATUS = new HashMap<>();

    static {
        put(
                401,
                "invalid_api_key",
                "api_key_invalid",
                "authentication_error",
                "invalid_authentication",
                "unauthenticated",
                "unauthorized",
                "account_deactivated",
                "expiredtoken",
                "invalidclienttokenid",
                "missingauthenticationtoken",
                "missingauthenticationtokenexception",
                "signaturedoesnotmatch");
        put(403, "permission_error", "permission_denied", "forbidden", "optinrequired");
        put(
                429,
                "rate_limit_exceeded",
                "rate_limit_error",
                "rate_limit",
                "requests",
                "tokens",
                "too_many_requests",
                "toomanyrequestsexception",
                "resource_exhausted");
        put(404, "not_found_error", "not_found", "model_not_found", "resourcenotfoundexception");
        put(413, "request_too_large");
        put(
                400,
                "invalid_request_error",
                "invalid_request",
                "invalid_prompt",
                "invalid_argument",
                "failed_precondition",
                "out_of_range",
                CONTEXT_LENGTH,
                "content_filter",
                "content_policy_violation",
                "invalid_message",
                "invalid_function_call",
                "invalid_type",
                "unsupported_parameter",
                "unsupported_value",
                "validation_error",
                "validationexception",
                "bad_request",
                "error_toxic");
    }

    private ErrorWords() {}

    private static void put(int status, String... words) {
        for (String word : words) {
            STATUS.put(word, status);
        }
    }

    /** The status that an error without one would have had as an answer; 0 if it was the provider's own fault. */
    static int status(ErrorDetail detail) {
        if (isQuota(detail)) {
            return 429;
        }
        int code = known(word(detail.code()));
        int type = known(word(detail.type()));
        // One of the two is often only a general word: DeepSeek's code for a bad key is invalid_request_error.
        boolean typeSaysMore = code == 0 || (code != 401 && code != 429 && (type == 401 || type == 403 || type == 429));
        return typeSaysMore ? type : code;
    }

    /** A fault of the model's has no status that could be told of. */
    private static int known(String word) {
        int status = CORRECTED.getOrDefault(word, STATUS.getOrDefault(word, 0));
        return status == 500 ? 0 : status;
    }

    /** The status that the answer should have had: some say 400 to everything. */
    static int corrected(int status, ErrorDetail detail) {
        if (status != 400) {
            return status;
        }
        for (String word : List.of(word(detail.code()), word(detail.type()))) {
            int known = STATUS.getOrDefault(word, status);
            if (CORRECTED.containsKey(word) || known == 401 || known == 403) {
                return CORRECTED.getOrDefault(word, known);
            }
        }
        String message = detail.message().toLowerCase(Locale.ROOT);
        return CREDENTIALS.stream().anyMatch(message::contains) ? 401 : status;
    }

    /** Whether the quota is used up, which does not pass in a minute as a rate does. */
    static boolean isQuota(ErrorDetail detail) {
        // Google says the same words when a rate is exceeded.
        boolean google = word(detail.code()).equals("resource_exhausted")
                || word(detail.type()).equals("resource_exhausted");
        String message = detail.message().toLowerCase(Locale.ROOT);
        return QUOTA.contains(word(detail.code()))
                || QUOTA.contains(word(detail.type()))
                || (!google && message.contains("exceeded your current quota"));
    }

    /** Whether the prompt is longer than the model's context, said in a code or in words. */
    static boolean isOverflow(ErrorDetail detail) {
        String message = detail.message().toLowerCase(Locale.ROOT);
        return word(detail.code()).equals(CONTEXT_LENGTH) || OVERFLOW.stream().anyMatch(message::contains);
    }

    /** Whether OpenAI's clients know this type of an error. */
    static boolean isType(String type) {
        return TYPES.contains(type);
    }

    /** AWS puts a name before a {@code #} and an address behind a colon. */
    private static String word(String said) {
        String word = said.substring(said.indexOf('#') + 1);
        int colon = word.indexOf(':');
        return (colon < 0 ? word : word.substring(0, colon)).toLowerCase(Locale.ROOT);
    }
}
