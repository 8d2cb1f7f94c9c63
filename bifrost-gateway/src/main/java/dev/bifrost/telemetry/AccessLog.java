package dev.bifrost.telemetry;

/**
 * Turns entries into lines. Whatever clients send, an entry is one line, and long values are cut. Keeps state between
 * lines: not for several threads.
 */
sealed interface AccessLog permits JsonLines, TextLines {

    /** Names of models, keys and so on. */
    int LONGEST = 256;

    /** {@code user-agent}. */
    int LONGEST_AGENT = 200;

    /** Messages and stack traces. */
    int LONGEST_MESSAGE = 4000;

    static AccessLog of(LogSettings.Format format) {
        return switch (format) {
            case JSON -> new JsonLines();
            case TEXT -> new TextLines();
        };
    }

    /** Appends the line, its end included. */
    void append(Entry entry, LineBuffer to);

    static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + '…';
    }

    /** Microseconds are as exact as anybody needs it. */
    static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
