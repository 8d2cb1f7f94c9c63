package dev.bifrost.dialect.openai;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;

/** Refusals of a client's request that name the field at fault; the codes are OpenAI's. */
final class Invalid {
    private Invalid() {}

    /** It must be there. */
    static Refusal missing(String field) {
        return new Refusal(
                new Failure.InvalidRequest("'" + field + "' is missing", field, "missing_required_parameter"));
    }

    /** It must be something else, such as {@code a string}. */
    static Refusal type(String field, String wanted) {
        return new Refusal(new Failure.InvalidRequest("'" + field + "' must be " + wanted, field, "invalid_type"));
    }

    /** It must have another value: {@code advice} says which. */
    static Refusal value(String field, String value, String advice) {
        return new Refusal(new Failure.InvalidRequest(
                "'" + field + "' is '" + shortened(value) + "', which is not known here; " + advice,
                field,
                "invalid_value"));
    }

    private static String shortened(String value) {
        return value.length() <= 60 ? value : value.substring(0, 60) + "…";
    }
}
