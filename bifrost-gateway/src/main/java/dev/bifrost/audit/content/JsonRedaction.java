package dev.bifrost.audit.content;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
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
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A document without what must not be kept. It is read token by token, so that of one that breaks off, or turns out to be
 * none, all is kept that stands before that place. What comes out is always a whole document.
 */
final class JsonRedaction {
    private static final int DEEPEST = 200;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(10_000)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(DEEPEST + 50)
                    .build())
            .build();

    private final Redactor.Pass pass;
    private final long most;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> place = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>(); // of the items of open arrays; -1 for objects
    private @Nullable String name;
    private boolean cut;
    private boolean malformed;

    /** At most about so many bytes come out. */
    JsonRedaction(Redactor.Pass pass, long most) {
        this.pass = pass;
        this.most = most;
    }

    /** Less came out than went in, because there was too much. */
    boolean cut() {
        return cut;
    }

    /** Less came out than went in, because it was no JSON from some place on. */
    boolean malformed() {
        return malformed;
    }

    /** {@code broken} if the bytes are only the beginning. */
    byte[] of(byte[] bytes, boolean broken) {
        Ending ending = broken ? Ending.of(bytes) : new Ending(bytes, -1, false);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
                JsonParser in = JSON.createParser(ObjectReadContext.empty(), ending.bytes())) {
            copy(in, json, ending);
        }
        cut |= broken;
        malformed &= !broken;
        return out.toByteArray();
    }

    private void copy(JsonParser in, JsonGenerator json, Ending ending) {
        try {
            boolean whole = false;
            JsonToken token = in.nextToken();
            for (; token != null && !whole; token = in.nextToken()) {
                if (out.size() + json.streamWriteOutputBuffered() > most) {
                    cut = true;
                    return;
                }
                take(token, in, json, ending);
                whole = counts.isEmpty() && token != JsonToken.PROPERTY_NAME;
            }
            malformed = !whole || token != null;
        } catch (JacksonException e) {
            malformed = true;
        }
    }

    private void take(JsonToken token, JsonParser in, JsonGenerator json, Ending ending) {
        switch (token) {
            case PROPERTY_NAME -> name = in.currentName();
            case END_OBJECT, END_ARRAY -> end(token, json);
            default -> {
                step();
                if (!opens(token, in, json, ending)) {
                    leave();
                }
            }
        }
    }

    /** Into the next place. */
    private void step() {
        int last = counts.size() - 1;
        if (last < 0) {
            return;
        }
        int count = counts.get(last);
        if (count >= 0) {
            counts.set(last, count + 1);
            place.add(Integer.toString(count));
        } else {
            place.add(String.valueOf(name));
        }
    }

    private void leave() {
        if (!place.isEmpty()) {
            place.removeLast();
        }
    }

    /** Writes a value, or begins one: then it is true. Only what has been read is written, or a name might lack its value. */
    private boolean opens(JsonToken token, JsonParser in, JsonGenerator json, Ending ending) {
        if (pass.hides(place)) {
            name(json);
            json.writeString(Redactor.MASK);
            in.skipChildren();
            return false;
        }
        switch (token) {
            case START_OBJECT -> {
                name(json);
                json.writeStartObject();
                counts.add(-1);
            }
            case START_ARRAY -> {
                name(json);
                json.writeStartArray();
                counts.add(0);
            }
            case VALUE_STRING -> {
                String text = string(in, json, ending);
                name(json);
                json.writeString(text);
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in, json, ending);
            default -> {
                name(json);
                json.writeRawValue(token.asString());
            }
        }
        return token.isStructStart();
    }

    private void name(JsonGenerator json) {
        if (name != null) {
            String written = text(name, false);
            name = null;
            json.writeName(written);
        }
    }

    private void end(JsonToken token, JsonGenerator json) {
        if (token == JsonToken.END_OBJECT) {
            json.writeEndObject();
        } else {
            json.writeEndArray();
        }
        counts.removeLast();
        leave();
    }

    private String string(JsonParser in, JsonGenerator json, Ending ending) {
        boolean broken = ending.at() >= 0 && in.currentTokenLocation().getByteOffset() >= ending.at();
        String text = text(in.getString(), broken);
        long room = Math.max(0, most - out.size() - json.streamWriteOutputBuffered());
        if (text.length() > room) {
            cut = true;
            return WellFormed.of(text.substring(0, (int) room));
        }
        return text;
    }

    /** A number that the bytes end with may have gone on. */
    private void number(JsonParser in, JsonGenerator json, Ending ending) {
        String literal = in.getString();
        String kept = ending.broken() && in.currentLocation().getByteOffset() >= ending.bytes().length
                ? Redactor.MASK
                : pass.text(literal, false);
        name(json);
        if (kept.equals(literal)) {
            json.writeNumber(literal);
        } else {
            json.writeString(kept);
        }
    }

    private String text(String text, boolean broken) {
        return WellFormed.of(pass.text(text, broken));
    }

    /** What is read of a document; if it is only a beginning, its last string, which begins {@code at}, has been ended. */
    @SuppressWarnings("ArrayRecordComponent") // on its way to the parser
    private record Ending(byte[] bytes, int at, boolean broken) {
        static Ending of(byte[] bytes) {
            int open = -1;
            int end = bytes.length;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '"') {
                    open = open < 0 ? i : -1;
                } else if (open >= 0 && bytes[i] == '\\') {
                    int escape = i + 1 < bytes.length && bytes[i + 1] == 'u' ? 6 : 2;
                    end = i + escape > bytes.length ? i : end;
                    i += escape - 1;
                }
            }
            if (open < 0) {
                return new Ending(bytes, -1, true);
            }
            byte[] ended = Arrays.copyOf(bytes, WellFormed.end(bytes, end) + 1);
            ended[ended.length - 1] = '"';
            return new Ending(ended, open, true);
        }
    }
}
