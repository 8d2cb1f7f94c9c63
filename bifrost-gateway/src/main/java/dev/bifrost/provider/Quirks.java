package dev.bifrost.provider;

import java.util.Set;
import java.util.TreeSet;

/** The words for departures from a dialect; each dialect's classes act upon theirs. */
final class Quirks {
    /** Of {@code openai}, chat completions. */
    private static final Set<String> CHAT = Set.of(
            "max_tokens", // knows max_tokens and not max_completion_tokens
            "no_developer_role", // knows system only
            "no_stream_options",
            "no_parallel_tool_calls",
            "no_name", // refuses messages[].name
            "thinking_list", // thoughts are parts of the content
            "tool_id_9", // ids of tool calls are nine letters and digits
            "cache_control", // takes Anthropic's markers
            "reasoning_details"); // thoughts come and go under this name

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
        return all;
    }
}
