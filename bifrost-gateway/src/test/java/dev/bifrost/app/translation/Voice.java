package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.anthropic.MessagesGrammar;
import dev.bifrost.dialect.openai.ChatGrammar;
import dev.bifrost.dialect.responses.ResponsesGrammar;
import java.nio.charset.StandardCharsets;

/** A client's dialect: how a question with a tool is asked in it, and how its answers must look. */
enum Voice {
    CHAT("/v1/chat/completions", "chat.completion", "data: [DONE]\n\n"),
    RESPONSES("/v1/responses", "response", "event: response.completed\n"),
    MESSAGES("/v1/messages", "message", "event: message_stop\n");

    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}";

    final String path;
    private final String kind;
    private final String end;

    Voice(String path, String kind, String end) {
        this.path = path;
        this.kind = kind;
        this.end = end;
    }

    /** A question about the weather, with a tool. */
    String ask(boolean stream) {
        return ask("m", stream, "How warm is it in Bern?");
    }

    String ask(String model, boolean stream, String text) {
        return with(model, stream, this == RESPONSES ? "input_text" : "text", new Json.Str(text).print());
    }

    private String with(String model, boolean stream, String kindOfText, String text) {
        String content = "[{\"role\":\"user\",\"content\":[{\"type\":\"" + kindOfText + "\",\"text\":" + text + "}]}]";
        return body(model, stream, content);
    }

    /** A request with these messages, or this input. */
    String body(String model, boolean stream, String content) {
        String begin = "{\"model\":\"" + model + "\",\"stream\":" + stream + ",";
        return switch (this) {
            case CHAT ->
                begin + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":" + SCHEMA
                        + "}}],\"messages\":" + content + "}";
            case RESPONSES ->
                begin + "\"store\":false,\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"strict\":false,"
                        + "\"parameters\":" + SCHEMA + "}],\"input\":" + content + "}";
            case MESSAGES ->
                begin + "\"max_tokens\":1000,\"tools\":[{\"name\":\"weather\",\"input_schema\":" + SCHEMA
                        + "}],\"messages\":" + content + "}";
        };
    }

    /** Checks a stream that was translated; true if it ends as it should, false if it ends with an error. */
    boolean endsWell(byte[] sse) {
        String text = new String(sse, StandardCharsets.UTF_8);
        return switch (this) {
            case CHAT -> {
                ChatGrammar grammar = ChatGrammar.begun(sse);
                yield check(text, grammar.error() != null);
            }
            case RESPONSES -> {
                ResponsesGrammar.Read read = ResponsesGrammar.check(sse);
                yield check(text, read.error() != null || read.status().equals("failed"));
            }
            case MESSAGES -> {
                MessagesGrammar grammar = MessagesGrammar.check(sse);
                yield check(text, grammar.error() != null);
            }
        };
    }

    private boolean check(String text, boolean failed) {
        assertThat(failed || terminated(text))
                .as("it ends, or says why not: %s", text)
                .isTrue();
        assertThat(failed && terminated(text))
                .as("it ends well in spite of an error: %s", text)
                .isFalse();
        return !failed;
    }

    /** True if the stream says that it was whole; also one that stopped for another reason than its end does. */
    boolean terminated(String text) {
        return text.contains(end) || (this == RESPONSES && text.contains("event: response.incomplete\n"));
    }

    /** True if a stream that was passed on says so in any way, be its event named or not. */
    boolean mentionsEnd(String text) {
        return text.contains(end.strip().substring(end.indexOf(' ') + 1));
    }

    /** Checks a whole answer. */
    Json.Obj answer(byte[] body) {
        Json.Obj json = object(body);
        assertThat(json.text(this == MESSAGES ? "type" : "object")).isEqualTo(kind);
        assertThat(json.list(this == CHAT ? "choices" : this == RESPONSES ? "output" : "content"))
                .isNotNull();
        return json;
    }

    /** Checks an answer that reports an error, and gives what it says. */
    Json.Obj error(byte[] body) {
        Json.Obj json = object(body);
        assertThat("error".equals(json.text("type"))).as(json.print()).isEqualTo(this == MESSAGES);
        Json.Obj error = json.object("error");
        assertThat(error).as(json.print()).isNotNull();
        assertThat(error.text("message", "")).isNotEmpty();
        assertThat(error.text("type", "")).isNotEmpty();
        return error;
    }

    static Json json(String text) {
        try {
            return Json.read(text);
        } catch (MalformedJson e) {
            throw new AssertionError(text, e);
        }
    }

    static Json copy(Json json) {
        return json(json.print());
    }

    static Json.Obj object(byte[] json) {
        try {
            return Json.readObject(json, 0, json.length);
        } catch (MalformedJson e) {
            throw new AssertionError(new String(json, StandardCharsets.UTF_8), e);
        }
    }
}
