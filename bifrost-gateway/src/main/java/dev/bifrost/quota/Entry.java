package dev.bifrost.quota;

/** What came of the wish to enter: a {@link Call}, or the limit that is reached. */
public sealed interface Entry permits Call, Outcome.Limited {}
