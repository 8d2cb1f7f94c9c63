package dev.bifrost.dialect.openai;

import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts messages in the order that a recipient insists on; the words stay. */
final class MessageOrder {
    /** What is said for the assistant, where one must speak, so that nobody takes it for an answer of the model's. */
    static final String RECEIVED = "(tool results received)";

    private MessageOrder() {}

    static List<Json.Obj> of(List<Json.Obj> messages, Recipient to) {
        List<Json.Obj> ordered = messages;
        if (to.has("alternate") || to.has("system_first")) {
            ordered = systemFirst(ordered);
        }
        if (to.has("alternate")) {
            ordered = alternating(ordered);
        }
        if (to.has("no_user_after_tool")) {
            ordered = withoutUserAfterTool(ordered);
        }
        if (to.has("prefix") && !ordered.isEmpty() && is(ordered.getLast(), "assistant")) {
            ordered.getLast().put("prefix", true);
        }
        return ordered;
    }

    private static boolean is(Json.Obj message, String role) {
        return message.text("role", "").equals(role);
    }

    private static List<Json.Obj> systemFirst(List<Json.Obj> messages) {
        List<Json.Obj> ordered = new ArrayList<>();
        Json.Obj system = null;
        for (Json.Obj message : messages) {
            if (!is(message, "system") && !is(message, "developer")) {
                ordered.add(message);
            } else if (system == null) {
                system = message;
            } else {
                join(system, message);
            }
        }
        if (system != null) {
            ordered.addFirst(system);
        }
        return ordered;
    }

    private static List<Json.Obj> alternating(List<Json.Obj> messages) {
        List<Json.Obj> ordered = new ArrayList<>();
        for (Json.Obj message : messages) {
            Json.Obj last = ordered.isEmpty() ? null : ordered.getLast();
            boolean joins = last != null
                    && (is(last, "user") || is(last, "assistant"))
                    && is(last, message.text("role", ""))
                    && !last.has("tool_calls");
            if (last != null && joins) {
                join(last, message);
            } else {
                ordered.add(message);
            }
        }
        return ordered;
    }

    private static List<Json.Obj> withoutUserAfterTool(List<Json.Obj> messages) {
        List<Json.Obj> ordered = new ArrayList<>();
        for (Json.Obj message : messages) {
            if (is(message, "user") && !ordered.isEmpty() && is(ordered.getLast(), "tool")) {
                ordered.add(new Json.Obj().put("role", "assistant").put("content", RECEIVED));
            }
            ordered.add(message);
        }
        return ordered;
    }

    /** Makes one message of two: texts with a blank line between, and whatever else the second has. */
    private static void join(Json.Obj first, Json.Obj second) {
        Json before = first.get("content");
        Json after = second.get("content");
        if (before instanceof Json.Str(String one) && after instanceof Json.Str(String two)) {
            first.put("content", one.isEmpty() ? two : one + "\n\n" + two);
        } else if (after != null) {
            Json.Arr both = new Json.Arr();
            pieces(before).forEach(both::add);
            pieces(after).forEach(both::add);
            first.put("content", both);
        }
        second.members().forEach((name, value) -> {
            if (!first.has(name)) {
                first.put(name, value);
            }
        });
    }

    private static List<Json> pieces(@Nullable Json content) {
        return switch (content) {
            case Json.Str(String text) -> text.isEmpty() ? List.of() : List.of(ContentWriter.text(text));
            case Json.Arr(List<Json> items) -> items;
            case Json.Obj _, Json.Num _, Json.Bool _, Json.Nil _ -> List.of();
            case null -> List.of();
        };
    }
}
