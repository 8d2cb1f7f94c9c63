package dev.bifrost.dialect;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The {@code choices} of one chunk of a chat or completion, looked through for content. */
final class Choices {
    private static final JsonFactory JSON = new JsonFactory();

    private Choices() {}

    /**
     * Whether a client could show or act on anything in these choices: text, a call, the end of the answer, or a field
     * that is not known here. A role, empty strings, empty lists and nulls are nothing.
     *
     * @param from the opening bracket
     */
    static boolean haveContent(byte[] json, int from, int to) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, from, to - from)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.START_OBJECT || choiceHasContent(parser)) {
                    return true;
                }
            }
            return false;
        } catch (JacksonException e) {
            return true;
        }
    }

    private static boolean choiceHasContent(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            boolean content = switch (name) {
                case "index", "logprobs", "content_filter_results", "content_filter_offsets" -> {
                    parser.skipChildren();
                    yield false;
                }
                case "delta" -> value == JsonToken.START_OBJECT ? deltaHasContent(parser) : !isEmpty(parser);
                default -> !isEmpty(parser);
            };
            if (content) {
                return true;
            }
        }
        return false;
    }

    private static boolean deltaHasContent(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (!name.equals("role") && !isEmpty(parser)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the value is null, an empty string, or an empty list or object; if so, it has been read. */
    private static boolean isEmpty(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> true;
            case VALUE_STRING -> parser.getStringLength() == 0;
            case START_ARRAY -> parser.nextToken() == JsonToken.END_ARRAY;
            case START_OBJECT -> parser.nextToken() == JsonToken.END_OBJECT;
            case null, default -> false;
        };
    }
}
