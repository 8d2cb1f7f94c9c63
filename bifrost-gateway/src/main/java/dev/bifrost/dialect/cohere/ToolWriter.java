package dev.bifrost.dialect.cohere;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.FreeText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes tools and whether they must be used. Cohere can force a tool but not name one: then only those that may be
 * called are offered.
 */
final class ToolWriter {
    private final Losses losses;

    ToolWriter(Losses losses) {
        this.losses = losses;
    }

    void write(ChatRequest request, Json.Obj body) throws Refusal {
        ToolChoice choice = request.toolChoice();
        List<Tool.Function> functions = chosen(functions(request.tools()), choice);
        String word = word(choice);
        if (functions.isEmpty()) {
            if ("REQUIRED".equals(word)) {
                throw refusal("tool_choice demands a tool, but tools has no function that Cohere could call;"
                        + " add one, or let tool_choice be \"auto\"");
            }
            return;
        }
        Json.Arr tools = new Json.Arr();
        functions.forEach(each -> tools.add(tool(each)));
        body.put("tools", tools);
        strict(request.tools(), functions, body);
        body.put("tool_choice", word);
    }

    private List<Tool.Function> functions(List<Tool> tools) {
        List<Tool.Function> functions = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
            switch (tools.get(i)) {
                case Tool.Function function -> functions.add(function);
                case Tool.Custom custom -> {
                    losses.addIf(custom.format() != null, "tools[" + i + "].custom.format");
                    functions.add(FreeText.function(custom));
                }
                case Tool.WebSearch _, Tool.Opaque _ -> losses.add("tools[" + i + "]");
            }
        }
        return functions;
    }

    private static List<Tool.Function> chosen(List<Tool.Function> functions, @Nullable ToolChoice choice)
            throws Refusal {
        return switch (choice) {
            case ToolChoice.Named(String name) -> only(functions, Set.of(name));
            case ToolChoice.Allowed allowed -> only(functions, allowed.names());
            case ToolChoice.Auto _, ToolChoice.None _, ToolChoice.Required _ -> functions;
            case null -> functions;
        };
    }

    private static List<Tool.Function> only(List<Tool.Function> functions, Collection<String> names) throws Refusal {
        for (String name : names) {
            if (functions.stream().noneMatch(each -> each.name().equals(name))) {
                throw refusal("tool_choice names '" + name + "', which is no function in tools; add it there, or choose"
                        + " another");
            }
        }
        return functions.stream().filter(each -> names.contains(each.name())).toList();
    }

    private static @Nullable String word(@Nullable ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.None _ -> "NONE";
            case ToolChoice.Required _, ToolChoice.Named _ -> "REQUIRED";
            case ToolChoice.Allowed allowed -> allowed.required() ? "REQUIRED" : null;
            case ToolChoice.Auto _ -> null;
            case null -> null;
        };
    }

    private static Json.Obj tool(Tool.Function function) {
        Json.Obj parameters = function.parameters();
        return new Json.Obj()
                .put("type", "function")
                .put(
                        "function",
                        new Json.Obj()
                                .put("name", function.name())
                                .put("description", function.description())
                                .put("parameters", parameters == null ? noParameters() : parameters));
    }

    private static Json.Obj noParameters() {
        return new Json.Obj().put("type", "object").put("properties", new Json.Obj());
    }

    /** Cohere is strict with all tools or with none, and then each needs a parameter that is required. */
    private void strict(List<Tool> tools, List<Tool.Function> offered, Json.Obj body) {
        List<Tool.Function> own = offered.stream().filter(tools::contains).toList(); // free text is strict anyway
        if (!own.isEmpty() && own.stream().allMatch(each -> Boolean.TRUE.equals(each.strict()) && canBeStrict(each))) {
            body.put("strict_tools", true);
            return;
        }
        for (int i = 0; i < tools.size(); i++) {
            if (tools.get(i) instanceof Tool.Function function && offered.contains(function)) {
                losses.addIf(Boolean.TRUE.equals(function.strict()), "tools[" + i + "].function.strict");
            }
        }
    }

    private static boolean canBeStrict(Tool.Function function) {
        Json.Obj parameters = function.parameters();
        if (parameters == null) {
            return true;
        }
        Json.Obj properties = parameters.object("properties");
        return properties == null
                || properties.isEmpty()
                || !parameters.list("required").isEmpty();
    }

    private static Refusal refusal(String message) {
        return new Refusal(new Failure.InvalidRequest(message, "tool_choice", "invalid_request"));
    }
}
