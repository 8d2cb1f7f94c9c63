package com.example.ollama;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes one request. */
final class OllamaRequest {
    /** Fields of Ollama's own that clients may send along, as with the {@code extra_body} of OpenAI's SDK. */
    private static final Set<String> KNOWN = Set.of(
            "keep_alive",
            "num_ctx",
            "num_keep",
            "num_batch",
            "num_gpu",
            "num_thread",
            "min_p",
            "typical_p",
            "repeat_last_n",
            "repeat_penalty");

    private final ChatRequest request;
    private final Recipient recipient;
    private final Losses losses;

    OllamaRequest(ChatRequest request, Recipient recipient, Losses losses) {
        this.request = request;
        this.recipient = recipient;
        this.losses = losses;
    }

    Json.Obj body() throws Refusal {
        losses.addIf(Boolean.FALSE.equals(request.parallelToolCalls()), "parallel_tool_calls");
        losses.addIf(request.user() != null, "user");
        losses.addIf(request.metadata() != null, "metadata");
        losses.addIf(request.serviceTier() != null, "service_tier");
        Json.Obj body = new Json.Obj()
                .put("model", request.model())
                .put("messages", new OllamaMessages(losses).of(request.messages()))
                .put("tools", tools())
                .put("format", format())
                .put("think", think())
                .put("stream", request.stream()); // Ollama streams unless told not to
        Json.Obj options = options(request.sampling());
        Json.Obj extra = new Json.Obj();
        request.carryExtra(KNOWN, extra, losses);
        extra.asMap().forEach((name, value) -> (name.equals("keep_alive") ? body : options).put(name, value));
        return options.isEmpty() ? body : body.put("options", options);
    }

    private Json.Obj options(Sampling sampling) {
        losses.addIf(sampling.n() != null && sampling.n() > 1, "n");
        losses.addIf(sampling.logitBias() != null, "logit_bias");
        losses.addIf(Boolean.TRUE.equals(sampling.logprobs()), "logprobs");
        Json.Obj options = new Json.Obj()
                .put("temperature", sampling.temperature())
                .put("top_p", sampling.topP())
                .put("top_k", sampling.topK())
                .put("seed", sampling.seed())
                .put("presence_penalty", sampling.presencePenalty())
                .put("frequency_penalty", sampling.frequencyPenalty())
                .put("num_predict", sampling.maxTokens() == null ? null : Json.Num.of(sampling.maxTokens()));
        return sampling.stop().isEmpty() ? options : options.put("stop", Json.Arr.of(sampling.stop()));
    }

    private @Nullable Json format() {
        return switch (request.output()) {
            case OutputFormat.JsonObject _ -> new Json.Str("json");
            case OutputFormat.JsonSchema schema -> schema.schema();
            case OutputFormat.Text _ -> null;
            case null -> null;
        };
    }

    /** Most models think or do not; those with levels are configured with {@code quirks: [think_levels]}. */
    private @Nullable Json think() {
        Reasoning reasoning = request.reasoning();
        if (reasoning == null || reasoning.mode() == Reasoning.Mode.OFF) {
            return reasoning == null ? null : new Json.Bool(false);
        }
        if (!recipient.has("think_levels")) {
            losses.addIf(reasoning.effort() != null || reasoning.budget() != null, "reasoning_effort");
            return new Json.Bool(true);
        }
        return new Json.Str(
                switch (reasoning.effortWord()) {
                    case "minimal", "low" -> "low";
                    case "medium" -> "medium";
                    default -> "high";
                });
    }

    /** Ollama lets the model choose. What it may not choose is not offered to it; that it must is lost. */
    private Json.@Nullable Arr tools() {
        Json.Arr tools = new Json.Arr();
        for (int i = 0; i < request.tools().size(); i++) {
            if (!(request.tools().get(i) instanceof Tool.Function function)) {
                losses.add("tools[" + i + "]");
            } else if (offered(function.name())) {
                losses.addIf(Boolean.TRUE.equals(function.strict()), "tools[" + i + "].function.strict");
                Json.Obj schema = function.parameters();
                tools.add(new Json.Obj()
                        .put("type", "function")
                        .put(
                                "function",
                                new Json.Obj()
                                        .put("name", function.name())
                                        .put("description", function.description())
                                        .put(
                                                "parameters",
                                                schema == null ? new Json.Obj().put("type", "object") : schema)));
            }
        }
        return tools.isEmpty() ? null : tools;
    }

    private boolean offered(String tool) {
        return switch (request.toolChoice()) {
            case null -> true;
            case ToolChoice.Auto _ -> true;
            case ToolChoice.None _ -> false;
            case ToolChoice.Required _ -> {
                losses.add("tool_choice");
                yield true;
            }
            case ToolChoice.Named named -> {
                losses.add("tool_choice");
                yield tool.equals(named.name());
            }
            case ToolChoice.Allowed allowed -> {
                losses.addIf(allowed.required(), "tool_choice");
                yield allowed.names().contains(tool);
            }
        };
    }
}
