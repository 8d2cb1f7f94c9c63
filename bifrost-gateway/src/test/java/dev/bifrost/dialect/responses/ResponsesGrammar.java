package dev.bifrost.dialect.responses;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Holds a stream to the grammar of the Responses API, down to the last field that repeats another; whatever is wrong is an
 * {@link AssertionError}. https://platform.openai.com/docs/api-reference/responses-streaming
 */
public final class ResponsesGrammar {
    private static final Set<String> STATUSES = Set.of("completed", "incomplete", "failed");

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();
    private final Json.Arr output = new Json.Arr();
    private final List<String> types = new ArrayList<>();

    private long sequence;
    private String id;
    private Json.Obj item;
    private Json.Arr content;
    private Part part;
    private final StringBuilder arguments = new StringBuilder();
    private boolean argumentsDone;
    private Json.Obj response;
    private Json.Obj error;

    /** A call of a tool. */
    public record Call(String id, String name, String arguments) {}

    /**
     * What a stream said.
     *
     * @param status   {@code completed}, {@code incomplete} or {@code failed}; {@code error} if nothing but an error came
     * @param types    of the events, in order
     * @param response the last one; null if there is none
     * @param error    what an {@code error} event said; null if there was none
     */
    public record Read(
            String text,
            String refusal,
            String thoughts,
            List<Call> calls,
            String status,
            List<String> types,
            Json.Obj response,
            Json.Obj error) {
        /** {@code incomplete_details.reason}; null if there is none. */
        public String incompleteReason() {
            Json.Obj details = response.object("incomplete_details");
            return details == null ? null : details.text("reason");
        }

        public Json.Obj usage() {
            return response.object("usage");
        }

        public List<Json.Obj> output() {
            return response.objects("output");
        }
    }

    /** The part of an item's content that is open. */
    private static final class Part {
        final String type;
        final StringBuilder text = new StringBuilder();
        final Json.Arr annotations = new Json.Arr();
        final Json.Arr logprobs = new Json.Arr();
        boolean textDone;

        Part(String type) {
            this.type = type;
        }
    }

    private ResponsesGrammar() {}

    /** Checks a whole stream. */
    public static Read check(byte[] sse) {
        return check(sse, false);
    }

    /**
     * Checks a whole stream.
     *
     * @param begun true if it goes on after {@code response.created} and {@code response.in_progress}
     */
    public static Read check(byte[] sse, boolean begun) {
        ResponsesGrammar grammar = new ResponsesGrammar();
        grammar.sequence = begun ? 2 : 0;
        for (String event : split(sse)) {
            grammar.event(event, begun);
        }
        return grammar.read();
    }

    private static List<String> split(byte[] sse) {
        String all = new String(sse, StandardCharsets.UTF_8);
        check(all.endsWith("\n\n"), "the last event is cut off", all);
        return List.of(all.substring(0, all.length() - 2).split("\n\n", -1));
    }

    private void event(String event, boolean begun) {
        String[] lines = event.split("\n", -1);
        check(lines.length == 2 && lines[0].startsWith("event: ") && lines[1].startsWith("data: "), "its lines", event);
        Json.Obj json = object(lines[1].substring(6));
        String type = json.text("type", "");
        check(lines[0].equals("event: " + type), "the name is not the type", event);
        check(json.number("sequence_number", -1) == sequence, "sequence_number is not " + sequence, event);
        check(response == null, "something follows the end", event);
        check(error == null || type.equals("response.failed"), "something follows the error", event);
        boolean first = types.isEmpty() && !begun;
        check(!first || type.equals("response.created") || type.equals("error"), "it does not begin", event);
        check(types.size() != 1 || begun || type.equals("response.in_progress"), "in_progress must follow", event);
        sequence++;
        types.add(type);
        take(type, json, event);
    }

    private void take(String type, Json.Obj json, String event) {
        switch (type) {
            case "response.created", "response.in_progress" -> begin(json.object("response"), event);
            case "response.output_item.added" -> added(json, event);
            case "response.output_item.done" -> done(json, event);
            case "response.content_part.added" -> {
                partOf("message", json, "content_index", event);
                String kind = json.object("part").text("type", "");
                check(kind.equals("output_text") || kind.equals("refusal"), "the part's type", event);
                part = new Part(kind);
                check(whole().equals(json.object("part")), "a new part is not empty", event);
            }
            case "response.output_text.delta" -> {
                grow("output_text", json, event);
                json.list("logprobs").forEach(part.logprobs::add);
                check(json.get("logprobs") instanceof Json.Arr, "no logprobs", event);
                text.append(json.text("delta"));
            }
            case "response.refusal.delta" -> {
                grow("refusal", json, event);
                refusal.append(json.text("delta"));
            }
            case "response.output_text.annotation.added" -> {
                in("output_text", json, event);
                check(json.number("annotation_index", -1) == part.annotations.size(), "annotation_index", event);
                part.annotations.add(Objects.requireNonNull(json.object("annotation")));
            }
            case "response.output_text.done" -> {
                end("output_text", json, "text", event);
                check(json.get("logprobs").equals(part.logprobs), "other logprobs than before", event);
            }
            case "response.refusal.done" -> end("refusal", json, "refusal", event);
            case "response.content_part.done" -> endPart(json, "content_index", event);
            case "response.reasoning_summary_part.added" -> {
                partOf("reasoning", json, "summary_index", event);
                part = new Part("summary_text");
                check(whole().equals(json.object("part")), "a new part is not empty", event);
            }
            case "response.reasoning_summary_text.delta" -> {
                grow("summary_text", json, event);
                thoughts.append(json.text("delta"));
            }
            case "response.reasoning_summary_text.done" -> end("summary_text", json, "text", event);
            case "response.reasoning_summary_part.done" -> endPart(json, "summary_index", event);
            case "response.function_call_arguments.delta" -> argue("function_call", json, event);
            case "response.custom_tool_call_input.delta" -> argue("custom_tool_call", json, event);
            case "response.function_call_arguments.done" -> argued("function_call", json, "arguments", event);
            case "response.custom_tool_call_input.done" -> argued("custom_tool_call", json, "input", event);
            case "response.completed", "response.incomplete", "response.failed" -> end(type, json, event);
            case "error" -> {
                error = json.object("error");
                check(error != null && !error.text("message", "").isEmpty(), "no message", event);
                check(error.text("message").equals(json.text("message")), "two messages", event);
            }
            default -> check(false, "an unknown type", event);
        }
    }

    private void begin(Json.Obj begun, String event) {
        check(begun != null && "in_progress".equals(begun.text("status")), "its status", event);
        check(begun.list("output").isEmpty() && begun.get("usage") == null, "it holds something already", event);
        check(id == null || id.equals(begun.text("id")), "another id", event);
        id = begun.text("id", "");
        check(id.startsWith("resp_"), "the id", event);
    }

    private void added(Json.Obj json, String event) {
        check(item == null, "another item is open", event);
        check(json.number("output_index", -1) == output.size(), "output_index", event);
        item = Objects.requireNonNull(json.object("item"));
        content = new Json.Arr();
        arguments.setLength(0);
        argumentsDone = false;
        String itemId = item.text("id", "");
        String prefix = switch (item.text("type", "")) {
            case "message" -> "msg_";
            case "reasoning" -> "rs_";
            case "function_call" -> "fc_";
            case "custom_tool_call" -> "ctc_";
            default -> "";
        };
        check(itemId.startsWith(prefix), "the item's id", event);
        check(prefix.isEmpty() || itemId.matches("[A-Za-z0-9_-]{1,64}"), "the item's id", event);
        boolean grows = !prefix.isEmpty();
        for (Json each : output.items()) {
            check(!grows || !itemId.equals(((Json.Obj) each).text("id")), "an id twice", event);
        }
        boolean empty = item.list("content").isEmpty()
                && item.list("summary").isEmpty()
                && item.text("arguments", "").isEmpty()
                && item.text("input", "").isEmpty();
        check(!grows || empty, "a new item is not empty", event);
    }

    private void done(Json.Obj json, String event) {
        check(item != null && part == null, "no item is open, or a part of it is", event);
        check(json.number("output_index", -1) == output.size(), "output_index", event);
        Json.Obj whole = Objects.requireNonNull(json.object("item"));
        check(Objects.equals(whole.text("id"), item.text("id")), "another id", event);
        check(Objects.equals(whole.text("type"), item.text("type")), "another type", event);
        switch (whole.text("type", "")) {
            case "message" -> {
                check(whole.get("content").equals(content), "other content than before", event);
                check(!content.isEmpty(), "no content", event);
                check(!"in_progress".equals(whole.text("status")), "its status", event);
            }
            case "reasoning" -> check(whole.get("summary").equals(content), "another summary than before", event);
            case "function_call", "custom_tool_call" -> {
                String input = whole.text(whole.has("input") ? "input" : "arguments");
                check(argumentsDone && arguments.toString().equals(input), "other arguments than before", event);
                check(Objects.equals(whole.text("call_id"), item.text("call_id")), "another call_id", event);
                check(Objects.equals(whole.text("name"), item.text("name")), "another name", event);
                calls.add(new Call(whole.text("call_id"), whole.text("name"), input));
            }
            default -> {
                // an item of a server tool, which is whole
            }
        }
        output.add(whole);
        item = null;
    }

    private void place(Json.Obj json, String event) {
        check(item != null, "no item is open", event);
        check(Objects.equals(json.text("item_id"), item.text("id")), "item_id", event);
        check(json.number("output_index", -1) == output.size(), "output_index", event);
    }

    private void partOf(String type, Json.Obj json, String index, String event) {
        place(json, event);
        check(type.equals(item.text("type")), "in an item of another type", event);
        check(part == null, "another part is open", event);
        check(json.number(index, -1) == content.size(), index, event);
    }

    private void in(String type, Json.Obj json, String event) {
        place(json, event);
        check(part != null && part.type.equals(type) && !part.textDone, "no such part is open", event);
        String index = type.equals("summary_text") ? "summary_index" : "content_index";
        check(json.number(index, -1) == content.size(), index, event);
    }

    private void grow(String type, Json.Obj json, String event) {
        in(type, json, event);
        part.text.append(Objects.requireNonNull(json.text("delta"), "delta"));
    }

    private void end(String type, Json.Obj json, String field, String event) {
        in(type, json, event);
        check(part.text.toString().equals(json.text(field)), "another text than before", event);
        part.textDone = true;
    }

    private void endPart(Json.Obj json, String index, String event) {
        place(json, event);
        check(part != null && part.textDone, "no part is done", event);
        check(json.number(index, -1) == content.size(), index, event);
        check(whole().equals(json.object("part")), "another part than before", event);
        content.add(json.object("part"));
        part = null;
    }

    private Json.Obj whole() {
        String said = part.text.toString();
        Json.Obj whole = new Json.Obj().put("type", part.type);
        return switch (part.type) {
            case "refusal" -> whole.put("refusal", said);
            case "summary_text" -> whole.put("text", said);
            default ->
                whole.put("annotations", part.annotations)
                        .put("logprobs", part.logprobs)
                        .put("text", said);
        };
    }

    private void argue(String type, Json.Obj json, String event) {
        place(json, event);
        check(type.equals(item.text("type")) && !argumentsDone, "in another item", event);
        arguments.append(Objects.requireNonNull(json.text("delta"), "delta"));
    }

    private void argued(String type, Json.Obj json, String field, String event) {
        place(json, event);
        check(type.equals(item.text("type")) && !argumentsDone, "in another item", event);
        check(arguments.toString().equals(json.text(field)), "other arguments than before", event);
        argumentsDone = true;
    }

    private void end(String type, Json.Obj json, String event) {
        response = Objects.requireNonNull(json.object("response"));
        String status = response.text("status", "");
        check(STATUSES.contains(status) && type.equals("response." + status), "its status", event);
        check(status.equals("failed") || item == null, "an item is open", event);
        check(response.get("output").equals(output), "another output than before", event);
        check(id == null || id.equals(response.text("id")), "another id", event);
        check(status.equals("failed") == (response.object("error") != null), "its error", event);
        check(status.equals("incomplete") == (response.object("incomplete_details") != null), "its details", event);
    }

    private Read read() {
        check(response != null || error != null, "it does not end", types.toString());
        return new Read(
                text.toString(),
                refusal.toString(),
                thoughts.toString(),
                List.copyOf(calls),
                response == null ? "error" : response.text("status"),
                List.copyOf(types),
                response,
                error);
    }

    private static Json.Obj object(String json) {
        try {
            return (Json.Obj) Json.read(json);
        } catch (MalformedJson e) {
            throw new AssertionError(json, e);
        }
    }

    private static void check(boolean right, String complaint, String event) {
        if (!right) {
            throw new AssertionError(complaint + ": " + event);
        }
    }
}
