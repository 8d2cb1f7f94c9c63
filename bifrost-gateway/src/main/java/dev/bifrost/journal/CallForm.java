package dev.bifrost.journal;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Content;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Trace;
import dev.bifrost.api.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A {@link CallRecord} as JSON, both ways. What is null, empty or a usage of zero is left out. */
final class CallForm {
    private CallForm() {}

    static void write(JsonGenerator json, CallRecord call) {
        // First, so that the id can be read without the rest.
        json.writeStringProperty("request_id", call.requestId());
        json.writeStringProperty("time", call.time().toString());
        text(json, "trace_id", call.traceId());
        trace(json, call.trace());
        text(json, "key_id", call.keyId());
        text(json, "virtual_key", call.virtualKey());
        text(json, "team", call.team());
        text(json, "organization", call.organization());
        text(json, "end_user", call.endUser());
        labels(json, call.labels());
        json.writeStringProperty("client_address", call.clientAddress());
        text(json, "agent", call.agent());
        destination(json, call);
        outcome(json, call);
        json.writeStringProperty("configuration", call.configuration());
        text(json, "body_hash", call.bodyHash());
        content(json, call.content());
        ExplanationForm.write(json, call.explanation());
    }

    private static void trace(JsonGenerator json, @Nullable Trace trace) {
        if (trace != null) {
            json.writeObjectPropertyStart("trace");
            json.writeStringProperty("span_id", trace.spanId());
            text(json, "parent", trace.parent());
            json.writeBooleanProperty("sampled", trace.sampled());
            json.writeEndObject();
        }
    }

    private static void content(JsonGenerator json, @Nullable Content content) {
        if (content == null) {
            return;
        }
        json.writeObjectPropertyStart("content");
        text(json, "sha256", content.sha256());
        json.writeStringProperty("subject", content.subject());
        text(json, "key", content.key());
        json.writeNumberProperty("request_bytes", content.requestBytes());
        json.writeNumberProperty("answer_bytes", content.answerBytes());
        text(json, "answer_hash", content.answerHash());
        json.writeBooleanProperty("request_cut", content.requestCut());
        json.writeBooleanProperty("answer_cut", content.answerCut());
        json.writeBooleanProperty("redacted", content.redacted());
        text(json, "missing", content.missing());
        json.writeEndObject();
    }

    private static void destination(JsonGenerator json, CallRecord call) {
        json.writeStringProperty("operation", call.operation().label());
        json.writeStringProperty("route", call.route());
        text(json, "alias", call.alias());
        text(json, "provider", call.provider());
        text(json, "model_asked", call.modelAsked());
        text(json, "model", call.model());
        text(json, "model_answered", call.modelAnswered());
        text(json, "region", call.region());
        text(json, "client_dialect", call.clientDialect());
        text(json, "provider_dialect", call.providerDialect());
        json.writeBooleanProperty("stream", call.stream());
    }

    private static void outcome(JsonGenerator json, CallRecord call) {
        json.writeNumberProperty("status", call.status());
        text(json, "failure", call.failure());
        json.writeStringProperty("ending", call.ending().label());
        if (!call.attempts().isEmpty()) {
            json.writeArrayPropertyStart("attempts");
            call.attempts().forEach(attempt -> attempt(json, attempt));
            json.writeEndArray();
        }
        if (!call.lossy().isEmpty()) {
            json.writeArrayPropertyStart("lossy");
            call.lossy().forEach(json::writeString);
            json.writeEndArray();
        }
        usage(json, call.usage());
        cost(json, call.cost());
        json.writeNumberProperty("bytes_in", call.bytesIn());
        json.writeNumberProperty("bytes_out", call.bytesOut());
        json.writeNumberProperty("first_token_nanos", call.firstTokenNanos());
        json.writeNumberProperty("total_nanos", call.totalNanos());
        json.writeNumberProperty("gateway_nanos", call.gatewayNanos());
    }

    /** Pairs, since a JSON name can not hold every text; sorted, so that the same record is always the same bytes. */
    private static void labels(JsonGenerator json, Map<String, String> labels) {
        if (labels.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("labels");
        new TreeMap<>(labels).forEach((name, value) -> {
            json.writeStartArray();
            json.writeString(name);
            json.writeString(value);
            json.writeEndArray();
        });
        json.writeEndArray();
    }

    private static void attempt(JsonGenerator json, Attempt attempt) {
        json.writeStartObject();
        json.writeStringProperty("provider", attempt.target().provider());
        json.writeStringProperty("model", attempt.target().model());
        text(json, "key_fingerprint", attempt.keyFingerprint());
        json.writeNumberProperty("status", attempt.status());
        json.writeStringProperty("outcome", attempt.outcome());
        json.writeNumberProperty("nanos", attempt.nanos());
        if (attempt.startNanos() >= 0) {
            json.writeNumberProperty("start_nanos", attempt.startNanos());
        }
        text(json, "span_id", attempt.spanId());
        usage(json, attempt.usage());
        cost(json, attempt.cost());
        json.writeEndObject();
    }

    private static void usage(JsonGenerator json, @Nullable Usage usage) {
        if (usage == null) {
            return;
        }
        json.writeObjectPropertyStart("usage");
        count(json, "prompt", usage.prompt());
        count(json, "cached", usage.cached());
        count(json, "cache_write", usage.cacheWrite());
        count(json, "cache_write_hour", usage.cacheWriteHour());
        count(json, "completion", usage.completion());
        count(json, "reasoning", usage.reasoning());
        count(json, "audio_in", usage.audioIn());
        count(json, "audio_out", usage.audioOut());
        count(json, "images", usage.images());
        count(json, "searches", usage.searches());
        if (usage.estimated()) {
            json.writeBooleanProperty("estimated", true);
        }
        json.writeEndObject();
    }

    private static void cost(JsonGenerator json, @Nullable Cost cost) {
        if (cost != null) {
            json.writeObjectPropertyStart("cost");
            json.writeNumberProperty("nano_dollars", cost.nanoDollars());
            json.writeStringProperty("price", cost.price());
            json.writeEndObject();
        }
    }

    static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private static void count(JsonGenerator json, String name, long value) {
        if (value != 0) {
            json.writeNumberProperty(name, value);
        }
    }

    static CallRecord read(Fields in) {
        return new CallRecord(
                Instant.parse(in.text("time")),
                in.text("request_id"),
                in.maybe("trace_id"),
                in.maybe("key_id"),
                in.maybe("virtual_key"),
                in.maybe("team"),
                in.maybe("organization"),
                in.maybe("end_user"),
                labels(in),
                in.text("client_address"),
                in.maybe("agent"),
                Operation.valueOf(in.text("operation").toUpperCase(Locale.ROOT)),
                in.text("route"),
                in.maybe("alias"),
                in.maybe("provider"),
                in.maybe("model_asked"),
                in.maybe("model"),
                in.maybe("model_answered"),
                in.maybe("region"),
                in.maybe("client_dialect"),
                in.maybe("provider_dialect"),
                in.flag("stream"),
                Math.toIntExact(in.number("status")),
                in.maybe("failure"),
                Ending.valueOf(in.text("ending").toUpperCase(Locale.ROOT)),
                attempts(in),
                in.list("lossy").stream().map(String.class::cast).toList(),
                usage(in.object("usage")),
                cost(in.object("cost")),
                in.number("bytes_in"),
                in.number("bytes_out"),
                in.number("first_token_nanos"),
                in.number("total_nanos"),
                in.number("gateway_nanos"),
                in.text("configuration"),
                in.maybe("body_hash"),
                content(in.object("content")),
                ExplanationForm.read(in.object("explanation")),
                trace(in.object("trace")));
    }

    private static @Nullable Trace trace(@Nullable Fields in) {
        return in == null ? null : new Trace(in.text("span_id"), in.maybe("parent"), in.flag("sampled"));
    }

    private static @Nullable Content content(@Nullable Fields in) {
        return in == null
                ? null
                : new Content(
                        in.maybe("sha256"),
                        in.text("subject"),
                        in.maybe("key"),
                        in.number("request_bytes"),
                        in.number("answer_bytes"),
                        in.maybe("answer_hash"),
                        in.flag("request_cut"),
                        in.flag("answer_cut"),
                        in.flag("redacted"),
                        in.maybe("missing"));
    }

    private static Map<String, String> labels(Fields in) {
        List<?> pairs = in.list("labels");
        if (pairs.isEmpty()) {
            return Map.of();
        }
        Map<String, String> labels = new HashMap<>();
        for (Object pair : pairs) {
            if (!(pair instanceof List<?> two) || two.size() != 2) {
                throw new IllegalArgumentException("'labels' are no pairs");
            }
            labels.put((String) two.getFirst(), (String) two.getLast());
        }
        return Map.copyOf(labels);
    }

    private static List<Attempt> attempts(Fields in) {
        List<Attempt> attempts = new ArrayList<>();
        for (Fields attempt : in.objects("attempts")) {
            attempts.add(new Attempt(
                    new Target(attempt.text("provider"), attempt.text("model")),
                    attempt.maybe("key_fingerprint"),
                    Math.toIntExact(attempt.number("status")),
                    attempt.text("outcome"),
                    attempt.number("nanos"),
                    usage(attempt.object("usage")),
                    cost(attempt.object("cost")),
                    attempt.number("start_nanos", -1),
                    attempt.maybe("span_id")));
        }
        return List.copyOf(attempts);
    }

    private static @Nullable Usage usage(@Nullable Fields in) {
        return in == null
                ? null
                : new Usage(
                        in.count("prompt"),
                        in.count("cached"),
                        in.count("cache_write"),
                        in.count("cache_write_hour"),
                        in.count("completion"),
                        in.count("reasoning"),
                        in.count("audio_in"),
                        in.count("audio_out"),
                        in.count("images"),
                        in.count("searches"),
                        in.flag("estimated"));
    }

    private static @Nullable Cost cost(@Nullable Fields in) {
        return in == null ? null : new Cost(in.number("nano_dollars"), in.text("price"));
    }
}
