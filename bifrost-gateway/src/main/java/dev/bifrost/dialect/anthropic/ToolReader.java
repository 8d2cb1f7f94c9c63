package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools} and {@code tool_choice}. */
final class ToolReader {
    private static final Set<String> KNOWN = Set.of(
            "type",
            "name",
            "description",
            "input_schema",
            "strict",
            "cache_control",
            // Arguments are streamed as they come, whoever answers.
            "eager_input_streaming");

    private ToolReader() {}

    static List<Tool> tools(Json.Obj body, List<String> unread) throws Refusal {
        List<Json.Obj> raw = Fields.objects(body.get("tools"), "tools");
        List<Tool> tools = new ArrayList<>(raw.size());
        for (int i = 0; i < raw.size(); i++) {
            tools.add(tool(raw.get(i), "tools[" + i + "]", unread));
        }
        return tools;
    }

    private static Tool tool(Json.Obj tool, String path, List<String> unread) throws Refusal {
        String type = tool.text("type", "custom");
        if (type.startsWith("web_search")) {
            return webSearch(tool);
        }
        if (!type.equals("custom")) {
            return new Tool.Opaque(CarriedSeal.ORIGIN, tool.text("name", type), tool);
        }
        Json.Obj rest = tool.copy();
        if (!tool.isTrue("defer_loading")) {
            rest.members().remove("defer_loading");
        }
        if (tool.list("allowed_callers").equals(List.of(new Json.Str("direct")))) {
            rest.members().remove("allowed_callers");
        }
        Fields.unread(rest, path, KNOWN, unread);
        return new Tool.Function(
                Fields.text(tool, "name", path),
                tool.text("description"),
                tool.object("input_schema"),
                tool.bool("strict"),
                CacheControl.read(tool));
    }

    private static Tool webSearch(Json.Obj tool) {
        Json.Num uses = tool.number("max_uses");
        return new Tool.WebSearch(
                strings(tool.list("allowed_domains")),
                strings(tool.list("blocked_domains")),
                uses == null ? null : uses.longValue(),
                tool.object("user_location"),
                CarriedSeal.ORIGIN,
                tool);
    }

    private static List<String> strings(List<Json> items) {
        List<String> strings = new ArrayList<>();
        for (Json item : items) {
            if (item instanceof Json.Str(String text)) {
                strings.add(text);
            }
        }
        return strings;
    }

    static @Nullable ToolChoice choice(Json.Obj body) throws Refusal {
        if (body.get("tool_choice") == null) {
            return null;
        }
        Json.Obj choice = Fields.object(body, "tool_choice", "");
        return switch (Fields.text(choice, "type", "tool_choice")) {
            case "auto" -> new ToolChoice.Auto();
            case "any" -> new ToolChoice.Required();
            case "tool" -> new ToolChoice.Named(Fields.text(choice, "name", "tool_choice"));
            case "none" -> new ToolChoice.None();
            default -> throw Fields.invalid("tool_choice.type", "is none of auto, any, tool and none");
        };
    }

    /** Null if the client does not say. */
    static @Nullable Boolean parallel(Json.Obj body) {
        Json.Obj choice = body.object("tool_choice");
        Boolean disabled = choice == null ? null : choice.bool("disable_parallel_tool_use");
        return disabled == null ? null : Boolean.valueOf(!disabled);
    }
}
