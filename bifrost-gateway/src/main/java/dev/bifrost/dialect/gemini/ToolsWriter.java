package dev.bifrost.dialect.gemini;

import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.FreeText;
import dev.bifrost.dialect.WebSearchOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code tools} and {@code toolConfig} (https://ai.google.dev/gemini-api/docs/function-calling). Before Gemini 3
 * functions and Google's own tools exclude each other; then the functions stay.
 */
final class ToolsWriter {
    private final Asked asked;
    private final List<Json.Obj> functions = new ArrayList<>();
    private final List<Json.Obj> others = new ArrayList<>();
    private boolean strict;

    ToolsWriter(Asked asked) {
        this.asked = asked;
    }

    void write(Json.Obj body) {
        List<Tool> tools = asked.request().tools();
        boolean none = asked.request().toolChoice() instanceof ToolChoice.None;
        boolean mixes = asked.model().isThird() || tools.stream().noneMatch(ToolsWriter::isFunction);
        for (int i = 0; i < tools.size(); i++) {
            String path = "tools[" + i + "]";
            switch (tools.get(i)) {
                case Tool.Function function -> function(path, function);
                case Tool.Custom custom -> {
                    asked.losses().addIf(custom.format() != null, path + ".custom.format");
                    function(path, FreeText.function(custom));
                }
                case Tool.WebSearch search -> search(path, mixes, none, search);
                case Tool.Opaque opaque ->
                    other(path, mixes, none, opaque.dialect().equals(GeminiProvider.NAME) ? opaque.json() : null);
            }
        }
        all(body);
        config(body);
    }

    private static boolean isFunction(Tool tool) {
        return tool instanceof Tool.Function || tool instanceof Tool.Custom;
    }

    private void search(String path, boolean mixes, boolean none, Tool.WebSearch search) {
        if (!none && !WebSearchOptions.isExcluded(asked.request().toolChoice())) {
            other(path, mixes, false, mixes ? search(path, search) : null);
        }
    }

    private void all(Json.Obj body) {
        Json.Arr all = new Json.Arr();
        if (!functions.isEmpty()) {
            Json.Arr declarations = new Json.Arr();
            functions.forEach(declarations::add);
            all.add(new Json.Obj().put("functionDeclarations", declarations));
        }
        others.forEach(all::add);
        if (!all.isEmpty()) {
            body.put("tools", all);
        }
    }

    /** A tool of Google's own. The client that wants none used does not miss it. */
    private void other(String path, boolean mixes, boolean none, Json.@Nullable Obj tool) {
        if (tool == null || !mixes) {
            asked.losses().add(path);
        } else if (!none) {
            others.add(tool);
        }
    }

    private void function(String path, Tool.Function function) {
        strict |= Boolean.TRUE.equals(function.strict());
        Json.Obj declaration = new Json.Obj().put("name", function.name()).put("description", function.description());
        Json.Obj parameters = function.parameters();
        if (parameters != null) {
            Json.Obj schema = GeminiSchema.parameters(parameters, path + ".function.parameters", asked.losses());
            declaration.put("parametersJsonSchema", schema.isEmpty() ? null : schema);
        }
        functions.add(declaration);
    }

    private Json.Obj search(String path, Tool.WebSearch search) {
        if (search.dialect().equals(GeminiProvider.NAME)) {
            return search.raw();
        }
        WebSearchOptions.lost(search, path, asked.losses());
        asked.losses().addIf(!search.allowedDomains().isEmpty(), path + ".allowed_domains");
        asked.losses().addIf(search.maxUses() != null, path + ".max_uses");
        asked.losses().addIf(search.location() != null, path + ".user_location");
        Json.Obj options = new Json.Obj();
        if (!search.blockedDomains().isEmpty()) {
            if (asked.vertex()) {
                options.put("excludeDomains", Json.Arr.of(search.blockedDomains()));
            } else {
                asked.losses().add(path + ".blocked_domains");
            }
        }
        return new Json.Obj().put("googleSearch", options);
    }

    private void config(Json.Obj body) {
        ToolChoice choice = asked.request().toolChoice();
        if (functions.isEmpty()) {
            boolean lost = choice != null && !(choice instanceof ToolChoice.Auto || choice instanceof ToolChoice.None);
            asked.losses().addIf(lost, "tool_choice");
            return;
        }
        asked.losses().addIf(Boolean.FALSE.equals(asked.request().parallelToolCalls()), "parallel_tool_calls");
        Json.Obj config = new Json.Obj();
        Json.Obj calling = calling(choice);
        if (!calling.isEmpty()) {
            config.put("functionCallingConfig", calling);
        }
        // Without it the Gemini API refuses functions beside tools of its own; Vertex AI does not know it.
        if (!others.isEmpty() && !asked.vertex()) {
            config.put("includeServerSideToolInvocations", true);
        }
        if (!config.isEmpty()) {
            body.put("toolConfig", config);
        }
    }

    /** VALIDATED is AUTO whose calls follow their schemas; it is what {@code strict} means, and takes a list of names. */
    private Json.Obj calling(@Nullable ToolChoice choice) {
        String free = strict || !others.isEmpty() ? "VALIDATED" : "AUTO";
        return switch (choice) {
            case null -> free.equals("AUTO") ? new Json.Obj() : mode(free);
            case ToolChoice.Auto _ -> mode(free);
            case ToolChoice.None _ -> mode("NONE");
            case ToolChoice.Required _ -> mode("ANY");
            case ToolChoice.Named(String name) -> named(List.of(name), true);
            case ToolChoice.Allowed(List<String> names, boolean required) -> named(names, required);
        };
    }

    private Json.Obj named(List<String> names, boolean required) {
        List<String> known = names.stream()
                .filter(name -> functions.stream().anyMatch(each -> name.equals(each.text("name"))))
                .toList();
        asked.losses().addIf(known.size() < names.size(), "tool_choice");
        Json.Obj mode = mode(required ? "ANY" : "VALIDATED");
        return known.isEmpty() ? mode : mode.put("allowedFunctionNames", Json.Arr.of(known));
    }

    private static Json.Obj mode(String mode) {
        return new Json.Obj().put("mode", mode);
    }
}
