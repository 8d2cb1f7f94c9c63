package dev.bifrost.api;

import java.util.Locale;

/** What a client wants done, in whichever dialect it asks. */
public enum Operation {
    CHAT,
    COMPLETIONS,
    RESPONSES,
    EMBEDDINGS,
    MODERATIONS,
    MESSAGES,
    /** How many tokens a conversation would have. */
    COUNT_TOKENS,
    /** The same, asked in the words of OpenAI's Responses API. */
    INPUT_TOKENS,
    RERANK,
    IMAGES,
    SPEECH,
    TRANSCRIPTION,
    MODELS,
    /** A route that is passed on as it is, whatever it does. */
    PASSTHROUGH;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in configuration, metrics and records, such as {@code chat}. */
    public String label() {
        return label;
    }
}
