package dev.bifrost.api.json;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Jackson's streaming core, to values and back. */
final class JsonCodec {
    /** Deeper than any schema, shallow enough for a small stack. */
    private static final int DEEPEST = 200;

    private static final Json NIL = new Json.Nil();
    private static final Json TRUE = new Json.Bool(true);
    private static final Json FALSE = new Json.Bool(false);

    /** Buffers are kept by thread, as nearly all JSON is read and written on event loops. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(DEEPEST + 50)
                    .build())
            .build();

    private JsonCodec() {}

    static Json read(byte[] json, int from, int to) throws MalformedJson {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json, from, to - from)) {
            return document(parser);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    static Json read(String json) throws MalformedJson {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            return document(parser);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    private static MalformedJson malformed(JacksonException e) {
        String said = e.getOriginalMessage();
        return new MalformedJson(said == null ? "it is no JSON" : said);
    }

    private static Json document(JsonParser parser) throws MalformedJson {
        if (parser.nextToken() == null) {
            throw new MalformedJson("it is empty");
        }
        Json value = value(parser);
        if (parser.nextToken() != null) {
            throw new MalformedJson("something follows the document");
        }
        return value;
    }

    private static Json value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new Json.Str(parser.getString());
            case VALUE_TRUE -> TRUE;
            case VALUE_FALSE -> FALSE;
            case VALUE_NULL -> NIL;
            default -> new Json.Num(parser.getString());
        };
    }

    private static Json.Obj object(JsonParser parser) {
        Map<String, Json> members = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            members.put(name, value(parser));
        }
        return new Json.Obj(members);
    }

    private static Json.Arr array(JsonParser parser) {
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new Json.Arr(items);
    }

    static byte[] bytes(Json json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        write(json, out);
        return out.toByteArray();
    }

    static void write(Json json, OutputStream out) {
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write(json, generator);
        }
    }

    static String print(Json json) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write(json, generator);
        }
        return out.toString();
    }

    private static void write(Json json, JsonGenerator out) {
        switch (json) {
            case Json.Str(String text) -> out.writeString(text);
            case Json.Num(String literal) -> out.writeNumber(literal);
            case Json.Bool(boolean value) -> out.writeBoolean(value);
            case Json.Nil _ -> out.writeNull();
            case Json.Arr(List<Json> items) -> {
                out.writeStartArray();
                for (Json item : items) {
                    write(item, out);
                }
                out.writeEndArray();
            }
            case Json.Obj(Map<String, Json> members) -> {
                out.writeStartObject();
                for (Map.Entry<String, Json> member : members.entrySet()) {
                    out.writeName(member.getKey());
                    write(member.getValue(), out);
                }
                out.writeEndObject();
            }
        }
    }
}
