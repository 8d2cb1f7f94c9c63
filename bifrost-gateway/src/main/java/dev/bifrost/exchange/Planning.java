package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.provider.Provider;
import dev.bifrost.routing.Plan;
import dev.bifrost.routing.Resolution;
import java.util.Set;

/** From the name of a model, as a client or a budget wrote it, to the targets that may be tried for it. */
final class Planning {
    private final Exchange exchange;
    private final Operation operation;
    private final RequestBuffer buffer;

    Planning(Exchange exchange, Operation operation, RequestBuffer buffer) {
        this.exchange = exchange;
        this.operation = operation;
        this.buffer = buffer;
    }

    /**
     * Where a model's name leads.
     *
     * @throws Refusal if that is nowhere, or where this caller may not go
     */
    Resolution resolve(String asked) throws Refusal {
        Snapshot snapshot = exchange.snapshot();
        Resolution resolution = snapshot.router().resolve(asked);
        if (resolution == null) {
            throw new Refusal(new Failure.UnknownModel(asked, snapshot.router().nearest(asked, this::visible)));
        }
        if (!exchange.caller().allows(resolution.askedAlias(), resolution.first())) {
            throw new Refusal(new Failure.Forbidden(
                    "This key may not use the model '" + asked + "'; see its allowed_models", "model_not_allowed"));
        }
        return resolution;
    }

    private boolean visible(String name) {
        Resolution resolution = exchange.snapshot().router().resolve(name);
        return resolution != null && exchange.caller().allows(resolution.askedAlias(), resolution.first());
    }

    /** Whether a request that can not be carried whole is to be refused. */
    boolean strict(Resolution resolution) {
        return resolution.strict()
                || exchange.caller().strict()
                || "true".equalsIgnoreCase(exchange.request().headers().get("x-bifrost-strict"));
    }

    /** The targets, in the order in which they are to be tried. */
    Attempts attempts(Resolution resolution) {
        Snapshot snapshot = exchange.snapshot();
        Worker worker = exchange.worker();
        Plan plan = snapshot.router().plan(resolution, exchange.caller().residencies(), worker.random());
        Decisions decisions = exchange.draft().decisions;
        if (decisions != null) {
            decisions.replanned();
            decisions.add("model", resolution.asked(), Wording.model(resolution));
            decisions.add("plan", resolution.alias(), Wording.plan(plan));
        }
        return new Attempts(plan, operation, this::passable, snapshot, worker, exchange.draft());
    }

    /**
     * Whether the request can be passed on as it is where its dialect is spoken. Not one in Responses' form on the route
     * of chat completions, nor one that holds what another provider said in an earlier turn, nor one to a model whose
     * answers are not what OpenAI's clients read.
     */
    private boolean passable(Provider provider, String model) {
        Traces traces = buffer.traces();
        return switch (operation) {
            case CHAT -> {
                Set<String> quirks = provider.quirks(model);
                yield !buffer.scan().inputForMessages()
                        && !quirks.contains("translate_chat")
                        && (!traces.thoughts() || quirks.contains("reasoning_details"));
            }
            case RESPONSES, MESSAGES -> !traces.seals();
            default -> true;
        };
    }
}
