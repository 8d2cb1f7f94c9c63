package dev.bifrost.api.settings;

/** What is kept of what a call asks and is answered. */
public enum ContentMode {
    /** Nothing. */
    NONE,
    /** A fingerprint of the request's body. */
    HASH,
    /** That, and both texts, redacted and encrypted. */
    FULL
}
