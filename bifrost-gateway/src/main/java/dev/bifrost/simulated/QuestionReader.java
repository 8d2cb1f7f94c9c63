package dev.bifrost.simulated;

import io.netty.buffer.ByteBufUtil;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads the requests of every operation. What the simulation does not need is skipped, images in base64 above all. */
final class QuestionReader {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private String model = "";
    private boolean stream;
    private boolean includeUsage;
    private String said = "";
    private long promptBytes;
    private int maxTokens;
    private @Nullable String firstTool;
    private @Nullable String namedTool;
    private boolean toolRequired;
    private final List<String> inputs = new ArrayList<>();
    private boolean base64;
    private int dimensions = 1536;

    private QuestionReader(JsonParser json) {
        this.json = json;
    }

    /** Throws {@link IllegalArgumentException} if it is no such request. */
    static Question read(InputStream body) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            return new QuestionReader(json).question();
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private Question question() {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("the body is not a JSON object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            field(field);
        }
        if (model.isEmpty()) {
            throw new IllegalArgumentException("you must provide a model parameter");
        }
        String tool = namedTool != null ? namedTool : toolRequired ? firstTool : null;
        return new Question(
                model,
                stream,
                includeUsage,
                said,
                promptBytes,
                maxTokens,
                tool,
                namedTool != null,
                inputs,
                base64,
                dimensions);
    }

    private void field(String field) {
        switch (field) {
            case "model" -> model = string();
            case "stream" -> stream = json.currentToken() == JsonToken.VALUE_TRUE;
            case "stream_options" -> options();
            case "messages", "input", "prompt" -> conversation();
            case "instructions" -> text();
            case "max_tokens", "max_completion_tokens", "max_output_tokens" -> maxTokens = number();
            case "tools" -> tools();
            case "tool_choice" -> choice();
            case "encoding_format" -> base64 = string().equals("base64");
            case "dimensions" -> dimensions = Math.clamp(number(), 1, 4096);
            default -> json.skipChildren();
        }
    }

    /** One text, or a list of texts, of token numbers, or of messages. */
    private void conversation() {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            said = text();
            inputs.add(said);
            return;
        }
        boolean numbers = false;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                message();
            } else if (json.currentToken().isNumeric()) {
                numbers = true;
                promptBytes += 4;
            } else {
                said = text();
                inputs.add(said);
            }
        }
        if (numbers) {
            inputs.add("");
        }
    }

    private void message() {
        String role = "user";
        String content = "";
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "role" -> role = string();
                case "content", "text" -> content = text();
                default -> json.skipChildren();
            }
        }
        if (role.equals("user")) {
            said = content;
            inputs.add(content);
        }
    }

    /** The text of the value that begins here, with that of its parts; counts it. */
    private String text() {
        return switch (json.currentToken()) {
            case VALUE_STRING -> {
                String text = json.getString();
                promptBytes += ByteBufUtil.utf8Bytes(text);
                yield text;
            }
            case START_ARRAY -> {
                StringBuilder parts = new StringBuilder();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    parts.append(text());
                }
                yield parts.toString();
            }
            case START_OBJECT -> textField();
            case null, default -> "";
        };
    }

    /** Of a part such as {@code {"type":"text","text":"…"}}. */
    private String textField() {
        String text = "";
        while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean isText = json.currentName().equals("text");
            json.nextToken();
            if (isText) {
                text = text();
            } else {
                json.skipChildren();
            }
        }
        return text;
    }

    private void options() {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean usage = json.currentName().equals("include_usage");
            json.nextToken();
            if (usage) {
                includeUsage = json.currentToken() == JsonToken.VALUE_TRUE;
            } else {
                json.skipChildren();
            }
        }
    }

    private void tools() {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String name = functionName();
            if (firstTool == null) {
                firstTool = name;
            }
        }
    }

    private void choice() {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            namedTool = functionName();
        } else {
            toolRequired = string().equals("required");
        }
    }

    /** Chat has the name in {@code function}, Responses beside it. */
    private @Nullable String functionName() {
        String name = null;
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return null;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("name")) {
                name = string();
            } else if (field.equals("function")) {
                name = functionName();
            } else {
                json.skipChildren();
            }
        }
        return name;
    }

    private String string() {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getString();
        }
        json.skipChildren();
        return "";
    }

    private int number() {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return Math.clamp(json.getLongValue(), 1, SimulatedSettings.MOST_TOKENS);
        }
        json.skipChildren();
        return 0;
    }
}
