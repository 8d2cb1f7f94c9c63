package dev.bifrost.journal;

import dev.bifrost.api.Target;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** An {@link Entry} as the JSON object that stands in the journal, both ways. The same entry is always the same bytes. */
final class EntryForm {
    static final int VERSION = 1;

    /** Everything beyond ASCII is escaped, because a client's text may hold half a surrogate pair, which UTF-8 can not. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private EntryForm() {}

    /** Throws a {@link RuntimeException} if the entry can not be written. */
    static void write(Entry entry, OutputStream to) {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), to, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeNumberProperty("v", VERSION);
            json.writeStringProperty("kind", kind(entry));
            switch (entry) {
                case Entry.Call call -> CallForm.write(json, call.record());
                case Entry.Intent intent -> intent(json, intent);
                case Entry.Lease lease -> lease(json, lease);
                case Entry.Correction correction -> correction(json, correction);
                case Entry.Checkpoint checkpoint -> checkpoint(json, checkpoint);
                case Entry.Interruption interruption -> interruption(json, interruption);
                case Entry.Gap gap -> gap(json, gap);
                case Entry.Seal seal -> seal(json, seal);
                case Entry.Erasure erasure -> erasure(json, erasure);
                case Entry.ContentRead read -> contentRead(json, read);
                case Entry.Withheld withheld -> withheld(json, withheld);
                case Entry.Other _ -> throw new IllegalArgumentException("only a newer release can write this");
            }
            json.writeEndObject();
        }
    }

    private static String kind(Entry entry) {
        return switch (entry) {
            case Entry.Call _ -> "call";
            case Entry.Intent _ -> "intent";
            case Entry.Lease _ -> "lease";
            case Entry.Correction _ -> "correction";
            case Entry.Checkpoint _ -> "checkpoint";
            case Entry.Interruption _ -> "interruption";
            case Entry.Gap _ -> "gap";
            case Entry.Seal _ -> "seal";
            case Entry.Erasure _ -> "erasure";
            case Entry.ContentRead _ -> "content_read";
            case Entry.Withheld _ -> "withheld";
            case Entry.Other other -> other.kind();
        };
    }

    private static void intent(JsonGenerator json, Entry.Intent intent) {
        json.writeStringProperty("request_id", intent.requestId());
        json.writeStringProperty("time", intent.time().toString());
        json.writeStringProperty("provider", intent.target().provider());
        json.writeStringProperty("model", intent.target().model());
        json.writeStringProperty("body_hash", intent.bodyHash());
    }

    private static void lease(JsonGenerator json, Entry.Lease lease) {
        json.writeStringProperty("account", lease.account());
        json.writeStringProperty("period", lease.period());
        json.writeNumberProperty("nano_dollars", lease.nanoDollars());
        json.writeStringProperty("time", lease.time().toString());
    }

    private static void correction(JsonGenerator json, Entry.Correction correction) {
        json.writeStringProperty("owner", correction.owner());
        json.writeStringProperty("bucket", correction.bucket().toString());
        json.writeNumberProperty("nano_dollars", correction.nanoDollars());
        json.writeStringProperty("reason", correction.reason());
        CallForm.text(json, "refers_to", correction.refersTo());
        json.writeStringProperty("time", correction.time().toString());
    }

    private static void checkpoint(JsonGenerator json, Entry.Checkpoint checkpoint) {
        json.writeArrayPropertyStart("leases");
        for (Entry.Lease lease : checkpoint.leases()) {
            json.writeStartObject();
            lease(json, lease);
            json.writeEndObject();
        }
        json.writeEndArray();
        intents(json, "intents", checkpoint.intents());
        json.writeBooleanProperty("last", checkpoint.last());
    }

    private static void interruption(JsonGenerator json, Entry.Interruption interruption) {
        json.writeNumberProperty("cut_bytes", interruption.cutBytes());
        intents(json, "unfinished", interruption.unfinished());
        json.writeStringProperty("time", interruption.time().toString());
    }

    private static void intents(JsonGenerator json, String name, List<Entry.Intent> intents) {
        json.writeArrayPropertyStart(name);
        for (Entry.Intent intent : intents) {
            json.writeStartObject();
            intent(json, intent);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void gap(JsonGenerator json, Entry.Gap gap) {
        json.writeNumberProperty("from", gap.from());
        json.writeNumberProperty("to", gap.to());
        json.writeStringProperty("reason", gap.reason());
        json.writeStringProperty("time", gap.time().toString());
    }

    private static void seal(JsonGenerator json, Entry.Seal seal) {
        json.writeNumberProperty("sequence", seal.sequence());
        json.writeStringProperty("hash", seal.hash());
        json.writeStringProperty("time", seal.time().toString());
        json.writeStringProperty("key", seal.key());
        json.writeStringProperty("signature", seal.signature());
    }

    private static void erasure(JsonGenerator json, Entry.Erasure erasure) {
        json.writeStringProperty("subject", erasure.subject());
        json.writeStringProperty("by", erasure.by());
        json.writeStringProperty("reason", erasure.reason());
        json.writeStringProperty("time", erasure.time().toString());
        json.writeArrayPropertyStart("keys");
        erasure.keys().forEach(json::writeString);
        json.writeEndArray();
    }

    private static void contentRead(JsonGenerator json, Entry.ContentRead read) {
        json.writeStringProperty("request_id", read.requestId());
        json.writeStringProperty("by", read.by());
        json.writeStringProperty("time", read.time().toString());
    }

    private static void withheld(JsonGenerator json, Entry.Withheld withheld) {
        json.writeStringProperty("request_id", withheld.requestId());
        json.writeStringProperty("time", withheld.time().toString());
    }

    /** Reads the JSON of a payload. Throws {@link IllegalArgumentException} if it is no entry. */
    static Entry read(byte[] bytes, int from, int length) {
        int head = Frame.head(bytes, from, length);
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes, from, head)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            Fields in = Fields.read(json);
            long version = in.number("v");
            String kind = in.text("kind");
            Entry entry = version == VERSION ? entry(kind, in) : null;
            return entry == null ? new Entry.Other(kind, version) : entry;
        } catch (JacksonException | ArithmeticException | ClassCastException | DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The id of a call, without reading the rest. Throws {@link IllegalArgumentException} if there is none. */
    static String requestId(byte[] call) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), call)) {
            json.nextToken();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                if (name.equals("request_id")) {
                    return json.getString();
                }
                json.skipChildren();
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        throw new IllegalArgumentException("'request_id' is missing");
    }

    private static @Nullable Entry entry(String kind, Fields in) {
        return switch (kind) {
            case "call" -> new Entry.Call(CallForm.read(in));
            case "intent" -> intent(in);
            case "lease" -> lease(in);
            case "correction" -> correction(in);
            case "checkpoint" ->
                new Entry.Checkpoint(
                        in.objects("leases").stream().map(EntryForm::lease).toList(),
                        intents(in.objects("intents")),
                        in.flag("last"));
            case "interruption" ->
                new Entry.Interruption(in.number("cut_bytes"), intents(in.objects("unfinished")), time(in, "time"));
            case "gap" -> new Entry.Gap(in.number("from"), in.number("to"), in.text("reason"), time(in, "time"));
            case "seal" ->
                new Entry.Seal(
                        in.number("sequence"), in.text("hash"), time(in, "time"), in.text("key"), in.text("signature"));
            case "erasure" ->
                new Entry.Erasure(
                        in.text("subject"),
                        in.text("by"),
                        in.text("reason"),
                        time(in, "time"),
                        in.list("keys").stream().map(String.class::cast).toList());
            case "content_read" -> new Entry.ContentRead(in.text("request_id"), in.text("by"), time(in, "time"));
            case "withheld" -> new Entry.Withheld(in.text("request_id"), time(in, "time"));
            default -> null;
        };
    }

    private static Entry.Lease lease(Fields in) {
        return new Entry.Lease(in.text("account"), in.text("period"), in.number("nano_dollars"), time(in, "time"));
    }

    private static Entry.Intent intent(Fields in) {
        Target target = new Target(in.text("provider"), in.text("model"));
        return new Entry.Intent(in.text("request_id"), target, in.text("body_hash"), time(in, "time"));
    }

    private static Entry.Correction correction(Fields in) {
        return new Entry.Correction(
                in.text("owner"),
                time(in, "bucket"),
                in.number("nano_dollars"),
                in.text("reason"),
                in.maybe("refers_to"),
                time(in, "time"));
    }

    private static List<Entry.Intent> intents(List<Fields> objects) {
        return objects.stream().map(EntryForm::intent).toList();
    }

    private static Instant time(Fields in, String name) {
        return Instant.parse(in.text(name));
    }
}
