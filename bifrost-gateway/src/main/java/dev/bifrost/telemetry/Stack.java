package dev.bifrost.telemetry;

import java.util.StringJoiner;

/** A stack trace on one line: the innermost frames of a failure and of what caused it. */
final class Stack {
    private static final int FRAMES = 12;
    private static final int CAUSES = 4;

    private Stack() {}

    static String of(Throwable failure) {
        var text = new StringJoiner(" < ");
        Throwable at = failure;
        for (int depth = 0; at != null && depth < CAUSES; depth++) {
            if (depth > 0) {
                text.add("caused by " + at);
            }
            StackTraceElement[] frames = at.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
                text.add(frames[i].toString());
            }
            at = at.getCause();
        }
        return text.toString();
    }
}
