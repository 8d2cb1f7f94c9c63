package dev.bifrost.dialect.replicate;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the body of a prediction. What a client gives in {@code input} of its own goes in as it is, and wins. */
final class PredictionWriter {
    private static final Set<String> EFFORTS = Set.of("low", "medium", "high");

    private final ChatRequest request;
    private final String model;
    private final InputNames names;
    private final Losses losses;
    private final Json.Obj input = new Json.Obj();

    PredictionWriter(ChatRequest request, String model, Losses losses) {
        this.request = request;
        this.model = model;
        this.names = InputNames.of(model);
        this.losses = losses;
    }

    Json.Obj write() throws Refusal {
        conversation();
        sampling(request.sampling());
        reasoning(request.reasoning());
        unheard();
        Json.Obj body = new Json.Obj();
        // With a version, the name is not in the path but here.
        body.put("version", model.indexOf(':') < 0 ? null : model);
        return body.put("input", input);
    }

    private void conversation() throws Refusal {
        Transcript transcript = Transcript.of(request.messages(), names, losses);
        boolean own = request.extra().get("input") instanceof Json.Obj given && !given.isEmpty();
        String prompt = transcript.prompt();
        if (prompt.isBlank() && transcript.images().isEmpty() && !own) {
            throw new Refusal(new Failure.InvalidRequest(
                    "messages hold nothing that Replicate's models can read; add a message with text",
                    "messages",
                    "invalid_request"));
        }
        input.put("prompt", prompt.isBlank() && own ? null : prompt);
        input.put("system_prompt", transcript.system());
        if (!transcript.images().isEmpty()) {
            switch (names.images()) {
                case ONE -> input.put("image", transcript.images().getFirst());
                case MANY -> input.put("image_input", Json.Arr.of(transcript.images()));
                case NONE -> throw new IllegalStateException("a picture that the model does not take");
            }
        }
    }

    private void sampling(Sampling sampling) {
        input.put(names.maxTokens(), sampling.maxTokens() == null ? null : Json.Num.of(sampling.maxTokens()));
        put("temperature", sampling.temperature());
        put("top_p", sampling.topP());
        put("top_k", sampling.topK());
        put("presence_penalty", sampling.presencePenalty());
        put("frequency_penalty", sampling.frequencyPenalty());
        put("seed", sampling.seed());
        stop(sampling.stop());
        losses.addIf(sampling.logitBias() != null && !sampling.logitBias().isEmpty(), "logit_bias");
        losses.addIf(Boolean.TRUE.equals(sampling.logprobs()), "logprobs");
        losses.addIf(sampling.topLogprobs() != null && sampling.topLogprobs() > 0, "top_logprobs");
        losses.addIf(sampling.n() != null && sampling.n() > 1, "n");
    }

    private void put(String name, @Nullable Json value) {
        if (value != null && !names.others().contains(name)) {
            losses.add(name);
        } else {
            input.put(name, value);
        }
    }

    /** One text with commas between the sequences, so that one with a comma cannot be said. */
    private void stop(List<String> stop) {
        List<String> sayable = stop.stream()
                .filter(each -> names.others().contains("stop") && each.indexOf(',') < 0)
                .toList();
        losses.addIf(sayable.size() < stop.size(), "stop");
        input.put("stop_sequences", sayable.isEmpty() ? null : String.join(",", sayable));
    }

    private void reasoning(@Nullable Reasoning reasoning) {
        if (reasoning == null) {
            return;
        }
        boolean off = reasoning.mode() == Reasoning.Mode.OFF;
        if (!names.others().contains("reasoning_effort")) {
            losses.addIf(!off, "reasoning_effort");
            return;
        }
        String effort = reasoning.effortWord();
        boolean known = !off && EFFORTS.contains(effort);
        losses.addIf(!known, "reasoning_effort");
        input.put("reasoning_effort", known ? effort : null);
    }

    /** What no model takes. */
    private void unheard() {
        losses.addIf(!request.tools().isEmpty(), "tools");
        ToolChoice choice = request.toolChoice();
        losses.addIf(
                choice != null && !(choice instanceof ToolChoice.Auto) && !(choice instanceof ToolChoice.None),
                "tool_choice");
        losses.addIf(request.parallelToolCalls() != null && !request.tools().isEmpty(), "parallel_tool_calls");
        losses.addIf(request.output() != null && !(request.output() instanceof OutputFormat.Text), "response_format");
        losses.addIf(request.user() != null, "user");
        losses.addIf(request.metadata() != null, "metadata");
        losses.addIf(request.serviceTier() != null, "service_tier");
        request.extra().forEach((name, value) -> {
            if (name.equals("input") && value instanceof Json.Obj given) {
                given.asMap().forEach(input::put);
            } else {
                losses.add(name);
            }
        });
        request.unread().forEach(losses::add);
    }
}
