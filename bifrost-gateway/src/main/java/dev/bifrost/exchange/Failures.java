package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.dialect.openai.OpenAiErrors;

/** Failures as a client gets them where no exchange was begun. */
public final class Failures {
    private Failures() {}

    /** The body of an error answer, in OpenAI's form. */
    public static byte[] body(Failure failure) {
        return OpenAiErrors.body(failure);
    }
}
