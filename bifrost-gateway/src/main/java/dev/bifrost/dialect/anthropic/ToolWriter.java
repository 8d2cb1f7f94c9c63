package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.FreeText;
import dev.bifrost.dialect.WebSearchOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes {@code tools} and {@code tool_choice}. */
final class ToolWriter {
    private final Asked asked;
    private final AnswerForm form;
    private final Json.Arr tools = new Json.Arr();
    private boolean clientTools;
    private boolean onlyHistory;

    ToolWriter(Asked asked, AnswerForm form) {
        this.asked = asked;
        this.form = form;
    }

    /** {@code called}: the tools that the conversation has used already. */
    Json.@Nullable Arr tools(List<String> called) {
        List<Tool> wanted = asked.request().tools();
        for (int i = 0; i < wanted.size(); i++) {
            Json.Obj tool = isAllowed(wanted.get(i)) ? tool(wanted.get(i), "tools[" + i + "]") : null;
            if (tool != null) {
                tools.add(tool);
                clientTools = true;
            }
        }
        if (tools.isEmpty() && form.tool() == null) {
            called.forEach(name -> tools.add(stub(name)));
            onlyHistory = !tools.isEmpty();
        }
        if (form.tool() != null) {
            tools.add(form.tool());
        }
        return tools.isEmpty() ? null : tools;
    }

    private boolean isAllowed(Tool tool) {
        return !(asked.request().toolChoice() instanceof ToolChoice.Allowed allowed)
                || allowed.names().contains(name(tool));
    }

    private static String name(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> function.name();
            case Tool.Custom custom -> custom.name();
            case Tool.WebSearch _ -> "web_search";
            case Tool.Opaque opaque -> opaque.name();
        };
    }

    /** A conversation that has used tools must define them, although it is to use none any more. */
    private static Json.Obj stub(String name) {
        return new Json.Obj()
                .put("name", name)
                .put("input_schema", ToolSchema.of(null).json());
    }

    private Json.@Nullable Obj tool(Tool tool, String path) {
        return switch (tool) {
            case Tool.Function function -> function(function, path);
            case Tool.Custom custom -> {
                asked.losses().addIf(custom.format() != null, path + ".custom.format");
                yield new Json.Obj()
                        .put("name", CustomTool.PREFIX + custom.name())
                        .put("description", FreeText.description(custom))
                        .put("input_schema", FreeText.parameters());
            }
            case Tool.WebSearch search -> webSearch(search, path);
            case Tool.Opaque opaque -> {
                if (opaque.dialect().equals(CarriedSeal.ORIGIN)) {
                    yield opaque.json().copy();
                }
                asked.losses().add(path);
                yield null;
            }
        };
    }

    private Json.Obj function(Tool.Function function, String path) {
        boolean strict = Boolean.TRUE.equals(function.strict());
        boolean held = strict && asked.model().schemas(asked.flavour());
        asked.losses().addIf(strict && !held, path + ".function.strict");
        ToolSchema schema = ToolSchema.of(function.parameters());
        boolean loosely = schema.loosely();
        Json.Obj input = schema.json();
        if (held) {
            ClaudeSchema closed = ClaudeSchema.of(input);
            loosely |= closed.loosely();
            input = closed.json();
        }
        asked.losses().addIf(loosely, path + ".function.parameters");
        Json.Obj json = new Json.Obj()
                .put("name", function.name())
                .put("description", function.description())
                .put("input_schema", input);
        if (held) {
            json.put("strict", true);
        }
        return CacheControl.mark(json, function.cache());
    }

    private Json.@Nullable Obj webSearch(Tool.WebSearch search, String path) {
        if (asked.flavour() == MessagesFlavour.BEDROCK) {
            asked.losses().add(path);
            return null;
        }
        if (search.dialect().equals(CarriedSeal.ORIGIN)) {
            return search.raw().copy();
        }
        WebSearchOptions.lost(search, path, asked.losses());
        Json.Obj json = new Json.Obj().put("type", "web_search_20250305").put("name", "web_search");
        if (search.maxUses() != null) {
            json.put("max_uses", search.maxUses().longValue());
        }
        if (!search.allowedDomains().isEmpty()) {
            json.put("allowed_domains", Json.Arr.of(search.allowedDomains()));
        } else if (!search.blockedDomains().isEmpty()) {
            json.put("blocked_domains", Json.Arr.of(search.blockedDomains()));
        }
        return json.put("user_location", search.location());
    }

    /** True if the model must use a tool. Call after {@link #tools}. */
    boolean forced() {
        return asked.model().forcedTools() && (form.tool() != null || wantsForce());
    }

    private boolean wantsForce() {
        return clientTools
                && switch (asked.request().toolChoice()) {
                    case ToolChoice.Required _, ToolChoice.Named _ -> true;
                    case ToolChoice.Allowed allowed -> allowed.required();
                    case ToolChoice.Auto _, ToolChoice.None _ -> false;
                    case null -> false;
                };
    }

    /** Null for what is the rule anyway. Call after {@link #tools}. */
    Json.@Nullable Obj choice() {
        if (onlyHistory) {
            return choice("none");
        }
        if (tools.isEmpty()) {
            return null;
        }
        if (form.tool() != null) {
            return formChoice(form.tool());
        }
        if (wantsForce() && !asked.model().forcedTools()) {
            asked.losses().add("tool_choice");
            return parallel(choice("auto"));
        }
        return switch (asked.request().toolChoice()) {
            case ToolChoice.None _ -> choice("none");
            case ToolChoice.Required _ -> parallel(choice("any"));
            case ToolChoice.Named(String name) -> parallel(choice("tool").put("name", toolName(name)));
            case ToolChoice.Allowed allowed -> parallel(choice(allowed.required() ? "any" : "auto"));
            case ToolChoice.Auto _ -> parallel(choice("auto"));
            case null -> parallel(choice("auto"));
        };
    }

    private Json.@Nullable Obj formChoice(Json.Obj tool) {
        if (!asked.model().forcedTools()) {
            return null;
        }
        boolean alone = !clientTools || asked.request().toolChoice() instanceof ToolChoice.None;
        return alone
                ? choice("tool").put("name", tool.text("name"))
                : choice("any").put("disable_parallel_tool_use", true);
    }

    private String toolName(String name) {
        boolean custom = asked.request().tools().stream()
                .anyMatch(tool -> tool instanceof Tool.Custom it && it.name().equals(name));
        return custom ? CustomTool.PREFIX + name : name;
    }

    private static Json.Obj choice(String type) {
        return new Json.Obj().put("type", type);
    }

    private Json.@Nullable Obj parallel(Json.Obj choice) {
        if (Boolean.FALSE.equals(asked.request().parallelToolCalls())) {
            return choice.put("disable_parallel_tool_use", true);
        }
        return choice.text("type", "").equals("auto") ? null : choice;
    }
}
