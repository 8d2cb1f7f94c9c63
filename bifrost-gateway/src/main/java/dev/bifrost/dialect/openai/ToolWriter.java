package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.FreeText;
import dev.bifrost.dialect.WebSearchOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes {@code tools}, {@code tool_choice}, {@code parallel_tool_calls} and {@code web_search_options}. */
final class ToolWriter {
    private final ChatRequest request;
    private final Recipient to;
    private final Losses losses;
    private final boolean openAi;
    private final boolean knowsCustom;
    private final Set<String> custom = new HashSet<>();

    ToolWriter(ChatRequest request, Recipient to, Losses losses) {
        this.request = request;
        this.to = to;
        this.losses = losses;
        this.openAi = ChatProvider.isOpenAi(to);
        this.knowsCustom = openAi || to.has("custom_tools");
        for (Tool tool : request.tools()) {
            if (tool instanceof Tool.Custom it) {
                custom.add(it.name());
            }
        }
    }

    void write(Json.Obj body) {
        Json.Arr tools = new Json.Arr();
        List<Tool> all = request.tools();
        for (int i = 0; i < all.size(); i++) {
            tool(all.get(i), "tools[" + i + "]", tools, body);
        }
        if (tools.isEmpty()) {
            return;
        }
        body.put("tools", tools);
        ToolChoice choice = request.toolChoice();
        if (choice != null) {
            body.put("tool_choice", choice(choice));
        }
        body.put("parallel_tool_calls", request.parallelToolCalls());
    }

    private void tool(Tool tool, String path, Json.Arr tools, Json.Obj body) {
        switch (tool) {
            case Tool.Function it -> {
                if (isAllowed(it.name())) {
                    tools.add(function(it));
                }
            }
            case Tool.Custom it -> {
                if (isAllowed(it.name())) {
                    tools.add(custom(it, path));
                }
            }
            case Tool.WebSearch it -> webSearch(it, path, body);
            case Tool.Opaque it -> {
                if (it.dialect().equals(ChatClient.NAME)) {
                    tools.add(it.json());
                } else {
                    losses.add(path);
                }
            }
        }
    }

    /** Those who can not be told to use only some of the tools are not told of the others. */
    private boolean isAllowed(String name) {
        return openAi
                || !(request.toolChoice() instanceof ToolChoice.Allowed allowed)
                || allowed.names().contains(name);
    }

    private Json.Obj function(Tool.Function tool) {
        Json.Obj function = new Json.Obj()
                .put("name", tool.name())
                .put("description", tool.description())
                .put("parameters", tool.parameters())
                .put("strict", tool.strict());
        return new Json.Obj()
                .put("type", "function")
                .put("function", function)
                .put("cache_control", ContentWriter.mark(cache(tool.cache())));
    }

    private @Nullable CacheMark cache(@Nullable CacheMark mark) {
        return to.has("cache_control") ? mark : null;
    }

    private Json.Obj custom(Tool.Custom tool, String path) {
        Json.Obj json = new Json.Obj()
                .put("name", knowsCustom ? tool.name() : CustomTools.function(tool.name()))
                .put("description", knowsCustom ? tool.description() : FreeText.description(tool));
        if (knowsCustom) {
            return new Json.Obj().put("type", "custom").put("custom", json.put("format", tool.format()));
        }
        losses.addIf(tool.format() != null, path + ".custom.format");
        return new Json.Obj().put("type", "function").put("function", json.put("parameters", FreeText.parameters()));
    }

    private void webSearch(Tool.WebSearch tool, String path, Json.Obj body) {
        if (WebSearchOptions.isExcluded(request.toolChoice())) {
            return;
        }
        if (tool.dialect().equals(ChatClient.NAME)) {
            body.put("web_search_options", tool.raw());
        } else if (to.has("web_search")) {
            losses.addIf(!tool.allowedDomains().isEmpty(), path + ".allowed_domains");
            losses.addIf(!tool.blockedDomains().isEmpty(), path + ".blocked_domains");
            losses.addIf(tool.maxUses() != null, path + ".max_uses");
            body.put(
                    "web_search_options",
                    location(tool.location())
                            .put("search_context_size", tool.raw().get("search_context_size")));
        } else {
            losses.add(path);
        }
    }

    private static Json.Obj location(Json.@Nullable Obj flat) {
        if (flat == null) {
            return new Json.Obj();
        }
        Json.Obj approximate = flat.copy();
        approximate.members().remove("type");
        Json.Obj location = new Json.Obj().put("type", "approximate").put("approximate", approximate);
        return new Json.Obj().put("user_location", location);
    }

    private Json choice(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Auto _ -> new Json.Str("auto");
            case ToolChoice.None _ -> new Json.Str("none");
            case ToolChoice.Required _ -> new Json.Str("required");
            case ToolChoice.Named(String name) -> named(name);
            case ToolChoice.Allowed(List<String> names, boolean required) -> allowed(names, required);
        };
    }

    private Json.Obj named(String name) {
        boolean isCustom = custom.contains(name);
        String type = knowsCustom && isCustom ? "custom" : "function";
        String known = isCustom && !knowsCustom ? CustomTools.function(name) : name;
        return new Json.Obj().put("type", type).put(type, new Json.Obj().put("name", known));
    }

    private Json allowed(List<String> names, boolean required) {
        String mode = required ? "required" : "auto";
        if (!openAi) {
            return new Json.Str(mode);
        }
        Json.Arr tools = new Json.Arr();
        names.forEach(name -> tools.add(named(name)));
        return new Json.Obj()
                .put("type", "allowed_tools")
                .put("allowed_tools", new Json.Obj().put("mode", mode).put("tools", tools));
    }
}
