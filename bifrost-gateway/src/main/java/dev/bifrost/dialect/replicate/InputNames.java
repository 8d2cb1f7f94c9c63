package dev.bifrost.dialect.replicate;

import java.util.Set;

/**
 * What a model's input may hold, besides {@code prompt}. Every model says it for itself, in the schema on its page, and what
 * it does not know is left aside without a word, so only what a page documents is sent.
 *
 * @param maxTokens what the limit is called
 * @param system    whether there is a {@code system_prompt}
 * @param images    how pictures are taken
 * @param others    further fields, in the words of OpenAI's chat completions
 */
record InputNames(String maxTokens, boolean system, Images images, Set<String> others) {

    /** How a model takes pictures. */
    enum Images {
        NONE,
        /** One, in {@code image}. */
        ONE,
        /** A list, in {@code image_input}. */
        MANY
    }

    /** https://replicate.com/openai/gpt-4.1/api */
    private static final InputNames OPENAI = new InputNames(
            "max_completion_tokens",
            true,
            Images.MANY,
            Set.of("temperature", "top_p", "presence_penalty", "frequency_penalty"));

    /** https://replicate.com/openai/o1/api */
    private static final InputNames OPENAI_REASONER =
            new InputNames("max_completion_tokens", true, Images.MANY, Set.of("reasoning_effort"));

    /** https://replicate.com/anthropic/claude-3.5-sonnet/api */
    private static final InputNames ANTHROPIC = new InputNames("max_tokens", true, Images.ONE, Set.of());

    /** https://replicate.com/deepseek-ai/deepseek-v3.1/api */
    private static final InputNames DEEPSEEK = new InputNames(
            "max_tokens", false, Images.NONE, Set.of("temperature", "top_p", "presence_penalty", "frequency_penalty"));

    /**
     * What Meta's and IBM's models share, and most others have, such as https://replicate.com/meta/llama-2-13b-chat/api and
     * https://replicate.com/ibm-granite/granite-3.3-8b-instruct/api
     */
    private static final InputNames COMMON = new InputNames(
            "max_tokens",
            true,
            Images.NONE,
            Set.of("temperature", "top_p", "top_k", "stop", "seed", "presence_penalty", "frequency_penalty"));

    static InputNames of(String model) {
        int slash = model.indexOf('/');
        String name = model.substring(slash + 1);
        return switch (slash < 0 ? "" : model.substring(0, slash)) {
            case "openai" -> name.startsWith("gpt-oss") ? COMMON : name.matches("o[0-9].*") ? OPENAI_REASONER : OPENAI;
            case "anthropic" -> ANTHROPIC;
            case "deepseek-ai" -> DEEPSEEK;
            default -> COMMON;
        };
    }
}
