package dev.bifrost.dialect.gemini;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model can do, by its name: Google answers 400 to fields that a model does not have. A name without a version,
 * such as {@code gemini-flash-latest}, counts as the newest; one that is not Gemini's, such as a tuned model's number,
 * as 2.5.
 *
 * @param name    the last part of the path, in lower case
 * @param version {@code 100 * major + minor}
 */
record GeminiModel(String name, int version) {
    private static final int NEWEST = 9999;
    private static final Pattern VERSION = Pattern.compile("gemini-(?:[a-z]+-)*?([1-9])(?:\\.([0-9]))?(?![0-9])");

    /** How much a model may be told to think. */
    sealed interface Thinking {
        /** It does not think, and refuses to be told. */
        record None() implements Thinking {}

        /** By a number of tokens; {@code canStop}: 0 turns it off. */
        record Budget(long least, long most, boolean canStop) implements Thinking {}

        /** By one of these words, the least first; it can not be turned off. */
        record Levels(List<String> words) implements Thinking {}
    }

    static GeminiModel of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (!name.startsWith("gemini")) {
            return new GeminiModel(name, 205);
        }
        Matcher found = VERSION.matcher(name);
        if (!found.find()) {
            return new GeminiModel(name, name.startsWith("gemini-pro-vision") ? 100 : NEWEST);
        }
        int minor = found.group(2) == null ? 0 : Integer.parseInt(found.group(2));
        return new GeminiModel(name, 100 * Integer.parseInt(found.group(1)) + minor);
    }

    /** Google's open models, which have no place for a system's instructions. */
    boolean isGemma() {
        return name.startsWith("gemma");
    }

    /**
     * Gemini 3 and later: calls must come back with their signatures, results of tools may hold pictures, and functions
     * go together with Google's own tools and with a form for the answer
     * (https://ai.google.dev/gemini-api/docs/gemini-3).
     */
    boolean isThird() {
        return version >= 300;
    }

    /** Whether the penalties may be other than 0; newer models say {@code Penalty is not enabled for this model}. */
    boolean hasPenalties(boolean vertex) {
        return version < 205 || (version == 205 && vertex);
    }

    /** By the tables of https://ai.google.dev/gemini-api/docs/thinking, as of October 2026. */
    Thinking thinking() {
        boolean picture = name.contains("image");
        boolean pro = name.contains("pro");
        if (isGemma() || version < 205 || (version < 300 && (picture || name.contains("tts")))) {
            return new Thinking.None();
        }
        if (version < 300) {
            return pro
                    ? new Thinking.Budget(128, 32_768, false)
                    : new Thinking.Budget(name.contains("lite") ? 512 : 0, 24_576, true);
        }
        if (picture && !pro) {
            return new Thinking.Levels(List.of("MINIMAL", "HIGH"));
        }
        if (pro && version == 300) {
            return new Thinking.Levels(List.of("LOW", "HIGH"));
        }
        return pro || version > 306
                ? new Thinking.Levels(List.of("LOW", "MEDIUM", "HIGH"))
                : new Thinking.Levels(List.of("MINIMAL", "LOW", "MEDIUM", "HIGH"));
    }
}
