package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tools there are and whether one must be used
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolConfiguration.html).
 *
 * <p>Bedrock refuses a conversation with calls and results but without {@code toolConfig}: tools that are no longer
 * offered are then declared by the names in the history. It has no word for "use none".
 *
 * @param json      the member {@code toolConfig}; null if there are no tools
 * @param anthropic Anthropic's {@code tool_choice}, which can say more; null if it need not
 * @param forces    true if the model must use a tool
 */
record ToolConfig(Json.@Nullable Obj json, Json.@Nullable Obj anthropic, boolean forces) {

    /** What is wished: one tool by name, any ({@code *}), or whatever (empty). */
    private record Wish(String tool) {
        static final Wish FREE = new Wish("");
        static final Wish ANY = new Wish("*");

        boolean isFree() {
            return tool.isEmpty();
        }

        boolean isAny() {
            return tool.equals("*");
        }
    }

    /** @param used names of tools in the history, as they stand there */
    static ToolConfig of(Translation translation, StructuredOutput output, Set<String> used) throws Refusal {
        List<Json.Obj> specs = specs(translation, used);
        boolean own = !specs.isEmpty();
        if (output instanceof StructuredOutput.Forced(Json.Obj toolSpec)) {
            specs.add(toolSpec);
        }
        boolean none = translation.request().toolChoice() instanceof ToolChoice.None;
        Wish wish = output instanceof StructuredOutput.Forced
                ? wishForOutput(translation.request(), own && !none)
                : wish(translation.request());
        if (specs.isEmpty()) {
            used.forEach(name -> specs.add(ToolSpecs.unknown(name)));
        }
        translation.losses().addIf(none && !specs.isEmpty() && wish.isFree(), "tool_choice");
        if (specs.isEmpty()) {
            return new ToolConfig(null, null, false);
        }
        return config(translation, specs, possible(translation, wish, output), none);
    }

    private static List<Json.Obj> specs(Translation translation, Set<String> used) throws Refusal {
        ToolSpecs specs = new ToolSpecs(translation);
        BedrockModel model = translation.model();
        return switch (translation.request().toolChoice()) {
            case ToolChoice.None _ when used.isEmpty() -> new ArrayList<>();
            case ToolChoice.Allowed allowed -> specs.all(new HashSet<>(allowed.names()));
            // As good as naming it.
            case ToolChoice.Named(String name)
            when model.takesAnyChoice() && !model.takesNamedChoice() -> specs.all(Set.of(name));
            case ToolChoice.Named _, ToolChoice.Auto _, ToolChoice.None _, ToolChoice.Required _ -> specs.all(null);
            case null -> specs.all(null);
        };
    }

    private static Wish wish(ChatRequest request) {
        return switch (request.toolChoice()) {
            case ToolChoice.Required _ -> Wish.ANY;
            case ToolChoice.Named(String name) -> new Wish(name);
            case ToolChoice.Allowed allowed -> allowed.required() ? Wish.ANY : Wish.FREE;
            case ToolChoice.Auto _, ToolChoice.None _ -> Wish.FREE;
            case null -> Wish.FREE;
        };
    }

    /** The answer's tool, unless the client's own tools may come first. */
    private static Wish wishForOutput(ChatRequest request, boolean own) {
        Wish client = wish(request);
        return !own ? new Wish(StructuredOutput.TOOL) : client.isFree() ? Wish.ANY : client;
    }

    private static Wish possible(Translation translation, Wish wish, StructuredOutput output) {
        BedrockModel model = translation.model();
        boolean can = wish.isFree() || (model.takesAnyChoice() && !model.alwaysThinks());
        if (!can) {
            translation.losses().add(output instanceof StructuredOutput.Forced ? "response_format" : "tool_choice");
            return Wish.FREE;
        }
        return wish.isFree() || model.takesNamedChoice() ? wish : Wish.ANY;
    }

    private static ToolConfig config(Translation translation, List<Json.Obj> specs, Wish wish, boolean none) {
        Json.Obj config = new Json.Obj().put("tools", new Json.Arr(new ArrayList<>(specs)));
        boolean single = Boolean.FALSE.equals(translation.request().parallelToolCalls()) && !none;
        if (single && translation.model().isClaudeFrom(405)) {
            // Said twice, in two places, it is an error.
            return new ToolConfig(config, anthropicChoice(wish), !wish.isFree());
        }
        translation.losses().addIf(single, "parallel_tool_calls");
        if (!wish.isFree()) {
            config.put(
                    "toolChoice",
                    wish.isAny()
                            ? new Json.Obj().put("any", new Json.Obj())
                            : new Json.Obj().put("tool", new Json.Obj().put("name", wish.tool())));
        }
        return new ToolConfig(config, null, !wish.isFree());
    }

    private static Json.Obj anthropicChoice(Wish wish) {
        boolean named = !wish.isFree() && !wish.isAny();
        return new Json.Obj()
                .put("type", named ? "tool" : wish.isAny() ? "any" : "auto")
                .put("name", named ? wish.tool() : null)
                .put("disable_parallel_tool_use", true);
    }
}
