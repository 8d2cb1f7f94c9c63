package dev.bifrost.simulated;

import static dev.bifrost.simulated.Words.quoted;

import org.jspecify.annotations.Nullable;

/**
 * Chat completions and the older completions, whole and as streams.
 * Shapes: https://platform.openai.com/docs/api-reference/chat and .../completions.
 */
final class ChatAnswer implements Answer {
    private static final String DONE = "data: [DONE]\n\n";

    private final Question question;
    private final Words words;
    private final String id;
    private final boolean chat;
    private final String before;
    private final String usageInChunk;

    private ChatAnswer(Question question, Words words, String id, long created, boolean chat) {
        this.question = question;
        this.words = words;
        this.id = id;
        this.chat = chat;
        this.usageInChunk = question.includeUsage() ? ",\"usage\":null" : "";
        this.before = "{\"id\":\"" + (chat ? "chatcmpl-sim" : "cmpl-sim") + id + "\",\"object\":\""
                + (chat ? question.stream() ? "chat.completion.chunk" : "chat.completion" : "text_completion")
                + "\",\"created\":" + created + ",\"model\":\"" + quoted(question.model())
                + "\",\"system_fingerprint\":\"simulated\",\"choices\":[";
    }

    static Answer of(Question question, Words words, String id, long created, boolean chat) {
        ChatAnswer answer = new ChatAnswer(question, words, id, created, chat);
        return question.stream() ? answer : new Whole(answer.document(), answer.spent());
    }

    @Override
    public int opening() {
        return 1;
    }

    @Override
    public int tokens() {
        return tool() == null ? words.tokens().size() : 1;
    }

    @Override
    public int closing() {
        return question.includeUsage() ? 3 : 2;
    }

    @Override
    public int spent() {
        return tokens();
    }

    @Override
    public String piece(int place) {
        if (place == 0) {
            return chunk(
                    chat
                            ? "{\"role\":\"assistant\",\"content\":" + (tool() == null ? "\"\"" : "null") + openCall()
                                    + ",\"refusal\":null}"
                            : "",
                    null);
        }
        int token = place - 1;
        if (token < tokens()) {
            return tool() == null
                    ? chunk(chat ? "{\"content\":\"" + word(token) + "\"}" : word(token), null)
                    : chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}", null);
        }
        int end = token - tokens();
        if (end == 0) {
            return chunk(chat ? "{}" : "", reason());
        }
        return end == 1 && question.includeUsage() ? "data: " + before + "]," + usage() + "}\n\n" : DONE;
    }

    @Override
    public String error() {
        return "data: " + Errors.body("The simulated provider was told to fail.", "server_error", null, "simulated")
                + "\n\n";
    }

    private String chunk(String content, @Nullable String reason) {
        return "data: " + before + "{"
                + (chat ? "\"index\":0,\"delta\":" + content : "\"text\":\"" + content + "\",\"index\":0")
                + ",\"logprobs\":null,\"finish_reason\":" + (reason == null ? "null" : "\"" + reason + "\"") + "}]"
                + usageInChunk + "}\n\n";
    }

    private String document() {
        String content = quoted(words.text());
        String choice = chat
                ? "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                        + (tool() == null ? "\"" + content + "\"" : "null" + call())
                        + ",\"refusal\":null,\"annotations\":[]}"
                : "{\"text\":\"" + content + "\",\"index\":0";
        return before + choice + ",\"logprobs\":null,\"finish_reason\":\"" + reason() + "\"}]," + usage() + "}";
    }

    private String word(int token) {
        return quoted(words.tokens().get(token));
    }

    private @Nullable String tool() {
        return chat ? question.tool() : null;
    }

    private String call() {
        String tool = tool();
        return tool == null
                ? ""
                : ",\"tool_calls\":[{\"id\":\"call_sim" + id + "\",\"type\":\"function\",\"function\":{\"name\":\""
                        + quoted(tool) + "\",\"arguments\":\"{}\"}}]";
    }

    private String openCall() {
        String tool = tool();
        return tool == null
                ? ""
                : ",\"tool_calls\":[{\"index\":0,\"id\":\"call_sim" + id
                        + "\",\"type\":\"function\",\"function\":{\"name\":\"" + quoted(tool)
                        + "\",\"arguments\":\"\"}}]";
    }

    /** With a function named in the request OpenAI says {@code stop}, with one that was only required it does not. */
    private String reason() {
        if (tool() != null) {
            return question.toolNamed() ? "stop" : "tool_calls";
        }
        return words.complete() ? "stop" : "length";
    }

    private String usage() {
        long prompt = question.promptTokens();
        return "\"usage\":{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + spent() + ",\"total_tokens\":"
                + (prompt + spent())
                + ",\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},\"completion_tokens_details\":"
                + "{\"reasoning_tokens\":0,\"audio_tokens\":0,\"accepted_prediction_tokens\":0,"
                + "\"rejected_prediction_tokens\":0}}";
    }
}
