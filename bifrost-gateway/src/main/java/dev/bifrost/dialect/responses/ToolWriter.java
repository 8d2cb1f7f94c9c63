package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what a request says of tools and of the answer's form: for providers, and repeated in answers to clients. */
final class ToolWriter {
    private final ChatRequest request;
    private final Losses losses;

    ToolWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    Json.Arr tools() {
        Json.Arr tools = new Json.Arr();
        for (int i = 0; i < request.tools().size(); i++) {
            Json.Obj tool = tool(request.tools().get(i), "tools[" + i + "]");
            if (tool != null) {
                tools.add(tool);
            }
        }
        return tools;
    }

    private Json.@Nullable Obj tool(Tool tool, String path) {
        return switch (tool) {
            case Tool.Function function -> function(function);
            case Tool.Custom custom ->
                new Json.Obj()
                        .put("type", "custom")
                        .put("name", custom.name())
                        .put("description", custom.description())
                        .put("format", custom.format() == null ? null : flat(custom.format()));
            case Tool.WebSearch search -> webSearch(search, path);
            case Tool.Opaque opaque -> {
                boolean ours = opaque.dialect().equals(ResponsesClient.NAME);
                losses.addIf(!ours, "tools." + opaque.name());
                yield ours ? opaque.json() : null;
            }
        };
    }

    private Json.Obj function(Tool.Function function) {
        Json.Obj empty = new Json.Obj().put("type", "object").put("properties", new Json.Obj());
        Json.Obj json = new Json.Obj()
                .put("type", "function")
                .put("name", function.name())
                .put("description", function.description())
                .put("parameters", function.parameters() == null ? empty : function.parameters());
        // Here strict is the default, and turns schemas away that are fine elsewhere.
        boolean silent = function.strict() == null && request.dialect().equals(ResponsesClient.NAME);
        return silent ? json : json.put("strict", Boolean.TRUE.equals(function.strict()));
    }

    /** A grammar as this API has it: without an object of its own. */
    private static Json.Obj flat(Json.Obj format) {
        Json.Obj grammar = format.object("grammar");
        return grammar == null
                ? format
                : new Json.Obj()
                        .put("type", "grammar")
                        .put("definition", grammar.get("definition"))
                        .put("syntax", grammar.get("syntax"));
    }

    private Json.Obj webSearch(Tool.WebSearch search, String path) {
        if (search.dialect().equals(ResponsesClient.NAME)) {
            return search.raw();
        }
        losses.addIf(!search.blockedDomains().isEmpty(), path + ".blocked_domains");
        losses.addIf(search.maxUses() != null, path + ".max_uses");
        Json.Obj filters = search.allowedDomains().isEmpty()
                ? null
                : new Json.Obj().put("allowed_domains", Json.Arr.of(search.allowedDomains()));
        return new Json.Obj()
                .put("type", ToolReader.WEB_SEARCH)
                .put("filters", filters)
                .put("user_location", search.location())
                .put("search_context_size", search.raw().get("search_context_size"));
    }

    Json choice() {
        return switch (request.toolChoice()) {
            case ToolChoice.Auto _ -> new Json.Str("auto");
            case ToolChoice.None _ -> new Json.Str("none");
            case ToolChoice.Required _ -> new Json.Str("required");
            case ToolChoice.Named(String name) -> named(name);
            case ToolChoice.Allowed(List<String> names, boolean required) -> {
                Json.Arr tools = new Json.Arr();
                names.forEach(name -> tools.add(named(name)));
                yield new Json.Obj()
                        .put("type", "allowed_tools")
                        .put("mode", required ? "required" : "auto")
                        .put("tools", tools);
            }
            case null -> new Json.Str("auto");
        };
    }

    private Json.Obj named(String name) {
        for (Tool tool : request.tools()) {
            switch (tool) {
                case Tool.Custom custom
                when custom.name().equals(name) -> {
                    return new Json.Obj().put("type", "custom").put("name", name);
                }
                case Tool.WebSearch search
                when name.equals(ToolReader.WEB_SEARCH) -> {
                    boolean ours = search.dialect().equals(ResponsesClient.NAME);
                    return new Json.Obj().put("type", ours ? search.raw().text("type", name) : name);
                }
                case Tool.Opaque opaque
                when opaque.name().equals(name) -> {
                    return new Json.Obj().put("type", name);
                }
                case Tool.Function _, Tool.Custom _, Tool.WebSearch _, Tool.Opaque _ -> {
                    // another one
                }
            }
        }
        return new Json.Obj().put("type", "function").put("name", name);
    }

    Json.Obj format() {
        return switch (request.output()) {
            case OutputFormat.JsonObject _ -> new Json.Obj().put("type", "json_object");
            case OutputFormat.JsonSchema schema ->
                new Json.Obj()
                        .put("type", "json_schema")
                        .put("name", schema.name())
                        .put("description", schema.description())
                        .put("schema", schema.schema())
                        .put("strict", schema.strict());
            case OutputFormat.Text _ -> new Json.Obj().put("type", "text");
            case null -> new Json.Obj().put("type", "text");
        };
    }
}
