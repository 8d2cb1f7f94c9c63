package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a request for a chat completion. */
final class ChatRequestWriter {
    /** What other dialects of clients have at the top in the same words. */
    private static final Set<String> SHARED = Set.of(
            "store",
            "verbosity",
            "prediction",
            "modalities",
            "audio",
            "prompt_cache_key",
            "prompt_cache_retention",
            "safety_identifier");

    /** Nothing is lost without them: the provider caches as well as it can anyhow. */
    private static final Set<String> HINTS = Set.of("prompt_cache_key", "prompt_cache_retention");

    private final ChatRequest request;
    private final Recipient to;
    private final Losses losses;
    private final boolean openAi;
    private final Json.Obj body = new Json.Obj();

    ChatRequestWriter(ChatRequest request, Recipient to, Losses losses) {
        this.request = request;
        this.to = to;
        this.losses = losses;
        this.openAi = ChatProvider.isOpenAi(to);
    }

    Json.Obj write() {
        body.put("model", to.model());
        body.put("messages", new ChatMessagesWriter(request, to, losses).write());
        new ToolWriter(request, to, losses).write(body);
        output();
        String effort = new ReasoningWriter(request.reasoning(), to, losses).write(body);
        sampling(request.sampling(), effort);
        stream();
        account();
        extra();
        leaveOut();
        return body;
    }

    private void output() {
        OutputFormat format = request.output();
        if (format instanceof OutputFormat.JsonSchema schema && to.has("json_object_only")) {
            losses.add("response_format.json_schema");
            body.put("response_format", OutputFormats.write(new OutputFormat.JsonObject()));
            body.put("messages", withSchema(schema.schema()));
        } else if (format != null) {
            body.put("response_format", OutputFormats.write(format));
        }
    }

    private Json.Arr withSchema(Json.Obj schema) {
        Json.Arr messages = new Json.Arr();
        messages.add(new Json.Obj()
                .put("role", "system")
                .put(
                        "content",
                        "Answer with JSON that follows this schema, and with nothing else:\n" + schema.print()));
        body.list("messages").forEach(messages::add);
        return messages;
    }

    private void sampling(Sampling sampling, @Nullable String effort) {
        if (!openAi || OpenAiModels.takesSampling(to.model(), effort)) {
            choosing(sampling);
        } else {
            losses.addIf(sampling.temperature() != null, "temperature");
            losses.addIf(sampling.topP() != null, "top_p");
            losses.addIf(sampling.presencePenalty() != null, "presence_penalty");
            losses.addIf(sampling.frequencyPenalty() != null, "frequency_penalty");
            losses.addIf(sampling.logitBias() != null, "logit_bias");
            losses.addIf(sampling.logprobs() != null, "logprobs");
        }
        if (to.has("top_k")) {
            body.put("top_k", sampling.topK());
        } else {
            losses.addIf(sampling.topK() != null, "top_k");
        }
        number(limitName(), sampling.maxTokens());
        if (!sampling.stop().isEmpty()) {
            body.put("stop", Json.Arr.of(sampling.stop()));
        }
        body.put(to.has("random_seed") ? "random_seed" : "seed", sampling.seed());
        number("n", sampling.n());
    }

    private void choosing(Sampling sampling) {
        body.put("temperature", sampling.temperature())
                .put("top_p", sampling.topP())
                .put("presence_penalty", sampling.presencePenalty())
                .put("frequency_penalty", sampling.frequencyPenalty())
                .put("logit_bias", sampling.logitBias())
                .put("logprobs", sampling.logprobs());
        number("top_logprobs", sampling.topLogprobs());
    }

    private String limitName() {
        boolean newer = to.has("max_completion_tokens") || (openAi && !to.has("max_tokens"));
        return newer ? "max_completion_tokens" : "max_tokens";
    }

    private void number(String name, @Nullable Long value) {
        if (value != null) {
            body.put(name, value.longValue());
        }
    }

    /** The usage is always wanted: the gateway accounts by it. */
    private void stream() {
        if (request.stream()) {
            body.put("stream", true);
            body.put("stream_options", new Json.Obj().put("include_usage", true));
        }
    }

    private void account() {
        body.put("user", request.user());
        Json.Obj metadata = request.metadata();
        if (metadata != null) {
            metadata(metadata);
        }
        String tier = request.serviceTier();
        if (tier != null && (openAi || to.has("service_tier"))) {
            body.put("service_tier", tier.equals("standard_only") ? "default" : tier);
        } else {
            losses.addIf(tier != null && !tier.equals("auto") && !tier.equals("default"), "service_tier");
        }
    }

    /** OpenAI takes strings alone and refuses the request for anything else. */
    private void metadata(Json.Obj metadata) {
        if (!openAi && !to.has("metadata")) {
            losses.add("metadata");
            return;
        }
        Json.Obj strings = new Json.Obj();
        metadata.members().forEach((name, value) -> {
            if (value instanceof Json.Str) {
                strings.put(name, value);
            } else {
                losses.add("metadata." + name);
            }
        });
        body.put("metadata", strings);
    }

    private void extra() {
        boolean same = request.dialect().equals(ChatClient.NAME);
        for (Map.Entry<String, Json> field : request.extra().entrySet()) {
            String name = field.getKey();
            if (same || (openAi && SHARED.contains(name))) {
                if (!body.has(name)) {
                    body.put(name, field.getValue());
                }
            } else {
                losses.addIf(!HINTS.contains(name) && !isDefault(name, field.getValue()), name);
            }
        }
        request.unread().forEach(losses::add);
    }

    /** Those who store nothing do what a client wants who asks them not to. */
    private static boolean isDefault(String name, Json value) {
        return name.equals("store") && value instanceof Json.Bool(boolean stored) && !stored;
    }

    private void leaveOut() {
        to.quirks().stream().sorted().filter(quirk -> quirk.startsWith("no_")).forEach(quirk -> {
            String field = quirk.substring("no_".length());
            Json said = body.members().remove(field);
            boolean silent = field.equals("stream_options")
                    || HINTS.contains(field)
                    || (said != null && isDefault(field, said))
                    || (field.equals("parallel_tool_calls") && said instanceof Json.Bool(boolean value) && value);
            losses.addIf(said != null && !silent, field);
        });
    }
}
