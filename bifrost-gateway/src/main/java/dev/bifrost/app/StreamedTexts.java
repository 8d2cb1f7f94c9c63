package dev.bifrost.app;

import dev.bifrost.api.Operation;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.audit.content.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** The texts of a stream as the whole answer of the same dialect that they could have been. */
final class StreamedTexts {
    /** What a stream's own events say beside its texts stands at these places of the first. */
    private static final String STOP = "stop_reason";

    private static final String INCOMPLETE = "incomplete";

    /** By the index of the choice, block or item: what stands at which place in it. */
    private final SequencedMap<Long, Tree> trees = new TreeMap<>();

    private StreamedTexts(Shown shown) {
        Json.Obj answer = shown.answer();
        Json.Obj body = answer == null ? null : answer.object("body");
        shown.marks().forEach(this::add);
        if (body != null) {
            body.objects("texts").forEach(this::add);
        }
    }

    /** The answer to a conversation of this kind; what of it can not be told is left out. */
    static Json.Obj whole(Operation operation, Shown shown) {
        StreamedTexts texts = new StreamedTexts(shown);
        return switch (operation) {
            case MESSAGES -> texts.message();
            case RESPONSES -> texts.response();
            default -> texts.completion();
        };
    }

    private void add(Json.Obj text) {
        List<String> place = List.of(text.text("part", "").split("/", -1));
        trees.computeIfAbsent(text.number("index", 0), _ -> new Tree()).put(place, text.text("text", ""));
    }

    private Json.Obj completion() {
        Json.Arr choices = new Json.Arr();
        trees.forEach((index, tree) -> {
            Json.Obj message = tree.json();
            String finish = message.text("finish_reason", "stop");
            message.members().remove("error");
            choices.add(new Json.Obj()
                    .put("index", index)
                    .put("finish_reason", finish)
                    .put("message", message));
        });
        return new Json.Obj().put("choices", choices);
    }

    private Json.Obj message() {
        Json.Arr content = new Json.Arr();
        String stop = "end_turn";
        for (Tree tree : trees.values()) {
            Json.Obj block = tree.json();
            stop = block.text(STOP, stop);
            if (block.has("partial_json")) {
                block.put("input", input(block.text("partial_json", "")));
            }
            if (block.has("type")) {
                content.add(block);
            }
        }
        return new Json.Obj()
                .put("type", "message")
                .put("role", "assistant")
                .put(STOP, stop)
                .put("content", content);
    }

    /** A call's input, if it came whole. */
    private static Json.Obj input(String text) {
        try {
            if (TracedTexts.plain(text) && Json.read(text) instanceof Json.Obj input) {
                return input;
            }
        } catch (MalformedJson _) {
            // cut, or something was taken out of it
        }
        return new Json.Obj().put("partial_json", text);
    }

    private Json.Obj response() {
        Json.Arr output = new Json.Arr();
        Json.Obj response = new Json.Obj().put("status", "completed").put("output", output);
        for (Tree tree : trees.values()) {
            Json.Obj item = tree.json();
            String why = item.text(INCOMPLETE);
            if (why != null) {
                response.put("status", INCOMPLETE).put("incomplete_details", new Json.Obj().put("reason", why));
            }
            move(item, "function_call_arguments", "arguments");
            move(item, "custom_tool_call_input", "input");
            list(item, "output_text", "content", "output_text", "text");
            list(item, "refusal", "content", "refusal", "refusal");
            list(item, "reasoning_text", "content", "reasoning_text", "text");
            list(item, "reasoning_summary_text", "summary", "summary_text", "text");
            if (!item.has("type") && item.has("content")) {
                item.put("type", "message");
            }
            output.add(item);
        }
        return response;
    }

    private static void move(Json.Obj item, String from, String to) {
        Json text = item.members().remove(from);
        if (text != null) {
            item.put(to, text);
        }
    }

    private static void list(Json.Obj item, String from, String to, String type, String name) {
        String text = item.text(from);
        if (text != null) {
            item.members().remove(from);
            List<Json> items = new ArrayList<>(item.list(to));
            items.add(new Json.Obj().put("type", type).put(name, text));
            item.put(to, new Json.Arr(items));
        }
    }

    /** Values at places that are given segment by segment; numbers are those of lists. */
    private static final class Tree {
        private final SequencedMap<String, Object> members = new java.util.LinkedHashMap<>();

        void put(List<String> place, String text) {
            Object known = members.get(place.getFirst());
            if (place.size() == 1) {
                members.putIfAbsent(place.getFirst(), text);
            } else if (known == null || known instanceof Tree) {
                Tree inner = known instanceof Tree tree ? tree : new Tree();
                members.put(place.getFirst(), inner);
                inner.put(place.subList(1, place.size()), text);
            }
        }

        Json.Obj json() {
            Json.Obj object = new Json.Obj();
            for (Map.Entry<String, Object> member : members.entrySet()) {
                object.put(member.getKey(), json(member.getValue()));
            }
            return object;
        }

        private static Json json(Object value) {
            if (!(value instanceof Tree tree)) {
                return new Json.Str(String.valueOf(value));
            }
            if (!tree.members.keySet().stream().allMatch(name -> name.matches("\\d{1,9}"))) {
                return tree.json();
            }
            Json.Arr items = new Json.Arr();
            tree.members.values().forEach(item -> items.add(json(item)));
            return items;
        }
    }
}
