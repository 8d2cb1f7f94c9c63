package dev.bifrost.dialect.responses;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a request says of tools and of the answer's form. */
final class ToolReader {
    static final String WEB_SEARCH = "web_search";

    private final List<String> unread;

    ToolReader(List<String> unread) {
        this.unread = unread;
    }

    List<Tool> tools(Fields request) throws Refusal {
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : request.objects("tools")) {
            tools.add(tool(tool));
        }
        return tools;
    }

    private Tool tool(Fields tool) throws Refusal {
        String type = tool.needText("type");
        if (type.startsWith(WEB_SEARCH)) {
            return webSearch(tool);
        }
        return switch (type) {
            case "function" -> function(tool);
            case "custom" -> custom(tool);
            default -> new Tool.Opaque(ResponsesClient.NAME, type, tool.json());
        };
    }

    private Tool function(Fields tool) throws Refusal {
        if (tool.json().object("function") != null) {
            throw tool.unsupported(
                    "function",
                    "'" + tool.path("function")
                            + "' belongs to chat completions: in the Responses API name, description"
                            + " and parameters stand in the tool itself.");
        }
        Fields parameters = tool.object("parameters");
        Tool function = new Tool.Function(
                tool.needText("name"),
                tool.text("description"),
                parameters == null ? null : parameters.json(),
                tool.bool("strict"),
                null);
        tool.others(unread);
        return function;
    }

    private Tool custom(Fields tool) throws Refusal {
        Fields format = tool.object("format");
        Tool custom = new Tool.Custom(
                tool.needText("name"), tool.text("description"), format == null ? null : nested(format.json()));
        tool.others(unread);
        return custom;
    }

    /** A grammar as chat completions have it: in an object of its own. */
    private static Json.Obj nested(Json.Obj format) {
        if (!format.text("type", "").equals("grammar") || format.has("grammar")) {
            return format;
        }
        return new Json.Obj()
                .put("type", "grammar")
                .put(
                        "grammar",
                        new Json.Obj()
                                .put("definition", format.get("definition"))
                                .put("syntax", format.get("syntax")));
    }

    private static Tool webSearch(Fields tool) throws Refusal {
        Fields filters = tool.object("filters");
        Fields location = tool.object("user_location");
        return new Tool.WebSearch(
                filters == null ? List.of() : filters.texts("allowed_domains"),
                filters == null ? List.of() : filters.texts("blocked_domains"),
                null,
                location == null ? null : location.json(),
                ResponsesClient.NAME,
                tool.json());
    }

    @Nullable
    ToolChoice choice(Fields request) throws Refusal {
        return switch (request.any("tool_choice")) {
            case null -> null;
            case Json.Str(String word) -> choice(request, word);
            case Json.Obj _ -> choice(request, request.object("tool_choice"));
            case Json other -> throw request.wrongType("tool_choice", "a string or an object", other);
        };
    }

    private static ToolChoice choice(Fields request, String word) throws Refusal {
        return switch (word) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            default -> throw request.wrongValue("tool_choice", word, List.of("none", "auto", "required"));
        };
    }

    private ToolChoice choice(Fields request, @Nullable Fields choice) throws Refusal {
        if (choice == null) {
            throw request.missing("tool_choice");
        }
        String type = choice.needText("type");
        return switch (type) {
            case "function", "custom" -> new ToolChoice.Named(choice.needText("name"));
            case "allowed_tools" -> allowed(choice);
            case "mcp" -> {
                // Which of a server's tools it must be has no counterpart; that it must be one has.
                unread.add(choice.path());
                yield new ToolChoice.Required();
            }
            default -> new ToolChoice.Named(hosted(type));
        };
    }

    private static ToolChoice allowed(Fields choice) throws Refusal {
        String mode = choice.needText("mode");
        if (!mode.equals("auto") && !mode.equals("required")) {
            throw choice.wrongValue("mode", mode, List.of("auto", "required"));
        }
        List<String> names = new ArrayList<>();
        for (Fields tool : choice.objects("tools")) {
            String name = tool.text("name");
            names.add(name == null ? hosted(tool.needText("type")) : name);
        }
        return new ToolChoice.Allowed(names, mode.equals("required"));
    }

    /** The name of a tool that the provider runs: its type, without the date of its version. */
    private static String hosted(String type) {
        return type.startsWith(WEB_SEARCH) ? WEB_SEARCH : type;
    }

    /** The {@code format} in {@code text}. */
    @Nullable
    OutputFormat format(@Nullable Fields text) throws Refusal {
        Fields format = text == null ? null : text.object("format");
        if (format == null) {
            return null;
        }
        String type = format.needText("type");
        OutputFormat read = switch (type) {
            case "text" -> new OutputFormat.Text();
            case "json_object" -> new OutputFormat.JsonObject();
            case "json_schema" -> schema(format);
            default -> throw format.wrongValue("type", type, List.of("text", "json_object", "json_schema"));
        };
        format.others(unread);
        return read;
    }

    private static OutputFormat schema(Fields format) throws Refusal {
        if (format.json().object("json_schema") != null) {
            throw format.unsupported(
                    "json_schema",
                    "'" + format.path("json_schema")
                            + "' belongs to chat completions: in the Responses API name, schema"
                            + " and strict stand in the format itself.");
        }
        Fields schema = format.object("schema");
        if (schema == null) {
            throw format.missing("schema");
        }
        return new OutputFormat.JsonSchema(
                format.needText("name"), format.text("description"), schema.json(), format.bool("strict"));
    }
}
