package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code tools}, {@code tool_choice}, their forerunners {@code functions} and {@code function_call}, and
 * {@code web_search_options}. Accepts the flat form of the Responses API and of Anthropic, which editors send here.
 */
final class ToolReader {
    private final List<String> unread;

    /** {@code unread} takes the paths of what can not be carried. */
    ToolReader(List<String> unread) {
        this.unread = unread;
    }

    /** All that the model may use. */
    List<Tool> tools(Fields top) throws Refusal {
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : top.each("tools")) {
            tools.add(tool(tool));
        }
        for (Fields function : top.each("functions")) {
            tools.add(functionOf(function));
        }
        Json.Obj search = top.object("web_search_options");
        if (search != null) {
            tools.add(new Tool.WebSearch(List.of(), List.of(), null, location(search), "openai", search));
        }
        return tools;
    }

    private Tool tool(Fields tool) throws Refusal {
        String type = tool.text("type");
        return switch (type) {
            case null -> functionOf(tool);
            case "function" -> functionOf(tool);
            case "custom" -> custom(tool);
            case "web_search", "web_search_preview" -> webSearch(tool);
            default -> new Tool.Opaque("openai", type, tool.json());
        };
    }

    private Tool functionOf(Fields tool) throws Refusal {
        Fields nested = tool.fields("function");
        Tool read = function(tool, nested == null ? tool : nested);
        tool.restTo(unread);
        return read;
    }

    private Tool function(Fields tool, Fields function) throws Refusal {
        CacheMark cache = ContentReader.cache(tool);
        cache = cache == null ? ContentReader.cache(function) : cache;
        Json.Obj parameters = function.object("parameters");
        Json.Obj schema = parameters == null ? function.object("input_schema") : parameters;
        Boolean strict = function.bool("strict");
        Tool read = new Tool.Function(
                function.needText("name"),
                function.text("description"),
                schema,
                strict == null ? tool.bool("strict") : strict,
                cache);
        if (function != tool) {
            function.restTo(unread);
        }
        return read;
    }

    private Tool custom(Fields tool) throws Refusal {
        Fields nested = tool.fields("custom");
        Fields custom = nested == null ? tool : nested;
        Tool read = new Tool.Custom(custom.needText("name"), custom.text("description"), custom.object("format"));
        custom.restTo(unread);
        return read;
    }

    /** The Responses API's. */
    private static Tool webSearch(Fields tool) throws Refusal {
        Json.Obj filters = tool.object("filters");
        List<String> allowed = new ArrayList<>();
        for (Json domain : filters == null ? List.<Json>of() : filters.list("allowed_domains")) {
            if (domain instanceof Json.Str(String name)) {
                allowed.add(name);
            }
        }
        return new Tool.WebSearch(
                allowed, List.of(), null, tool.object("user_location"), "openai-responses", tool.json());
    }

    private static Json.@Nullable Obj location(Json.Obj search) {
        Json.Obj location = search.object("user_location");
        Json.Obj approximate = location == null ? null : location.object("approximate");
        if (location == null || approximate == null) {
            return location;
        }
        Json.Obj flat = new Json.Obj().put("type", location.text("type", "approximate"));
        approximate.members().forEach(flat::put);
        return flat;
    }

    /** Whether the model must use one; null if the client does not say. */
    static @Nullable ToolChoice choice(Fields top) throws Refusal {
        Json choice = top.get("tool_choice");
        if (choice == null) {
            choice = top.get("function_call");
        }
        return switch (choice) {
            case null -> null;
            case Json.Str(String word) -> word(word);
            case Json.Obj object -> chosen(new Fields(object, "tool_choice"));
            case Json.Arr _, Json.Num _, Json.Bool _, Json.Nil _ ->
                throw Invalid.type("tool_choice", "a string or an object");
        };
    }

    private static ToolChoice word(String word) throws Refusal {
        return switch (word) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required", "any" -> new ToolChoice.Required();
            default -> throw Invalid.value("tool_choice", word, "use auto, none, required, or name a tool");
        };
    }

    private static ToolChoice chosen(Fields choice) throws Refusal {
        String type = choice.text("type");
        return switch (type) {
            case "allowed_tools" -> allowed(choice);
            case "auto", "none", "any", "required" -> word(type);
            case null, default -> new ToolChoice.Named(name(choice));
        };
    }

    private static ToolChoice allowed(Fields choice) throws Refusal {
        Fields nested = choice.fields("allowed_tools");
        Fields allowed = nested == null ? choice : nested;
        List<String> names = new ArrayList<>();
        for (Fields tool : allowed.each("tools")) {
            names.add(name(tool));
        }
        return new ToolChoice.Allowed(names, "required".equals(allowed.text("mode")));
    }

    private static String name(Fields named) throws Refusal {
        Fields function = named.fields("function");
        Fields nested = function == null ? named.fields("custom") : function;
        return nested == null ? named.needText("name") : nested.needText("name");
    }
}
