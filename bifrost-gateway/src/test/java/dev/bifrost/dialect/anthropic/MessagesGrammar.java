package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.sse.SseEvent;
import dev.bifrost.dialect.sse.SseFramer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds a stream to the grammar of Anthropic's Messages, as
 * https://platform.claude.com/docs/en/build-with-claude/streaming describes it, and puts it together to the message that
 * it stands for. What is out of place is an {@link AssertionError}.
 */
public final class MessagesGrammar {
    private static final Set<String> REASONS = Set.of(
            "end_turn",
            "max_tokens",
            "stop_sequence",
            "tool_use",
            "pause_turn",
            "refusal",
            "model_context_window_exceeded");

    private final Json.Arr content = new Json.Arr();
    private Json.Obj message;
    private Json.Obj usage = new Json.Obj();
    private Json.Obj open;
    private String grown = "";
    private String signature = "";
    private final Json.Arr citations = new Json.Arr();
    private Json.Obj delta;
    private Json.Obj error;
    private boolean stopped;

    private MessagesGrammar() {}

    /** Checks a stream that may have broken off between two events, or ended with an error. */
    public static MessagesGrammar check(byte[] stream) {
        MessagesGrammar grammar = new MessagesGrammar();
        SseFramer framer = new SseFramer();
        SseEvent event = new SseEvent();
        int start = 0;
        for (int end = framer.next(stream, 0, stream.length);
                end >= 0;
                end = framer.next(stream, start, stream.length)) {
            event.read(stream, start, end, framer.eventLines());
            if (event.hasData()) {
                grammar.event(event);
            }
            start = end;
        }
        that(start == stream.length, "it ends in the middle of an event");
        return grammar;
    }

    /** Checks a stream that must be whole. */
    public static MessagesGrammar checkWhole(byte[] stream) {
        MessagesGrammar grammar = check(stream);
        that(grammar.stopped, "it does not end with message_stop");
        return grammar;
    }

    private static void that(boolean right, String complaint) {
        if (!right) {
            throw new AssertionError(complaint);
        }
    }

    private void event(SseEvent event) {
        Json.Obj json;
        try {
            json = Json.readObject(event.data(), event.dataFrom(), event.dataTo());
        } catch (MalformedJson e) {
            throw new AssertionError("an event is no JSON: " + e.getMessage(), e);
        }
        String type = json.text("type", "");
        that(event.isNamed(type.getBytes(StandardCharsets.US_ASCII)), "the event is not named as its type: " + type);
        that(!stopped && error == null, type + " follows the end");
        if (type.equals("error")) {
            error = json.object("error");
            that(
                    error != null && error.text("type") != null && error.text("message") != null,
                    "the error says nothing");
            return;
        }
        that(message != null || type.equals("message_start"), "it begins with " + type);
        switch (type) {
            case "message_start" -> start(json.object("message"));
            case "content_block_start" -> startBlock(json);
            case "content_block_delta" -> deltaOfBlock(json);
            case "content_block_stop" -> stopBlock(json);
            case "message_delta" -> messageDelta(json);
            case "message_stop" -> {
                that(delta != null, "message_stop without message_delta");
                stopped = true;
            }
            case "ping" -> {}
            default -> throw new AssertionError("there is no event " + type);
        }
    }

    private void start(Json.Obj started) {
        that(message == null, "it starts twice");
        that(started != null, "message_start has no message");
        that(started.text("id", "").startsWith("msg_"), "no id: " + started.print());
        that(started.text("type", "").equals("message"), "no message: " + started.print());
        that(started.text("role", "").equals("assistant"), "no assistant: " + started.print());
        that(!started.text("model", "").isEmpty(), "no model: " + started.print());
        that(started.get("content") instanceof Json.Arr arr && arr.isEmpty(), "content at the start");
        that(started.has("stop_reason") && started.get("stop_reason") == null, "a reason to stop at the start");
        message = started;
        usage(started.object("usage"));
        that(usage.number("input_tokens") != null, "no input_tokens at the start");
    }

    private void usage(Json.Obj more) {
        that(more != null && more.number("output_tokens") != null, "usage without output_tokens");
        more.members().forEach((name, value) -> usage.put(name, value));
    }

    private void startBlock(Json.Obj json) {
        that(delta == null, "a block after message_delta");
        that(open == null, "two blocks are open");
        that(json.number("index", -1) == content.size(), "blocks are not numbered in order: " + json.print());
        open = json.object("content_block");
        that(open != null, "no block begins: " + json.print());
        grown = "";
        signature = "";
        citations.items().clear();
        switch (open.text("type", "")) {
            case "text" -> that("".equals(open.text("text")), "text begins with text: " + json.print());
            case "thinking" ->
                that(
                        "".equals(open.text("thinking")) && "".equals(open.text("signature")),
                        "a thought begins with content: " + json.print());
            case "redacted_thinking" -> that(!open.text("data", "").isEmpty(), "nothing is redacted: " + json.print());
            case "tool_use" -> {
                that(!open.text("id", "").isEmpty(), "a call without id: " + json.print());
                that(!open.text("name", "").isEmpty(), "a call without name: " + json.print());
                that(open.object("input") != null && open.object("input").isEmpty(), "input comes whole");
            }
            default -> that(!open.text("type", "").isEmpty(), "a block without type: " + json.print());
        }
    }

    private void deltaOfBlock(Json.Obj json) {
        that(open != null, "a delta without a block: " + json.print());
        that(json.number("index", -1) == content.size(), "a delta of another block: " + json.print());
        Json.Obj grows = json.object("delta");
        String type = open.text("type", "");
        switch (grows.text("type", "")) {
            case "text_delta" -> grow(grows.text("text"), type.equals("text"), json);
            case "thinking_delta" -> {
                that(signature.isEmpty(), "a thought goes on after its signature");
                grow(grows.text("thinking"), type.equals("thinking"), json);
            }
            case "input_json_delta" -> grow(grows.text("partial_json"), type.endsWith("tool_use"), json);
            case "signature_delta" -> {
                that(type.equals("thinking") && signature.isEmpty(), "a signature out of place: " + json.print());
                signature = grows.text("signature");
            }
            case "citations_delta" -> {
                that(type.equals("text") && grows.object("citation") != null, "a citation out of place");
                citations.add(grows.object("citation"));
            }
            default -> throw new AssertionError("there is no such delta: " + json.print());
        }
    }

    private void grow(String text, boolean fits, Json.Obj json) {
        that(fits && text != null, "a delta that does not fit its block: " + json.print());
        grown += text;
    }

    private void stopBlock(Json.Obj json) {
        that(open != null, "no block is open: " + json.print());
        that(json.number("index", -1) == content.size(), "another block stops: " + json.print());
        Json.Obj block = open.copy();
        switch (open.text("type", "")) {
            case "text" -> {
                block.put("text", grown);
                if (!citations.isEmpty()) {
                    block.put("citations", new Json.Arr(new ArrayList<>(citations.items())));
                }
            }
            case "thinking" -> block.put("thinking", grown).put("signature", signature);
            case "tool_use", "server_tool_use", "mcp_tool_use" -> {
                Json.Obj input = AnswerBlocks.object(grown);
                block.put("input", input == null ? new Json.Str(grown) : input);
            }
            default -> {}
        }
        content.add(block);
        open = null;
    }

    private void messageDelta(Json.Obj json) {
        that(open == null, "message_delta while a block is open");
        that(delta == null, "two message_delta");
        delta = json.object("delta");
        that(delta != null && REASONS.contains(delta.text("stop_reason", "")), "no reason to stop: " + json.print());
        that(delta.has("stop_sequence"), "no stop_sequence: " + json.print());
        that(toolCalls().isEmpty() || !delta.text("stop_reason", "").equals("end_turn"), "a call ends as end_turn");
        usage(json.object("usage"));
    }

    /** All text of the answer. */
    public String text() {
        return joined("text", "text");
    }

    /** All thoughts. */
    public String thinking() {
        return joined("thinking", "thinking");
    }

    private String joined(String type, String field) {
        return blocks().stream()
                .filter(block -> block.text("type", "").equals(type))
                .map(block -> block.text(field, ""))
                .collect(Collectors.joining());
    }

    /** The blocks of calls, with the whole input; as a string where it is no JSON object, as when it is cut off. */
    public List<Json.Obj> toolCalls() {
        return blocks().stream()
                .filter(block -> block.text("type", "").equals("tool_use"))
                .toList();
    }

    /** All blocks, whole. */
    public List<Json.Obj> blocks() {
        return new Json.Obj().put("content", content).objects("content");
    }

    /** Null if it has not stopped. */
    public String stopReason() {
        return delta == null ? null : delta.text("stop_reason");
    }

    /** Null if there was none. */
    public String stopSequence() {
        return delta == null ? null : delta.text("stop_sequence");
    }

    /** All that was said about usage, the last of each. */
    public Json.Obj usage() {
        return usage;
    }

    /** Null if none was reported. */
    public Json.Obj error() {
        return error;
    }

    /** The same as a whole answer. */
    public Json.Obj message() {
        Json.Obj whole = message.copy().put("content", content);
        delta.members().forEach(whole::put);
        return whole.put("usage", usage);
    }
}
