package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** Says how much the model is to think, in the recipient's form. */
final class ReasoningWriter {
    private static final String EFFORT = "reasoning_effort";

    private final @Nullable Reasoning reasoning;
    private final Recipient to;
    private final Losses losses;

    ReasoningWriter(@Nullable Reasoning reasoning, Recipient to, Losses losses) {
        this.reasoning = reasoning;
        this.to = to;
        this.losses = losses;
    }

    /** Writes it; returns the effort if it is said by one. */
    @Nullable
    String write(Json.Obj body) {
        Reasoning wish = reasoning;
        if (wish == null) {
            return null;
        }
        if (to.has("reasoning_object")) {
            body.put("reasoning", object(wish));
        } else if (to.has("thinking_type")) {
            thinkingType(wish, body);
        } else if (to.has("enable_thinking")) {
            enableThinking(wish, body);
        } else {
            losses.addIf(wish.summary() != null && ChatProvider.isOpenAi(to), "reasoning.summary");
            String effort = effort(wish);
            body.put(EFFORT, effort);
            return effort;
        }
        return null;
    }

    private static Json.Obj object(Reasoning wish) {
        Json.Obj object = new Json.Obj();
        Long budget = wish.budget();
        if (wish.mode() == Reasoning.Mode.OFF) {
            return object.put("enabled", false);
        }
        if (budget != null) {
            return object.put("max_tokens", budget.longValue());
        }
        return wish.effort() == null ? object.put("enabled", true) : object.put("effort", wish.effort());
    }

    private void thinkingType(Reasoning wish, Json.Obj body) {
        boolean off = wish.mode() == Reasoning.Mode.OFF;
        body.put("thinking", new Json.Obj().put("type", off ? "disabled" : "enabled"));
        if (!off && wish.effort() != null) {
            body.put(EFFORT, clamped(wish.effort()));
        }
    }

    private static void enableThinking(Reasoning wish, Json.Obj body) {
        boolean off = wish.mode() == Reasoning.Mode.OFF;
        body.put("enable_thinking", !off);
        if (!off && (wish.budget() != null || wish.effort() != null)) {
            body.put("thinking_budget", wish.budgetTokens());
        }
    }

    /** The effort to ask for; null if nothing is to be said. */
    private @Nullable String effort(Reasoning wish) {
        boolean openAi = ChatProvider.isOpenAi(to);
        boolean off = wish.mode() == Reasoning.Mode.OFF;
        if (openAi && !OpenAiModels.thinks(to.model())) {
            losses.addIf(!off, EFFORT);
            return null;
        }
        if (off) {
            // The others' models that can think differ too much; most do not unless they are asked.
            return openAi ? OpenAiModels.least(to.model()) : to.has("effort_none") ? "none" : null;
        }
        if (wish.mode() == Reasoning.Mode.ADAPTIVE && wish.effort() == null && wish.budget() == null) {
            return null;
        }
        return openAi ? OpenAiModels.effort(wish) : clamped(wish.effortWord());
    }

    private String clamped(String effort) {
        if (!to.has("effort_3")) {
            return effort;
        }
        return switch (effort) {
            case "minimal" -> "low";
            case "xhigh", "max" -> "high";
            default -> effort;
        };
    }
}
