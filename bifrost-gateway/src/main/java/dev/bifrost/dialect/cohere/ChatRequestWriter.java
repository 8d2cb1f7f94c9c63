package dev.bifrost.dialect.cohere;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the body of a chat request. */
final class ChatRequestWriter {
    /** Fields of Cohere's own, which clients of another dialect may send beside their dialect's. */
    private static final Set<String> EXTRA =
            Set.of("citation_options", "documents", "priority", "safety_mode", "strict_tools", "thinking");

    /** What Cohere wants to be left for the answer itself (https://docs.cohere.com/docs/reasoning). */
    private static final long ROOM_FOR_ANSWER = 1024;

    private final ChatRequest request;
    private final Recipient recipient;
    private final Losses losses;

    ChatRequestWriter(ChatRequest request, Recipient recipient, Losses losses) {
        this.request = request;
        this.recipient = recipient;
        this.losses = losses;
    }

    Json.Obj write() throws Refusal {
        boolean reasoner = Thoughts.isReasoner(recipient.model());
        boolean thinks = reasoner && !isOff(request.reasoning());
        MessageWriter messages = new MessageWriter(thinks, losses);
        Json.Obj body = new Json.Obj()
                .put("model", recipient.model())
                .put("stream", request.stream())
                .put("messages", messages.write(request.messages()));
        documents(messages.documents(), body);
        new ToolWriter(losses).write(request, body);
        outputFormat(request.output(), body);
        body.put("thinking", thinking(request.reasoning(), reasoner));
        SamplingWriter.write(request.sampling(), body, losses);
        losses.addIf(Boolean.FALSE.equals(request.parallelToolCalls()), "parallel_tool_calls");
        losses.addIf(request.user() != null, "user");
        losses.addIf(request.metadata() != null, "metadata");
        losses.addIf(request.serviceTier() != null, "service_tier");
        request.carryExtra(EXTRA, body, losses);
        return body;
    }

    private static boolean isOff(@Nullable Reasoning reasoning) {
        return reasoning != null && reasoning.mode() == Reasoning.Mode.OFF;
    }

    /** Documents of messages stand beside those that the client gave in Cohere's own field. */
    private void documents(List<Json.Obj> ours, Json.Obj body) {
        if (!ours.isEmpty()) {
            Json.Arr all = new Json.Arr();
            if (request.extra().get("documents") instanceof Json.Arr(List<Json> theirs)) {
                theirs.forEach(all::add);
            }
            ours.forEach(all::add);
            body.put("documents", all);
        }
    }

    private void outputFormat(@Nullable OutputFormat output, Json.Obj body) {
        switch (output) {
            case OutputFormat.JsonSchema format -> {
                losses.addIf(format.description() != null, "response_format.json_schema.description");
                body.put("response_format", json().put("json_schema", format.schema()));
            }
            case OutputFormat.JsonObject _ -> body.put("response_format", json());
            case OutputFormat.Text _ -> {
                // as it is without saying
            }
            case null -> {
                // not said
            }
        }
    }

    private static Json.Obj json() {
        return new Json.Obj().put("type", "json_object");
    }

    private Json.@Nullable Obj thinking(@Nullable Reasoning reasoning, boolean reasoner) {
        if (reasoning == null) {
            return null;
        }
        if (!reasoner) {
            losses.addIf(!isOff(reasoning), "reasoning_effort");
            return null;
        }
        if (isOff(reasoning)) {
            return new Json.Obj().put("type", "disabled");
        }
        long budget = budget(reasoning);
        Json.Obj thinking = new Json.Obj().put("type", "enabled");
        return budget > 0 ? thinking.put("token_budget", budget) : thinking;
    }

    /** 0 for none, which Cohere recommends where the model may think as much as it likes. */
    private long budget(Reasoning reasoning) {
        Long given = reasoning.budget();
        if (given != null) {
            return given;
        }
        String effort = reasoning.effort();
        if (effort == null || effort.equals("xhigh") || effort.equals("max")) {
            return 0;
        }
        Long limit = request.sampling().maxTokens();
        return limit == null
                ? reasoning.budgetTokens()
                : Math.min(reasoning.budgetTokens(), Math.max(limit - ROOM_FOR_ANSWER, limit / 2));
    }
}
