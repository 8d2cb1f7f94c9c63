package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes one request to a provider. */
final class RequestWriter {
    /** The least limit that OpenAI and Azure take; lower ones they refuse. */
    private static final long LEAST_TOKENS = 16;

    /** Fields that chat completions have under the same name. */
    private static final Set<String> SHARED = Set.of(
            "include",
            "max_tool_calls",
            "prompt_cache_key",
            "prompt_cache_retention",
            "safety_identifier",
            "store",
            "truncation",
            "verbosity");

    /** Those that do not stand as they are at the top of a request. */
    private static final Set<String> MOVED = Set.of("include", "store", "verbosity");

    /** Kinds of providers that take the wish for sealed thoughts with any model that thinks. */
    private static final Set<String> SEALERS = Set.of("openai", "azure", "openrouter", "litellm");

    private static final Set<String> TIERS = Set.of("auto", "default", "flex", "scale", "priority");

    private final ChatRequest request;
    private final Recipient recipient;
    private final Losses losses;
    private final ModelFamily model;
    private final Json.Obj shared = new Json.Obj();
    private final Json.Obj body = new Json.Obj();

    RequestWriter(ChatRequest request, Recipient recipient, Losses losses) {
        this.request = request;
        this.recipient = recipient;
        this.losses = losses;
        this.model = ModelFamily.of(recipient.model());
        request.carryExtra(known(), shared, losses);
    }

    private Set<String> known() {
        return switch (request.dialect()) {
            case ResponsesClient.NAME -> request.extra().keySet();
            case "openai" -> SHARED;
            default -> Set.of();
        };
    }

    Json.Obj write() {
        body.put("model", request.model()).put("input", new InputWriter(recipient, losses).write(request));
        tools();
        text();
        reasoning();
        sampling();
        include();
        body.put("user", RequestReader.isSafetyIdentifier(request) ? null : request.user())
                .put("metadata", request.metadata())
                .put("service_tier", tier());
        shared.asMap().forEach((name, value) -> {
            if (!MOVED.contains(name)) {
                body.put(name, value);
            }
        });
        store();
        return request.stream() ? body.put("stream", true) : body;
    }

    private void tools() {
        ToolWriter writer = new ToolWriter(request, losses);
        Json.Arr tools = writer.tools();
        boolean must = request.toolChoice() instanceof ToolChoice.Required
                || request.toolChoice() instanceof ToolChoice.Named
                || request.toolChoice() instanceof ToolChoice.Allowed;
        if (tools.isEmpty()) {
            losses.addIf(must, "tool_choice");
            return;
        }
        body.put("tools", tools);
        if (request.toolChoice() != null) {
            body.put("tool_choice", writer.choice());
        }
        if (recipient.has("no_parallel_tool_calls")) {
            losses.addIf(Boolean.FALSE.equals(request.parallelToolCalls()), "parallel_tool_calls");
        } else {
            body.put("parallel_tool_calls", request.parallelToolCalls());
        }
    }

    private void text() {
        Json.Obj text = new Json.Obj();
        if (request.output() != null && !(request.output() instanceof OutputFormat.Text)) {
            text.put("format", new ToolWriter(request, losses).format());
        }
        text.put("verbosity", shared.get("verbosity"));
        body.put("text", text.isEmpty() ? null : text);
    }

    private void reasoning() {
        Reasoning wish = request.reasoning();
        if (wish == null) {
            return;
        }
        boolean off = wish.mode() == Reasoning.Mode.OFF;
        if (!model.takesReasoning()) {
            losses.addIf(!off, "reasoning_effort");
            return;
        }
        Json.Obj reasoning = new Json.Obj();
        boolean asItLikes = wish.mode() == Reasoning.Mode.ADAPTIVE && wish.effort() == null;
        if (!asItLikes) {
            String wanted = off ? "none" : wish.effortWord();
            String taken = model.effort(wanted);
            losses.addIf(!taken.equals(wanted), "reasoning_effort");
            reasoning.put("effort", taken);
        }
        reasoning.put("summary", off ? null : wish.summary());
        body.put("reasoning", reasoning.isEmpty() ? null : reasoning);
    }

    private void sampling() {
        Sampling sampling = request.sampling();
        limit(sampling.maxTokens());
        if (model.takesSampling(request.reasoning())) {
            body.put("temperature", sampling.temperature()).put("top_p", sampling.topP());
            Long top = sampling.topLogprobs();
            body.put("top_logprobs", top == null ? null : Json.Num.of(top));
        } else {
            losses.addIf(sampling.temperature() != null, "temperature");
            losses.addIf(sampling.topP() != null, "top_p");
            losses.addIf(Boolean.TRUE.equals(sampling.logprobs()), "logprobs");
            losses.addIf(sampling.topLogprobs() != null, "top_logprobs");
        }
        losses.addIf(sampling.topK() != null, "top_k");
        losses.addIf(!sampling.stop().isEmpty(), "stop");
        losses.addIf(sampling.seed() != null, "seed");
        losses.addIf(sampling.presencePenalty() != null, "presence_penalty");
        losses.addIf(sampling.frequencyPenalty() != null, "frequency_penalty");
        losses.addIf(sampling.logitBias() != null, "logit_bias");
        losses.addIf(sampling.n() != null && sampling.n() > 1, "n");
    }

    private void limit(@Nullable Long wanted) {
        if (wanted == null) {
            return;
        }
        boolean picky = recipient.type().equals("openai") || recipient.type().equals("azure");
        boolean raised = picky && wanted < LEAST_TOKENS;
        losses.addIf(raised, "max_tokens");
        body.put("max_output_tokens", raised ? LEAST_TOKENS : wanted);
    }

    private void include() {
        Set<String> include = new LinkedHashSet<>();
        if (shared.get("include") instanceof Json.Arr asked) {
            asked.items().forEach(each -> include.add(each instanceof Json.Str(String word) ? word : ""));
            include.remove("");
        }
        if (seals()) {
            include.add("reasoning.encrypted_content");
        }
        boolean logprobs = Boolean.TRUE.equals(request.sampling().logprobs());
        if (logprobs && model.takesSampling(request.reasoning())) {
            include.add("message.output_text.logprobs");
        }
        body.put("include", include.isEmpty() ? null : Json.Arr.of(include));
    }

    /**
     * Whether thoughts are sealed. Where the model's name does not tell, only those are asked for seals of whom it is
     * known that they would not refuse the whole request.
     */
    private boolean seals() {
        Reasoning wish = request.reasoning();
        boolean thinks = wish != null && wish.mode() != Reasoning.Mode.OFF;
        return switch (model.kind()) {
            case THINKING, SEALING -> true;
            case PLAIN -> false;
            case UNKNOWN -> thinks && SEALERS.contains(recipient.type());
        };
    }

    private @Nullable String tier() {
        String tier = request.serviceTier();
        if (tier == null || TIERS.contains(tier)) {
            return tier;
        }
        if (tier.equals("standard") || tier.equals("standard_only")) {
            return "default";
        }
        losses.add("service_tier");
        return null;
    }

    /** Providers keep what they are sent unless they are told not to; clients of other dialects do not expect that. */
    private void store() {
        Boolean wanted = shared.bool("store");
        boolean silent = wanted == null && request.dialect().equals(ResponsesClient.NAME);
        if (!silent && !recipient.has("no_store_field")) {
            body.put("store", wanted != null && wanted);
        }
    }
}
