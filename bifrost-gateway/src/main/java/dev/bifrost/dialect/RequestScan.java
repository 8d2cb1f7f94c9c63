package dev.bifrost.dialect;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.json.JsonFields;
import dev.bifrost.dialect.json.JsonFields.Field;
import dev.bifrost.dialect.json.JsonFound;
import dev.bifrost.dialect.json.JsonKind;
import dev.bifrost.dialect.json.JsonScanner;
import dev.bifrost.dialect.json.JsonText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway must know of a request in one of OpenAI's dialects, read while the body comes in, and the changes to
 * its bytes that send it to another model. The body itself is not kept.
 */
public final class RequestScan {
    /** How long a model's or an end user's name may be, in UTF-16 units. */
    public static final int MAX_NAME = 512;

    /** A name of {@link #MAX_NAME} with every character escaped, and its quotes. */
    private static final int NAME_BYTES = 6 * MAX_NAME + 2;

    private static final int MODEL = 0;
    private static final int STREAM = 1;
    private static final int STREAM_OPTIONS = 2;
    private static final int INCLUDE_USAGE = 3;
    private static final int USER = 4;
    private static final int SAFETY_IDENTIFIER = 5;
    private static final int METADATA = 6;
    private static final int METADATA_USER_ID = 7;
    private static final int METADATA_TAGS = 8;
    private static final int LITELLM_METADATA = 9;
    private static final int LITELLM_METADATA_TAGS = 10;
    private static final int TAGS = 11;
    private static final int MESSAGES = 12;
    private static final int INPUT = 13;
    private static final int MAX_TOKENS = 14;
    private static final int MAX_COMPLETION_TOKENS = 15;
    private static final int MAX_OUTPUT_TOKENS = 16;
    private static final int N = 17;
    private static final int BEST_OF = 18;

    /** A number is read if it has no more digits than this. */
    private static final int NUMBER_BYTES = 16;

    /** So many bytes of tags are read; more are not for a label. */
    private static final int TAGS_BYTES = 8 << 10;

    private static final JsonFields FIELDS = JsonFields.of(
            new Field("model", NAME_BYTES),
            new Field("stream", 0),
            new Field("stream_options", 0),
            new Field("stream_options.include_usage", 0),
            new Field("user", NAME_BYTES),
            new Field("safety_identifier", NAME_BYTES),
            new Field("metadata", 0, true),
            new Field("metadata.user_id", NAME_BYTES),
            new Field("metadata.tags", TAGS_BYTES, true),
            new Field("litellm_metadata", 0, true),
            new Field("litellm_metadata.tags", TAGS_BYTES),
            new Field("tags", TAGS_BYTES, true),
            new Field("messages", 0),
            new Field("input", 0),
            new Field("max_tokens", NUMBER_BYTES),
            new Field("max_completion_tokens", NUMBER_BYTES),
            new Field("max_output_tokens", NUMBER_BYTES),
            new Field("n", NUMBER_BYTES),
            new Field("best_of", NUMBER_BYTES));

    /** More than any model writes, and few enough to be multiplied. */
    private static final long MOST_TOKENS = 1_000_000_000;

    private static final long MOST_CHOICES = 1_000_000;
    private static final int LONG_DIGITS = 18;

    private static final int[] LIMITS = {MAX_COMPLETION_TOKENS, MAX_OUTPUT_TOKENS, MAX_TOKENS};

    private final JsonScanner scanner = new JsonScanner(FIELDS);
    private final JsonFound found = scanner.found();
    private Operation operation;
    private @Nullable String model;

    /** A scan of one request for this operation. */
    public RequestScan(Operation operation) {
        this.operation = operation;
    }

    /** Makes ready for another request. */
    public void reset(Operation operation) {
        this.operation = operation;
        model = null;
        scanner.reset();
    }

    /** Reads on; the body may be cut anywhere. */
    public void feed(byte[] bytes, int from, int to) {
        scanner.feed(bytes, from, to);
    }

    /** Says that the body is complete. What follows is only to be asked after this. */
    public void end() {
        scanner.end();
        model = found.text(MODEL);
    }

    /** What the client must change; null if the request can be routed. */
    public Failure.@Nullable InvalidRequest failure() {
        if (scanner.failed()) {
            return invalid("The request body is not valid JSON: " + scanner.problem(), null, "invalid_json");
        }
        if (scanner.rootKind() != JsonKind.OBJECT) {
            return invalid("The request body must be a JSON object", null, "invalid_type");
        }
        for (int field = 0; field < FIELDS.size(); field++) {
            if (found.duplicate(field)) {
                return invalid("'" + FIELDS.path(field) + "' occurs twice; send it once", field, "duplicate_parameter");
            }
        }
        var wrongModel = modelFailure();
        return wrongModel != null || !mayStream() ? wrongModel : streamFailure();
    }

    /** The model asked for; null only where the operation lets it out, or there is a {@link #failure}. */
    public @Nullable String model() {
        return model;
    }

    /** Whether the answer is to be a stream. */
    public boolean stream() {
        return mayStream() && found.kind(STREAM) == JsonKind.TRUE;
    }

    /** Whether the client itself asks for the usage of a stream. */
    public boolean usageRequested() {
        return found.kind(INCLUDE_USAGE) == JsonKind.TRUE;
    }

    /** Whether it is a stream whose client could have asked for its usage and did not. */
    public boolean wantsUsageInjected() {
        return stream() && !usageRequested() && hasUsageOption();
    }

    /**
     * The person behind the caller: the first of {@code user}, {@code safety_identifier} and {@code metadata.user_id}
     * that is a string of at most {@value #MAX_NAME} characters.
     */
    public @Nullable String endUser() {
        for (int field : new int[] {USER, SAFETY_IDENTIFIER, METADATA_USER_ID}) {
            String name = found.text(field);
            if (name != null && !name.isEmpty() && name.length() <= MAX_NAME) {
                return name;
            }
        }
        return null;
    }

    /**
     * The most tokens that each answer may have, as the client says; -1 if it does not. Of several limits the largest,
     * for nobody knows which of them the provider reads.
     */
    public long maxTokens() {
        long most = -1;
        for (int field : LIMITS) {
            most = Math.max(most, number(field));
        }
        return most > 0 ? Math.min(most, MOST_TOKENS) : -1;
    }

    /** How many answers are made. */
    public long choices() {
        return Math.clamp(Math.max(number(N), number(BEST_OF)), 1, MOST_CHOICES);
    }

    /** A number, however it is written, rounded up; -1 if there is none, or one below 0. */
    private long number(int field) {
        if (found.kind(field) != JsonKind.NUMBER) {
            return -1;
        }
        byte[] raw = found.raw(field);
        if (raw == null) {
            return Long.MAX_VALUE; // longer than any number that makes sense
        }
        BigDecimal value = new BigDecimal(new String(raw, StandardCharsets.US_ASCII));
        if (value.signum() < 0) {
            return -1;
        }
        boolean fits = value.precision() - value.scale() <= LONG_DIGITS;
        return fits ? value.setScale(0, RoundingMode.CEILING).longValue() : Long.MAX_VALUE;
    }

    /** Whether a request to continue a conversation has it in {@code input}, where Responses has it, as Cursor does. */
    public boolean inputForMessages() {
        return operation == Operation.CHAT && !found.has(MESSAGES) && found.has(INPUT);
    }

    /**
     * The tags that clients of LiteLLM's proxy send, which are for whoever keeps the books and not for a provider: in
     * {@code metadata}, {@code litellm_metadata} or by themselves
     * (https://docs.litellm.ai/docs/proxy/request_tags).
     */
    public List<String> tags() {
        var tags = new ArrayList<String>();
        for (int field : new int[] {METADATA_TAGS, LITELLM_METADATA_TAGS, TAGS}) {
            byte[] raw = found.kind(field) == JsonKind.ARRAY ? found.raw(field) : null;
            if (raw != null) {
                read(raw, tags);
            }
        }
        return tags;
    }

    private static void read(byte[] raw, List<String> tags) {
        try {
            if (Json.read(raw) instanceof Json.Arr(List<Json> items)) {
                for (Json item : items) {
                    if (item instanceof Json.Str(String tag)) {
                        tags.add(tag);
                    }
                }
            }
        } catch (MalformedJson e) {
            // the scanner has accepted it, so it is only stranger than a document that is translated may be
        }
    }

    /** What leaves the body without what only LiteLLM's proxy understands; providers refuse it. */
    public List<Splice> withoutTags() {
        return removal().cuts();
    }

    private Removal removal() {
        boolean tagged = found.kind(METADATA_TAGS) == JsonKind.ARRAY;
        boolean tags = found.kind(TAGS) == JsonKind.ARRAY;
        boolean proxys = found.kind(LITELLM_METADATA) != null;
        if (!tagged && !tags && !proxys) {
            return Removal.NONE;
        }
        Removal inner = tagged ? Removal.of(found, List.of(METADATA_TAGS)) : Removal.NONE;
        var gone = new ArrayList<Integer>(3);
        if (inner.all()) {
            gone.add(METADATA);
        }
        if (tags) {
            gone.add(TAGS);
        }
        if (proxys) {
            gone.add(LITELLM_METADATA);
        }
        Removal outer = Removal.of(found, gone);
        return inner.all() ? outer : outer.and(inner);
    }

    /**
     * The changes to the body, in order and without overlap.
     *
     * @param newModel    what {@code model} becomes; null to leave it
     * @param injectUsage asks for the usage of a stream whose client did not, where the operation has that option
     * @param keepTags    leaves {@link #tags} where they are
     */
    public List<Splice> splices(@Nullable String newModel, boolean injectUsage, boolean keepTags) {
        return splices(newModel, injectUsage, keepTags, -1, "max_tokens");
    }

    /**
     * The changes to the body, in order and without overlap.
     *
     * @param mostTokens what the limit on the answer's tokens becomes; -1 to leave it
     * @param limitName  the limit's name where the request has none
     */
    public List<Splice> splices(
            @Nullable String newModel, boolean injectUsage, boolean keepTags, long mostTokens, String limitName) {
        var splices = new ArrayList<Splice>(2);
        boolean empty = scanner.rootEmpty();
        if (!keepTags) {
            Removal removal = removal();
            splices.addAll(removal.cuts());
            empty |= removal.all();
        }
        if (newModel != null && !newModel.equals(model)) {
            splices.add(modelSplice(newModel, empty));
        }
        if (injectUsage && stream() && !usageRequested() && hasUsageOption()) {
            splices.add(usageSplice());
        }
        if (mostTokens >= 0) {
            addLimits(mostTokens, limitName, empty, splices);
        }
        splices.sort(Comparator.comparingLong(Splice::start).thenComparingLong(Splice::end));
        return splices;
    }

    private Splice modelSplice(String newModel, boolean empty) {
        String quoted = JsonText.quote(newModel);
        return found.kind(MODEL) == null
                ? insertFirst(scanner.rootStart(), empty, "\"model\":" + quoted)
                : Splice.of(found.start(MODEL), found.end(MODEL), quoted);
    }

    private Splice usageSplice() {
        if (found.kind(INCLUDE_USAGE) != null && found.has(STREAM_OPTIONS)) {
            return Splice.of(found.start(INCLUDE_USAGE), found.end(INCLUDE_USAGE), "true");
        }
        if (found.has(STREAM_OPTIONS)) {
            return insertFirst(found.start(STREAM_OPTIONS), found.empty(STREAM_OPTIONS), "\"include_usage\":true");
        }
        String options = "{\"include_usage\":true}";
        return found.kind(STREAM_OPTIONS) == JsonKind.NULL
                ? Splice.of(found.start(STREAM_OPTIONS), found.end(STREAM_OPTIONS), options)
                : insertFirst(scanner.rootStart(), false, "\"stream_options\":" + options);
    }

    /** Every limit that the request has, for nobody knows which of them the provider reads; else a new one. */
    private void addLimits(long mostTokens, String limitName, boolean empty, List<Splice> splices) {
        String limit = Long.toString(mostTokens);
        int before = splices.size();
        int nothing = -1;
        for (int field : LIMITS) {
            if (found.has(field)) {
                splices.add(Splice.of(found.start(field), found.end(field), limit));
            } else if (found.kind(field) != null) {
                nothing = field; // null, which must not stand there twice
            }
        }
        if (splices.size() == before) {
            splices.add(
                    nothing < 0
                            ? insertFirst(scanner.rootStart(), empty, '"' + limitName + "\":" + limit)
                            : Splice.of(found.start(nothing), found.end(nothing), limit));
        }
    }

    private static Splice insertFirst(long object, boolean empty, String member) {
        return Splice.of(object + 1, object + 1, empty ? member : member + ",");
    }

    private Failure.@Nullable InvalidRequest modelFailure() {
        JsonKind kind = found.kind(MODEL);
        if (kind == null || kind == JsonKind.NULL) {
            return operation == Operation.MODERATIONS
                    ? null
                    : invalid("'model' is missing; name the model to use", MODEL, "missing_required_parameter");
        }
        if (kind != JsonKind.STRING) {
            return invalid("'model' must be a string", MODEL, "invalid_type");
        }
        if (model == null || model.length() > MAX_NAME) {
            return invalid("'model' is longer than " + MAX_NAME + " characters", MODEL, "invalid_value");
        }
        return model.isEmpty() ? invalid("'model' is empty; name the model to use", MODEL, "invalid_value") : null;
    }

    private Failure.@Nullable InvalidRequest streamFailure() {
        JsonKind stream = found.kind(STREAM);
        if (found.has(STREAM) && stream != JsonKind.TRUE && stream != JsonKind.FALSE) {
            return invalid("'stream' must be true or false", STREAM, "invalid_type");
        }
        return found.has(STREAM_OPTIONS) && found.kind(STREAM_OPTIONS) != JsonKind.OBJECT
                ? invalid("'stream_options' must be an object", STREAM_OPTIONS, "invalid_type")
                : null;
    }

    private boolean mayStream() {
        return operation != Operation.EMBEDDINGS && operation != Operation.MODERATIONS;
    }

    private boolean hasUsageOption() {
        return operation == Operation.CHAT || operation == Operation.COMPLETIONS;
    }

    private static Failure.InvalidRequest invalid(String message, int field, String code) {
        return invalid(message, Objects.requireNonNull(FIELDS.path(field)), code);
    }

    private static Failure.InvalidRequest invalid(String message, @Nullable String param, String code) {
        return new Failure.InvalidRequest(message, param, code);
    }
}
