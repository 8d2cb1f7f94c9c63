package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a request (https://platform.claude.com/docs/en/api/messages/create). */
final class RequestWriter {
    static final String BETA_HEADER = "anthropic-beta";
    static final String BETA_FIELD = "anthropic_beta";

    /** Fields of Claude's that clients of other dialects send too, knowing whom they ask. */
    private static final Set<String> EVERYWHERE =
            Set.of("thinking", "cache_control", "context_management", "output_config");

    private static final Set<String> DIRECT = Set.of(
            "thinking",
            "cache_control",
            "context_management",
            "output_config",
            "container",
            "mcp_servers",
            "inference_geo",
            "speed");

    private final Asked asked;
    private final ChatRequest request;

    RequestWriter(Asked asked) {
        this.asked = asked;
        this.request = asked.request();
    }

    ProviderRequest write(String model) throws Refusal {
        TurnWriter turns = new TurnWriter(asked);
        turns.write();
        AnswerForm form = AnswerForm.of(asked);
        ToolWriter tools = new ToolWriter(asked, form);
        Json.Arr toolList = tools.tools(turns.turns().calledTools());
        ThinkingWriter thinking =
                new ThinkingWriter(asked, tools.forced(), turns.turns().goOnWithoutThought());
        thinking.write();

        Json.Obj body = new Json.Obj();
        if (asked.flavour() == MessagesFlavour.DIRECT) {
            body.put("model", model);
        } else {
            body.put("anthropic_version", asked.flavour().version());
        }
        body.put("max_tokens", thinking.maxTokens())
                .put("system", system(turns.system(), form.instruction()))
                .put("messages", turns.turns().json())
                .put("tools", toolList)
                .put("tool_choice", tools.choice())
                .put("thinking", thinking.thinking())
                .put("output_config", outputConfig(thinking.effort(), form.format()));
        new SamplingWriter(asked).write(body, thinking.restrictsSampling());
        notes(body);
        if (request.stream() && asked.flavour() != MessagesFlavour.BEDROCK) {
            body.put("stream", true);
        }
        extra(body);
        CacheControl.settle(body, asked.model().cacheTtl(asked.flavour()), asked.losses());
        return enveloped(body);
    }

    private static @Nullable Json system(List<Json.Obj> said, @Nullable String instruction) {
        List<Json.Obj> all = new ArrayList<>(said);
        if (instruction != null) {
            all.add(AnswerBlocks.text(instruction, List.of()));
        }
        return RequestBlocks.content(all);
    }

    /** With what else the client says in it. */
    private Json.@Nullable Obj outputConfig(@Nullable String effort, Json.@Nullable Obj format) {
        Json.Obj config = new Json.Obj().put("effort", effort).put("format", format);
        if (request.extra().get("output_config") instanceof Json.Obj more) {
            more.members().forEach((name, value) -> config.put(name, config.has(name) ? config.get(name) : value));
        }
        return config.isEmpty() ? null : config;
    }

    private void notes(Json.Obj body) {
        if (request.user() != null) {
            body.put("metadata", new Json.Obj().put("user_id", request.user()));
        }
        asked.losses().addIf(request.metadata() != null && !request.metadata().isEmpty(), "metadata");
        String tier = request.serviceTier();
        if (tier == null) {
            return;
        }
        String ours = switch (tier) {
            case "auto", "priority" -> "auto";
            case "default", "standard", "standard_only" -> "standard_only";
            default -> null;
        };
        boolean direct = asked.flavour() == MessagesFlavour.DIRECT;
        body.put("service_tier", direct ? ours : null);
        asked.losses().addIf(ours == null || (!direct && tier.equals("priority")), "service_tier");
    }

    private void extra(Json.Obj body) {
        boolean direct = asked.flavour() == MessagesFlavour.DIRECT;
        Set<String> known = new HashSet<>(direct ? DIRECT : EVERYWHERE);
        if (asked.byOurClient()) {
            known.addAll(direct ? request.extra().keySet() : Set.of(BETA_FIELD));
        }
        request.carryExtra(known, body, asked.losses());
        Betas.ofBody(body, asked.betas());
    }

    private ProviderRequest enveloped(Json.Obj body) {
        if (body.members().remove(BETA_FIELD) instanceof Json.Arr(List<Json> named)) {
            named.forEach(each -> asked.betas().add(each instanceof Json.Str(String name) ? name : each.print()));
        }
        if (asked.betas().isEmpty()) {
            return new ProviderRequest(body);
        }
        if (asked.flavour() == MessagesFlavour.BEDROCK) {
            return new ProviderRequest(body.put(BETA_FIELD, Json.Arr.of(asked.betas())));
        }
        return new ProviderRequest(body, Map.of(BETA_HEADER, String.join(",", asked.betas())));
    }
}
