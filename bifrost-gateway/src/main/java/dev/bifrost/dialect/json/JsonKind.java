package dev.bifrost.dialect.json;

/** What a JSON value is. */
public enum JsonKind {
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL,
    OBJECT,
    ARRAY
}
