package dev.bifrost.api.chat;

import org.jspecify.annotations.Nullable;

/**
 * How much the model is to think.
 *
 * @param mode    whether at all
 * @param effort  {@code minimal}, {@code low}, {@code medium}, {@code high}, {@code xhigh} or {@code max}; null if the
 *                client did not say it so
 * @param budget  tokens it may think; null if the client did not say it so
 * @param summary {@code auto}, {@code concise} or {@code detailed}: what the client wants to read of it; null if it did
 *                not say
 */
public record Reasoning(
        Mode mode,
        @Nullable String effort,
        @Nullable Long budget,
        @Nullable String summary) {

    /** Whether the model thinks. */
    public enum Mode {
        ON,
        OFF,
        /** As the model sees fit: Anthropic's {@code adaptive}, Gemini's dynamic budget. */
        ADAPTIVE
    }

    /** By effort; {@code none} is off. */
    public static Reasoning ofEffort(String effort, @Nullable String summary) {
        return effort.equals("none")
                ? new Reasoning(Mode.OFF, null, null, summary)
                : new Reasoning(Mode.ON, effort, null, summary);
    }

    /**
     * The budget: the client's own, else what Google documents for each effort of its OpenAI-compatible endpoint
     * (https://ai.google.dev/gemini-api/docs/openai), continued upwards.
     */
    public long budgetTokens() {
        if (budget != null) {
            return budget;
        }
        return switch (effort) {
            case "minimal", "low" -> 1024;
            case "high" -> 24_576;
            case "xhigh" -> 32_768;
            case "max" -> 49_152;
            case null, default -> 8192;
        };
    }

    /** The effort: the client's own, else the one whose budget is nearest below. */
    public String effortWord() {
        if (effort != null) {
            return effort;
        }
        if (budget == null || mode == Mode.ADAPTIVE) {
            return "medium";
        }
        return budget < 8192 ? "low" : budget < 24_576 ? "medium" : "high";
    }
}
