package dev.bifrost.telemetry;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines for people. A call: time, status, key, asked → answering target, tokens in and out, milliseconds, ending, then
 * the failure and the attempts if there is something to see, then the ids of request and trace. Columns are aligned while their values are short.
 */
final class TextLines implements AccessLog {
    private static final int SECOND_COLUMN = 6;
    private static final int KEY_COLUMN = 14;
    private static final int TARGET_COLUMN = 48;
    private static final int NUMBER_COLUMN = 7;
    private static final int MILLIS_COLUMN = 9;

    private final Timestamps timestamps = new Timestamps();
    private final StringBuilder line = new StringBuilder(512);

    @Override
    public void append(Entry entry, LineBuffer to) {
        line.setLength(0);
        switch (entry) {
            case Entry.Call call -> call(call.record());
            case Entry.Note note -> note(note);
        }
        byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        to.write(bytes, 0, bytes.length);
    }

    private void call(CallRecord call) {
        line.append(timestamps.format(call.time())).append(' ');
        column(Integer.toString(call.status()), SECOND_COLUMN);
        column(call.virtualKey() == null ? "-" : call.virtualKey(), KEY_COLUMN);
        way(call);
        tokens(call.usage());
        rightAligned(Double.toString(Math.round(call.totalNanos() / 1e5) / 10.0), MILLIS_COLUMN);
        line.append(" ms ").append(call.ending().label());
        if (call.failure() != null && !call.failure().equals(call.ending().label())) {
            line.append(' ');
            Escaped.value(line, call.failure(), LONGEST);
        }
        attempts(call.attempts(), call.ending());
        ids(call);
    }

    /** Last, for they are long, and of use to whoever looks for one of them. */
    private void ids(CallRecord call) {
        field("id", call.requestId());
        if (call.traceId() != null) {
            field("trace", call.traceId());
        }
    }

    private void way(CallRecord call) {
        int start = line.length();
        String asked = call.modelAsked();
        if (asked == null) {
            Escaped.value(line, call.route(), LONGEST);
        } else {
            Escaped.value(line, asked, LONGEST);
        }
        if (call.provider() != null) {
            line.append('→');
            Escaped.value(line, call.provider(), LONGEST);
            if (call.model() != null) {
                line.append('/');
                Escaped.value(line, call.model(), LONGEST);
            }
        }
        fill(start, TARGET_COLUMN);
    }

    private void tokens(@Nullable Usage usage) {
        rightAligned(usage == null ? "-" : Long.toString(usage.prompt()), NUMBER_COLUMN);
        line.append(" in ");
        rightAligned(usage == null ? "-" : Long.toString(usage.completion()), NUMBER_COLUMN);
        line.append(usage != null && usage.estimated() ? " out~" : " out ");
    }

    /** A call that went well at the first try needs no list. */
    private void attempts(List<Attempt> attempts, Ending ending) {
        if (attempts.isEmpty() || (attempts.size() == 1 && ending == Ending.COMPLETE)) {
            return;
        }
        String separator = " [";
        for (Attempt attempt : attempts) {
            line.append(separator);
            Escaped.value(line, attempt.target().toString(), LONGEST);
            line.append(' ');
            if (attempt.status() > 0) {
                line.append(attempt.status()).append(' ');
            }
            Escaped.value(line, attempt.outcome(), LONGEST);
            if (attempt.nanos() > 0) {
                line.append(' ').append(AccessLog.millis(attempt.nanos())).append(" ms");
            }
            separator = "; ";
        }
        line.append(']');
    }

    private void note(Entry.Note note) {
        line.append(timestamps.format(note.time())).append(' ');
        column(note.level().name(), SECOND_COLUMN);
        Escaped.words(line, note.message(), LONGEST_MESSAGE);
        for (Entry.Field field : note.fields()) {
            field(field.name(), field.value());
        }
        if (note.cause() != null) {
            field("error", note.cause());
            field("stack", Stack.of(note.cause()));
        }
    }

    private void field(String name, Object value) {
        line.append(' ').append(name).append('=');
        Escaped.value(line, value.toString(), LONGEST_MESSAGE);
    }

    private void column(String text, int width) {
        int start = line.length();
        Escaped.value(line, text, LONGEST);
        fill(start, width);
    }

    private void fill(int start, int width) {
        do {
            line.append(' ');
        } while (line.length() - start < width);
    }

    private void rightAligned(String text, int width) {
        line.repeat(' ', Math.max(0, width - text.length())).append(text);
    }
}
