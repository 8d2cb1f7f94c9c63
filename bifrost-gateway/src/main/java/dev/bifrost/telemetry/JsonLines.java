package dev.bifrost.telemetry;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Explanation;
import dev.bifrost.api.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * One JSON object a line; what is unknown is left out. Everything beyond ASCII is escaped, so that no terminal and no
 * collector sees a line end or a control character where there is none.
 */
final class JsonLines implements AccessLog {
    /** Collectors cut long lines, or refuse them: Docker's cuts at 16 KB. */
    private static final int MOST_LISTED = 30;

    private static final int LONGEST_SAID = 400;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final Timestamps timestamps = new Timestamps();

    @Override
    public void append(Entry entry, LineBuffer to) {
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), to, JsonEncoding.UTF8)) {
            json.writeStartObject();
            switch (entry) {
                case Entry.Call call -> call(json, call.record());
                case Entry.Note note -> note(json, note);
            }
            json.writeEndObject();
        }
        to.write('\n');
    }

    private void call(JsonGenerator json, CallRecord call) {
        json.writeStringProperty("time", timestamps.format(call.time()));
        json.writeStringProperty("level", "info");
        json.writeStringProperty("kind", "call");
        text(json, "request_id", call.requestId());
        text(json, "trace_id", call.traceId());
        caller(json, call);
        json.writeStringProperty("operation", call.operation().label());
        text(json, "route", call.route());
        models(json, call);
        json.writeBooleanProperty("stream", call.stream());
        json.writeNumberProperty("status", call.status());
        text(json, "failure", call.failure());
        json.writeStringProperty("ending", call.ending().label());
        attempts(json, call.attempts());
        lossy(json, call.lossy());
        usage(json, call.usage());
        cost(json, call.cost());
        json.writeNumberProperty("bytes_in", call.bytesIn());
        json.writeNumberProperty("bytes_out", call.bytesOut());
        if (call.firstTokenNanos() >= 0) {
            millis(json, "first_token_ms", call.firstTokenNanos());
        }
        millis(json, "total_ms", call.totalNanos());
        millis(json, "gateway_ms", call.gatewayNanos());
        text(json, "config", call.configuration());
        text(json, "body_hash", call.bodyHash());
        explanation(json, call.explanation());
    }

    private static void explanation(JsonGenerator json, @Nullable Explanation explanation) {
        if (explanation == null) {
            return;
        }
        json.writeArrayPropertyStart("explain");
        for (Explanation.Decision decision : first(explanation.decisions())) {
            json.writeStartObject();
            millis(json, "ms", decision.nanos());
            text(json, "what", decision.what());
            text(json, "about", decision.about());
            text(json, "said", decision.said(), LONGEST_SAID);
            json.writeEndObject();
        }
        json.writeEndArray();
        left(json, "explain_left", explanation.decisions().size());
    }

    private static void caller(JsonGenerator json, CallRecord call) {
        text(json, "key", call.virtualKey());
        text(json, "team", call.team());
        text(json, "organization", call.organization());
        text(json, "end_user", call.endUser());
        labels(json, call.labels());
        text(json, "client", call.clientAddress());
        text(json, "agent", call.agent(), LONGEST_AGENT);
    }

    private static void models(JsonGenerator json, CallRecord call) {
        text(json, "alias", call.alias());
        text(json, "provider", call.provider());
        text(json, "model_asked", call.modelAsked());
        text(json, "model", call.model());
        text(json, "model_answered", call.modelAnswered());
        text(json, "region", call.region());
        text(json, "dialect_in", call.clientDialect());
        text(json, "dialect_out", call.providerDialect());
    }

    private static void labels(JsonGenerator json, Map<String, String> labels) {
        if (labels.isEmpty()) {
            return;
        }
        json.writeObjectPropertyStart("labels");
        labels.entrySet().stream()
                .limit(MOST_LISTED)
                .forEach(each -> text(json, AccessLog.cut(each.getKey(), LONGEST), each.getValue()));
        json.writeEndObject();
        left(json, "labels_left", labels.size());
    }

    private static void attempts(JsonGenerator json, List<Attempt> attempts) {
        json.writeArrayPropertyStart("attempts");
        for (Attempt attempt : first(attempts)) {
            json.writeStartObject();
            text(json, "target", attempt.target().toString());
            text(json, "key", attempt.keyFingerprint());
            json.writeNumberProperty("status", attempt.status());
            text(json, "outcome", attempt.outcome());
            millis(json, "ms", attempt.nanos());
            json.writeEndObject();
        }
        json.writeEndArray();
        left(json, "attempts_left", attempts.size());
    }

    private static void lossy(JsonGenerator json, List<String> lossy) {
        if (!lossy.isEmpty()) {
            json.writeArrayPropertyStart("lossy");
            first(lossy).forEach(name -> json.writeString(AccessLog.cut(name, LONGEST)));
            json.writeEndArray();
            left(json, "lossy_left", lossy.size());
        }
    }

    private static <T> List<T> first(List<T> all) {
        return all.subList(0, Math.min(MOST_LISTED, all.size()));
    }

    /** How many of a list are not in the line. */
    private static void left(JsonGenerator json, String name, int size) {
        if (size > MOST_LISTED) {
            json.writeNumberProperty(name, size - MOST_LISTED);
        }
    }

    private static void usage(JsonGenerator json, @Nullable Usage usage) {
        if (usage == null) {
            return;
        }
        json.writeObjectPropertyStart("usage");
        json.writeNumberProperty("prompt", usage.prompt());
        json.writeNumberProperty("cached", usage.cached());
        json.writeNumberProperty("cache_write", usage.cacheWrite());
        json.writeNumberProperty("completion", usage.completion());
        json.writeNumberProperty("reasoning", usage.reasoning());
        json.writeNumberProperty("audio", usage.audio());
        json.writeNumberProperty("images", usage.images());
        json.writeBooleanProperty("estimated", usage.estimated());
        json.writeEndObject();
    }

    /** Dollars are exact, so they are written digit by digit. */
    private static void cost(JsonGenerator json, @Nullable Cost cost) {
        if (cost != null) {
            json.writeName("cost_usd");
            json.writeNumber(BigDecimal.valueOf(cost.nanoDollars(), 9)
                    .stripTrailingZeros()
                    .toPlainString());
            text(json, "price", cost.price());
        }
    }

    private void note(JsonGenerator json, Entry.Note note) {
        json.writeStringProperty("time", timestamps.format(note.time()));
        json.writeStringProperty("level", note.level().name().toLowerCase(Locale.ROOT));
        text(json, "message", note.message(), LONGEST_MESSAGE);
        for (Entry.Field field : note.fields()) {
            switch (field.value()) {
                case Boolean flag -> json.writeBooleanProperty(field.name(), flag);
                case Integer number -> json.writeNumberProperty(field.name(), number);
                case Long number -> json.writeNumberProperty(field.name(), number);
                case Object other -> text(json, field.name(), other.toString(), LONGEST_MESSAGE);
            }
        }
        if (note.cause() != null) {
            text(json, "error", note.cause().toString(), LONGEST_MESSAGE);
            text(json, "stack", Stack.of(note.cause()), LONGEST_MESSAGE);
        }
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        text(json, name, value, LONGEST);
    }

    private static void text(JsonGenerator json, String name, @Nullable String value, int longest) {
        if (value != null) {
            json.writeStringProperty(name, AccessLog.cut(value, longest));
        }
    }

    private static void millis(JsonGenerator json, String name, long nanos) {
        json.writeNumberProperty(name, AccessLog.millis(nanos));
    }
}
