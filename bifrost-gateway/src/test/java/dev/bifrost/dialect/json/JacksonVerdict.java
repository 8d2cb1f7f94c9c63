package dev.bifrost.dialect.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * What Jackson makes of a document: whether it is exactly one JSON value, and where the members of the root object and of
 * its objects stand.
 */
record JacksonVerdict(boolean accepted, Map<String, Member> members) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** One member, the last of its name. */
    record Member(JsonKind kind, long start, long end, boolean twice, String text) {}

    static JacksonVerdict of(byte[] document) {
        var members = new TreeMap<String, Member>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), document)) {
            if (parser.nextToken() == null) {
                return new JacksonVerdict(false, Map.of());
            }
            read(parser, members);
            return new JacksonVerdict(parser.nextToken() == null, members);
        } catch (JacksonException e) {
            return new JacksonVerdict(false, Map.of());
        }
    }

    /** Whether Jackson is known to be laxer than the RFCs here: encodings other than plain, well-formed UTF-8. */
    static boolean isLax(byte[] document) {
        boolean mark = document.length >= 3 && document[0] == (byte) 0xef && document[1] == (byte) 0xbb;
        boolean nul = new String(document, StandardCharsets.ISO_8859_1).indexOf(0) >= 0; // taken for UTF-16 or UTF-32
        return mark || nul || !isUtf8(document);
    }

    private static boolean isUtf8(byte[] document) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static void read(JsonParser parser, Map<String, Member> members) {
        var path = new ArrayDeque<String>();
        var starts = new ArrayDeque<Long>();
        JsonToken token = parser.currentToken();
        do {
            if (token.isStructStart()) {
                starts.push(start(parser));
                path.addLast(parser.currentName() == null ? "[" : parser.currentName());
            } else if (token.isStructEnd()) {
                String name = path.removeLast();
                note(
                        members,
                        path,
                        name,
                        kind(token),
                        starts.pop(),
                        parser.currentLocation().getByteOffset(),
                        "");
            } else if (token != JsonToken.PROPERTY_NAME) {
                String text = parser.getString();
                long end = token == JsonToken.VALUE_STRING
                        ? parser.currentLocation().getByteOffset()
                        : start(parser) + text.length();
                note(members, path, parser.currentName(), kind(token), start(parser), end, text);
            }
            if (path.isEmpty()) {
                return;
            }
            token = parser.nextToken();
        } while (token != null);
    }

    private static void note(
            Map<String, Member> members,
            ArrayDeque<String> path,
            String name,
            JsonKind kind,
            long start,
            long end,
            String text) {
        if (name == null || name.equals("[") || path.isEmpty() || path.size() > 2) {
            return;
        }
        String full = path.size() == 1 ? name : path.peekLast() + "." + name;
        boolean twice = members.containsKey(full);
        members.put(full, new Member(kind, start, end, twice, text));
    }

    private static long start(JsonParser parser) {
        return parser.currentTokenLocation().getByteOffset();
    }

    private static JsonKind kind(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> JsonKind.STRING;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonKind.NUMBER;
            case VALUE_TRUE -> JsonKind.TRUE;
            case VALUE_FALSE -> JsonKind.FALSE;
            case VALUE_NULL -> JsonKind.NULL;
            case END_OBJECT -> JsonKind.OBJECT;
            default -> JsonKind.ARRAY;
        };
    }
}
