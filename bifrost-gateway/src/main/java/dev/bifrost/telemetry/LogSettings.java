package dev.bifrost.telemetry;

import dev.bifrost.api.settings.Describe;

/** The {@code observability.log} part of the configuration. */
@Describe("What is written to standard output: one line a call, and what the gateway has to say.")
public record LogSettings(
        @Describe(value = "json for machines, text for people.", byDefault = "text")
        Format format,

        @Describe(value = "The least weight that is written; calls are info.", byDefault = "info")
        Level level) {

    /** Absent keys arrive as null and leave as their defaults. */
    public LogSettings {
        format = format == null ? Format.TEXT : format;
        level = level == null ? Level.INFO : level;
    }

    /** What holds where the file says nothing. */
    public static LogSettings standard() {
        return new LogSettings(Format.TEXT, Level.INFO);
    }

    /** The form of a line. */
    public enum Format {
        JSON,
        TEXT
    }

    /** The weight of a line. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }
}
