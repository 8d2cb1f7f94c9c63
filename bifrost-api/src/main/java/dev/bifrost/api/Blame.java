package dev.bifrost.api;

/** Whose doing a failure is. */
public enum Blame {
    CLIENT,
    POLICY,
    GATEWAY,
    UPSTREAM
}
