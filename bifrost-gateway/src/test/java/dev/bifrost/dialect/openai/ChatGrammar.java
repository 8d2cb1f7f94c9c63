package dev.bifrost.dialect.openai;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds a stream of {@code chat.completion.chunk}s to its grammar, as strict clients read it, and puts the answer together:
 * what is out of place is an {@link AssertionError}.
 */
public final class ChatGrammar {
    private final List<Json.Obj> chunks = new ArrayList<>();
    private final Map<Long, Choice> choices = new TreeMap<>();
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable Long created;
    private Json.@Nullable Obj usage;
    private Json.@Nullable Obj error;
    private boolean done;

    /** What has come of one choice. */
    public static final class Choice {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final List<Json.Obj> details = new ArrayList<>();
        private final List<Json.Obj> annotations = new ArrayList<>();
        private final List<Json.Obj> images = new ArrayList<>();
        private final List<Call> calls = new ArrayList<>();
        private @Nullable String finish;
        private boolean role;

        public String text() {
            return text.toString();
        }

        public String refusal() {
            return refusal.toString();
        }

        public String reasoning() {
            return reasoning.toString();
        }

        /** The entries of {@code reasoning_details}, as they came. */
        public List<Json.Obj> details() {
            return details;
        }

        public List<Json.Obj> annotations() {
            return annotations;
        }

        public List<Json.Obj> images() {
            return images;
        }

        public List<Call> calls() {
            return calls;
        }

        public @Nullable String finish() {
            return finish;
        }

        /** The message as a client would send it back. */
        public Json.Obj message() {
            Json.Obj message = new Json.Obj().put("role", "assistant");
            message.put("content", text.isEmpty() && !calls.isEmpty() ? new Json.Nil() : new Json.Str(text()));
            if (!reasoning.isEmpty()) {
                message.put("reasoning_content", reasoning());
            }
            list(message, "reasoning_details", details);
            list(message, "annotations", annotations);
            list(message, "images", images);
            list(message, "tool_calls", calls.stream().map(Call::json).toList());
            return message;
        }

        private static void list(Json.Obj message, String name, List<Json.Obj> items) {
            if (!items.isEmpty()) {
                message.put(name, new Json.Arr(new ArrayList<>(items)));
            }
        }
    }

    /** A tool call, put together. {@code signature} is Gemini's; null if there is none. */
    public record Call(
            String id,
            String type,
            String name,
            String arguments,
            @Nullable String signature) {
        Json.Obj json() {
            boolean custom = type.equals("custom");
            Json.Obj named = new Json.Obj().put("name", name).put(custom ? "input" : "arguments", arguments);
            Json.Obj json = new Json.Obj().put("id", id).put("type", type).put(type, named);
            return signature == null ? json : json.put("extra_content", Thoughts.extraContent(signature));
        }
    }

    private ChatGrammar() {}

    /** Checks a stream that must be whole, to its {@code [DONE]}. */
    public static ChatGrammar whole(byte[] sse) {
        ChatGrammar grammar = begun(sse);
        check(grammar.done, "it does not end with [DONE]", "");
        check(!grammar.choices.isEmpty(), "it has no choice", "");
        grammar.choices.forEach((index, choice) -> check(choice.finish != null, "a choice has not finished", index));
        return grammar;
    }

    /** Checks a stream that may have broken off, or ended with an error. */
    public static ChatGrammar begun(byte[] sse) {
        ChatGrammar grammar = new ChatGrammar();
        String text = new String(sse, StandardCharsets.UTF_8);
        check(text.isEmpty() || text.endsWith("\n\n"), "its last event is cut", text);
        for (String event : text.split("\n\n", -1)) {
            if (!event.isEmpty() && !event.startsWith(":")) {
                check(event.startsWith("data: ") && event.indexOf('\n') < 0, "no line of data", event);
                grammar.event(event.substring("data: ".length()));
            }
        }
        return grammar;
    }

    private void event(String data) {
        check(!done, "something follows [DONE]", data);
        check(error == null, "something follows the error", data);
        if (data.equals("[DONE]")) {
            done = true;
            return;
        }
        Json.Obj chunk = parse(data);
        error = chunk.object("error");
        if (error != null) {
            check(error.text("message") != null && error.text("type") != null, "an error without words", data);
            return;
        }
        chunks.add(chunk);
        head(chunk, data);
        Json.Obj used = chunk.object("usage");
        List<Json.Obj> items = chunk.objects("choices");
        check(chunk.get("choices") instanceof Json.Arr, "no list of choices", data);
        check(used != null || !items.isEmpty(), "an empty chunk", data);
        if (used != null) {
            check(usage == null, "a second usage", data);
            check(items.isEmpty(), "a usage beside choices", data);
            usage = used;
        }
        check(usage == null || items.isEmpty(), "a choice after the usage", data);
        items.forEach(each -> choice(each, data));
    }

    private void head(Json.Obj chunk, String data) {
        check("chat.completion.chunk".equals(chunk.text("object")), "not a chunk", data);
        check(chunk.text("id", "").length() > 0, "no id", data);
        check(id == null || id.equals(chunk.text("id")), "another id", data);
        check(model == null || model.equals(chunk.text("model")), "another model", data);
        check(created == null || created == chunk.number("created", -1), "created at another time", data);
        id = chunk.text("id");
        model = chunk.text("model");
        created = chunk.number("created", -1);
        check(model != null && created >= 0, "no model or no time", data);
    }

    private void choice(Json.Obj chunk, String data) {
        long index = chunk.number("index", -1);
        check(index >= 0, "no index", data);
        Choice choice = choices.computeIfAbsent(index, _ -> new Choice());
        check(choice.finish == null, "the choice has finished", data);
        Json.Obj delta = chunk.object("delta");
        check(delta != null, "no delta", data);
        boolean role = delta.text("role") != null;
        check(role != choice.role, role ? "a second role" : "the role is not first", data);
        choice.role = true;
        check(chunk.has("finish_reason"), "no finish_reason, not even null", data);
        String finish = chunk.text("finish_reason");
        if (finish != null) {
            check(List.of("stop", "length", "tool_calls", "content_filter").contains(finish), "no such end", data);
            check(!finish.equals("stop") || choice.calls.isEmpty(), "a tool call that ends as stop", data);
            check(!finish.equals("tool_calls") || !choice.calls.isEmpty(), "tool_calls without one", data);
            check(delta.isEmpty(), "something in the last delta", data);
            choice.finish = finish;
        }
        grow(choice, delta, data);
    }

    private static void grow(Choice choice, Json.Obj delta, String data) {
        choice.text.append(delta.text("content", ""));
        choice.refusal.append(delta.text("refusal", ""));
        choice.reasoning.append(delta.text("reasoning_content", ""));
        choice.details.addAll(delta.objects("reasoning_details"));
        choice.annotations.addAll(delta.objects("annotations"));
        choice.images.addAll(delta.objects("images"));
        delta.objects("tool_calls").forEach(each -> call(choice, each, data));
    }

    private static void call(Choice choice, Json.Obj piece, String data) {
        int index = (int) piece.number("index", -1);
        check(index >= 0 && index <= choice.calls.size(), "indexes of calls have a gap", data);
        Json.Obj custom = piece.object("custom");
        Json.Obj said = custom == null ? piece.object("function") : custom;
        String fragment = said == null ? "" : said.text(custom == null ? "arguments" : "input", "");
        if (index == choice.calls.size()) {
            check(!piece.text("id", "").isEmpty(), "a call without an id", data);
            check(said != null && said.text("name") != null, "a call without a name", data);
            check((custom == null ? "function" : "custom").equals(piece.text("type")), "a call without a type", data);
            choice.calls.add(
                    new Call(piece.text("id"), piece.text("type"), said.text("name"), fragment, signature(piece)));
            return;
        }
        check(index == choice.calls.size() - 1, "an earlier call goes on", data);
        check(!piece.has("id") && !piece.has("type"), "an id or a type again", data);
        Call call = choice.calls.get(index);
        String signature = signature(piece) == null ? call.signature() : signature(piece);
        choice.calls.set(index, new Call(call.id(), call.type(), call.name(), call.arguments() + fragment, signature));
    }

    private static @Nullable String signature(Json.Obj piece) {
        Json.Obj extra = piece.object("extra_content");
        Json.Obj google = extra == null ? null : extra.object("google");
        return google == null ? null : google.text("thought_signature");
    }

    private static Json.Obj parse(String data) {
        try {
            return (Json.Obj) Json.read(data);
        } catch (MalformedJson e) {
            throw new AssertionError("no JSON: " + data, e);
        }
    }

    private static void check(boolean right, String complaint, Object at) {
        if (!right) {
            throw new AssertionError(complaint + ": " + at);
        }
    }

    /** All chunks, as they came. */
    public List<Json.Obj> chunks() {
        return chunks;
    }

    /** The first choice. */
    public Choice choice() {
        return choice(0);
    }

    public Choice choice(long index) {
        return choices.get(index);
    }

    public int size() {
        return choices.size();
    }

    public @Nullable String id() {
        return id;
    }

    public @Nullable String model() {
        return model;
    }

    /** The usage; null if the stream told none. */
    public Json.@Nullable Obj usage() {
        return usage;
    }

    /** The error that ended it; null if none did. */
    public Json.@Nullable Obj error() {
        return error;
    }
}
