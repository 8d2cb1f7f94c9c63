package dev.bifrost.dialect.responses;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code response} object for a client: the answer, and around it the request's settings, which the SDKs demand.
 * https://platform.openai.com/docs/api-reference/responses/object
 */
final class ResponseObject {
    private static final Json.Nil NULL = new Json.Nil();

    /** Other dialects' words for tiers, in OpenAI's. */
    private static final Map<String, String> TIERS = Map.ofEntries(
            Map.entry("auto", "auto"),
            Map.entry("default", "default"),
            Map.entry("standard", "default"),
            Map.entry("on_demand", "default"),
            Map.entry("flex", "flex"),
            Map.entry("scale", "scale"),
            Map.entry("priority", "priority"));

    private final String id;
    private final long created;
    private final String model;
    private final @Nullable String tier;
    private final Json.Obj settings;

    /**
     * @param id    what {@link ItemIds#answer} gave
     * @param model empty if the provider does not say
     */
    ResponseObject(String id, long created, String model, @Nullable String tier, ChatRequest asked) {
        this.id = id;
        this.created = created;
        this.model = model.isEmpty() ? asked.model() : model;
        this.tier = tier == null ? null : TIERS.get(tier);
        this.settings = settings(asked);
    }

    Json.Obj json(Outcome outcome, Json.Arr output, @Nullable Usage usage) {
        Json.Obj response = new Json.Obj()
                .put("id", id)
                .put("object", "response")
                .put("created_at", created)
                .put("status", outcome.status())
                .put("background", false)
                .put("error", orNull(outcome.error()))
                .put("incomplete_details", orNull(outcome.incomplete()))
                .put("model", model)
                .put("output", output)
                .putOrNull("service_tier", tier)
                .put("usage", usage == null ? NULL : UsageObject.write(usage));
        settings.asMap().forEach(response::put);
        return response;
    }

    /**
     * Who answers knows the request without its messages, so that instructions are not repeated; nor are limits that
     * most providers do not keep to.
     */
    private static Json.Obj settings(ChatRequest asked) {
        ToolWriter tools = new ToolWriter(asked, new Losses());
        Json.Obj echo = new Json.Obj()
                .put("instructions", NULL)
                .put("max_output_tokens", number(asked.sampling().maxTokens()))
                .put("max_tool_calls", NULL)
                .put("parallel_tool_calls", !Boolean.FALSE.equals(asked.parallelToolCalls()))
                .put("previous_response_id", NULL)
                .put("prompt_cache_key", orNull(asked.extra().get("prompt_cache_key")))
                .put("reasoning", reasoning(asked.reasoning()))
                .put("safety_identifier", orNull(asked.extra().get("safety_identifier")))
                .put("store", false)
                .put("temperature", orNull(asked.sampling().temperature()))
                .put("text", new Json.Obj().put("format", tools.format()).put("verbosity", verbosity(asked)))
                .put("tool_choice", tools.choice())
                .put("tools", echoed(tools.tools()));
        Long top = asked.sampling().topLogprobs();
        return echo.put("top_logprobs", top == null ? 0 : top)
                .put("top_p", orNull(asked.sampling().topP()))
                .put("truncation", "disabled")
                .putOrNull("user", RequestReader.isSafetyIdentifier(asked) ? null : asked.user())
                .put("metadata", asked.metadata() == null ? new Json.Obj() : asked.metadata());
    }

    /** The SDKs want {@code strict} of every function, whether or not the client said it. */
    private static Json.Arr echoed(Json.Arr tools) {
        for (Json tool : tools.items()) {
            if (tool instanceof Json.Obj object
                    && object.text("type", "").equals("function")
                    && !object.has("strict")) {
                object.put("strict", false);
            }
        }
        return tools;
    }

    private static Json.Obj reasoning(@Nullable Reasoning reasoning) {
        String effort = reasoning == null ? null : reasoning.effort();
        boolean off = reasoning != null && reasoning.mode() == Reasoning.Mode.OFF;
        return new Json.Obj()
                .putOrNull("effort", off ? "none" : effort)
                .putOrNull("summary", reasoning == null ? null : reasoning.summary());
    }

    private static @Nullable Json verbosity(ChatRequest asked) {
        return asked.extra().get("verbosity");
    }

    private static Json number(@Nullable Long value) {
        return value == null ? NULL : Json.Num.of(value);
    }

    private static Json orNull(@Nullable Json value) {
        return value == null ? NULL : value;
    }
}
