package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.dialect.anthropic.MessagesErrors;
import dev.bifrost.dialect.openai.OpenAiErrors;

/** Failures as a client gets them where no exchange was begun. */
public final class Failures {
    private Failures() {}

    /** The body of an error answer; {@code anthropic}: in Anthropic's form, else in OpenAI's. */
    public static byte[] body(Failure failure, boolean anthropic) {
        return anthropic ? MessagesErrors.body(failure) : OpenAiErrors.body(failure);
    }
}
