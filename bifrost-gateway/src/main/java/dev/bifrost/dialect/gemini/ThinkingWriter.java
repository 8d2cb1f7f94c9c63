package dev.bifrost.dialect.gemini;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code thinkingConfig} (https://ai.google.dev/gemini-api/docs/thinking): a budget up to Gemini 2.5, a level from
 * Gemini 3 on. Thoughts are shown unless thinking is off.
 */
final class ThinkingWriter {
    private ThinkingWriter() {}

    /** The configuration; null if there is nothing to say. */
    static Json.@Nullable Obj write(@Nullable Reasoning reasoning, GeminiModel model, Losses losses) {
        if (reasoning == null) {
            return null;
        }
        boolean off = reasoning.mode() == Reasoning.Mode.OFF;
        Json.Obj config = new Json.Obj();
        switch (model.thinking()) {
            case GeminiModel.Thinking.None _ -> {
                losses.addIf(!off, "reasoning_effort");
                return null;
            }
            case GeminiModel.Thinking.Budget budget -> {
                losses.addIf(off && !budget.canStop(), "reasoning_effort");
                config.put("thinkingBudget", budget(reasoning, budget));
            }
            case GeminiModel.Thinking.Levels(List<String> words) -> {
                losses.addIf(off, "reasoning_effort");
                config.put("thinkingLevel", off ? words.getFirst() : level(reasoning, words));
            }
        }
        return config.put("includeThoughts", !off);
    }

    /** -1 leaves it to the model. */
    private static long budget(Reasoning reasoning, GeminiModel.Thinking.Budget budget) {
        if (reasoning.mode() == Reasoning.Mode.OFF) {
            return budget.canStop() ? 0 : budget.least();
        }
        boolean said = reasoning.effort() != null || reasoning.budget() != null;
        if (reasoning.mode() == Reasoning.Mode.ADAPTIVE || !said) {
            return -1;
        }
        return Math.clamp(reasoning.budgetTokens(), budget.least(), budget.most());
    }

    /** The nearest that the model has; where two are, the higher, as Google's OpenAI-compatible endpoint does. */
    private static @Nullable String level(Reasoning reasoning, List<String> words) {
        if (reasoning.effort() == null && (reasoning.budget() == null || reasoning.mode() == Reasoning.Mode.ADAPTIVE)) {
            return null;
        }
        return switch (reasoning.effortWord()) {
            case "minimal" -> words.getFirst();
            case "low" -> words.contains("LOW") ? "LOW" : words.getFirst();
            case "medium" -> words.contains("MEDIUM") ? "MEDIUM" : "HIGH";
            default -> "HIGH";
        };
    }
}
