package dev.bifrost.dialect.anthropic;

import org.jspecify.annotations.Nullable;

/** Where Claude runs, which decides what is wrapped around a request. */
public enum MessagesFlavour {
    /** Anthropic's own API, and whoever imitates it. */
    DIRECT("anthropic", null),
    /** Google's {@code rawPredict} and {@code streamRawPredict}: the model stands in the path. */
    VERTEX("anthropic-vertex", "vertex-2023-10-16"),
    /** Amazon's {@code InvokeModel} and {@code InvokeModelWithResponseStream}: model and streaming stand in the path. */
    BEDROCK("bedrock-invoke", "bedrock-2023-05-31");

    private final String dialect;
    private final @Nullable String version;

    MessagesFlavour(String dialect, @Nullable String version) {
        this.dialect = dialect;
        this.version = version;
    }

    /** The name in {@code dialect:}. */
    public String dialect() {
        return dialect;
    }

    /** The body's {@code anthropic_version}; null where that is a header. */
    @Nullable
    String version() {
        return version;
    }
}
