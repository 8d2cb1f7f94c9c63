package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Reasoning;
import org.jspecify.annotations.Nullable;

/**
 * What OpenAI's own models refuse although the dialect has it, by their names (https://platform.openai.com/docs/guides/reasoning
 * and /latest-model): models that do not think take no effort, and those that do take no sampling while they think.
 * Deployments of Azure may have other names: for those nothing is left out.
 */
final class OpenAiModels {
    private OpenAiModels() {}

    /** False if the model is known not to think. */
    static boolean thinks(String model) {
        return !(model.startsWith("gpt-3")
                || model.startsWith("gpt-4")
                || model.startsWith("chatgpt-")
                || model.contains("-chat")
                || model.contains("-search"));
    }

    /** The effort by which this model thinks least; null if it can not be told to think less. */
    static @Nullable String least(String model) {
        if (model.startsWith("o1") || model.startsWith("o3") || model.startsWith("o4")) {
            return "low";
        }
        if (model.startsWith("gpt-5") && !model.startsWith("gpt-5.")) {
            return model.contains("codex") ? "low" : model.contains("pro") ? null : "minimal";
        }
        return model.contains("-pro") ? null : "none";
    }

    /** The effort in the words that OpenAI has. */
    static String effort(Reasoning reasoning) {
        String word = reasoning.effortWord();
        return word.equals("max") ? "xhigh" : word;
    }

    /** False if the model is known to refuse {@code temperature} and its like when it is asked for this effort. */
    static boolean takesSampling(String model, @Nullable String effort) {
        if (!thinks(model)) {
            return true;
        }
        if (model.startsWith("gpt-5.")) {
            return effort == null || effort.equals("none");
        }
        return !(model.startsWith("gpt-5")
                || model.startsWith("o1")
                || model.startsWith("o3")
                || model.startsWith("o4"));
    }
}
