package dev.bifrost.api.chat;

/** Who says something. */
public enum Role {
    SYSTEM,
    /** Like the system, by another name: providers that know only one take the other. */
    DEVELOPER,
    USER,
    ASSISTANT,
    /** The results of tools; its parts are {@link Part.ToolResult}s and nothing else. */
    TOOL
}
