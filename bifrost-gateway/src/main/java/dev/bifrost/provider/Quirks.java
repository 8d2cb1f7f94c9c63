package dev.bifrost.provider;

import java.util.Set;
import java.util.TreeSet;

/** The words for departures from a dialect; each dialect's classes act upon theirs. */
final class Quirks {
    /** Of {@code openai}, chat completions; ChatProvider says what each does. */
    private static final Set<String> CHAT = Set.of(
            "alternate",
            "cache_control",
            "custom_tools",
            "document_url",
            "effort_3",
            "effort_none",
            "enable_thinking",
            "extra_content",
            "file_url",
            "json_object_only",
            "max_completion_tokens",
            "max_tokens",
            "metadata",
            "prefix",
            "random_seed",
            "reasoning_content",
            "reasoning_details",
            "reasoning_object",
            "reasoning_text",
            "service_tier",
            "string_content",
            "system_first",
            "text_only",
            "thinking_blocks",
            "thinking_list",
            "thinking_type",
            "tool_id_9",
            "top_k",
            "translate_chat",
            "web_search");

    /** Of {@code bedrock}: whose model is behind an ARN that does not say. */
    private static final Set<String> BEDROCK = Set.of(
            "family_anthropic",
            "family_nova",
            "family_openai",
            "family_deepseek",
            "family_mistral",
            "family_meta",
            "family_cohere",
            "family_other");

    /** What a provider may not know: {@code no_} and one of these. */
    private static final Set<String> WITHOUT = Set.of(
            "audio",
            "developer_role",
            "frequency_penalty",
            "logit_bias",
            "logprobs",
            "metadata",
            "modalities",
            "n",
            "name",
            "parallel_tool_calls",
            "presence_penalty",
            "prompt_cache_key",
            "prompt_cache_retention",
            "reasoning_effort",
            "response_format",
            "safety_identifier",
            "seed",
            "service_tier",
            "stop",
            "store",
            "stream_options",
            "strict",
            "temperature",
            "tool_choice",
            "top_logprobs",
            "top_p",
            "user",
            "user_after_tool",
            "verbosity");

    /** Of {@code openai-responses}. */
    private static final Set<String> RESPONSES = Set.of("no_store_field");

    /** Of {@code gemini}. */
    private static final Set<String> GEMINI = Set.of("vertex");

    private static final Set<String> ALL = all();

    private Quirks() {}

    static boolean known(String word) {
        return ALL.contains(word);
    }

    /** All, in alphabetical order, for messages. */
    static String list() {
        return String.join(", ", ALL);
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>(CHAT);
        all.addAll(RESPONSES);
        all.addAll(GEMINI);
        all.addAll(BEDROCK);
        WITHOUT.forEach(each -> all.add("no_" + each));
        return all;
    }
}
