package dev.bifrost.dialect;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.json.JsonFields;
import dev.bifrost.dialect.json.JsonFields.Field;
import dev.bifrost.dialect.json.JsonFound;
import dev.bifrost.dialect.json.JsonKind;
import dev.bifrost.dialect.json.JsonScanner;
import org.jspecify.annotations.Nullable;

/** What the gateway must know of a whole JSON answer, of any length, read as it comes; the answer is not kept. */
public final class AnswerScan {
    private static final int USAGE = 0;
    private static final int MODEL = 1;
    private static final int ERROR = 2;
    private static final int GROQ_USAGE = 4;

    private static final JsonFields FIELDS = JsonFields.of(
            new Field("usage", 16 << 10),
            new Field("model", 1 << 10),
            new Field("error", 16 << 10),
            new Field("x_groq", 0),
            new Field("x_groq.usage", 16 << 10));

    private final JsonScanner scanner = new JsonScanner(FIELDS);
    private final JsonFound found = scanner.found();

    /** Reads on; the answer may be cut anywhere. */
    public void feed(byte[] bytes, int from, int to) {
        scanner.feed(bytes, from, to);
    }

    /** Says that the answer is complete. */
    public void end() {
        scanner.end();
    }

    /** Whether the answer is not JSON, or after {@link #end} not whole. */
    public boolean malformed() {
        return scanner.failed();
    }

    /** Whether the answer is, or begins like, a JSON object. */
    public boolean isObject() {
        return scanner.rootKind() == JsonKind.OBJECT;
    }

    /** What the call consumed; null if the answer does not say. */
    public @Nullable Usage usage() {
        byte[] raw = found.has(USAGE) ? found.raw(USAGE) : found.raw(GROQ_USAGE);
        return raw == null ? null : UsageReader.read(raw, 0, raw.length);
    }

    /** The model that the answer names. */
    public @Nullable String model() {
        return found.text(MODEL);
    }

    /** The error that an answer of status 200 may still hold. */
    public @Nullable ErrorDetail error() {
        if (!found.has(ERROR)) {
            return null;
        }
        byte[] raw = found.raw(ERROR);
        var detail = raw == null ? null : ErrorReader.ofValue(raw);
        return detail == null ? new ErrorDetail(0, "", "", "") : detail;
    }
}
