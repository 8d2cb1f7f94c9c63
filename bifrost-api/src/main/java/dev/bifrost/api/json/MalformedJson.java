package dev.bifrost.api.json;

/** What was to be JSON is not. It has no stack trace: it is about the bytes, not about us. */
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedJson(String message) {
        super(message, null, false, false);
    }
}
