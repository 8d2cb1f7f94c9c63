package dev.bifrost.simulated;

import static dev.bifrost.simulated.Words.quoted;

import org.jspecify.annotations.Nullable;

/**
 * Responses, whole and as streams. Shapes: https://platform.openai.com/docs/api-reference/responses and
 * .../responses-streaming.
 */
final class ResponsesAnswer implements Answer {
    private final Question question;
    private final Words words;
    private final String id;
    private final long created;
    private int sequence;

    private ResponsesAnswer(Question question, Words words, String id, long created) {
        this.question = question;
        this.words = words;
        this.id = id;
        this.created = created;
    }

    static Answer of(Question question, Words words, String id, long created) {
        ResponsesAnswer answer = new ResponsesAnswer(question, words, id, created);
        return question.stream() ? answer : new Whole(answer.response(true), answer.spent());
    }

    @Override
    public int opening() {
        return question.tool() == null ? 4 : 3;
    }

    @Override
    public int tokens() {
        return question.tool() == null ? words.tokens().size() : 1;
    }

    @Override
    public int closing() {
        return question.tool() == null ? 4 : 3;
    }

    @Override
    public int spent() {
        return tokens();
    }

    @Override
    public String piece(int place) {
        if (place < opening()) {
            return switch (place) {
                case 0 -> event("response.created", "\"response\":" + response(false));
                case 1 -> event("response.in_progress", "\"response\":" + response(false));
                case 2 -> event("response.output_item.added", "\"output_index\":0,\"item\":" + item(false));
                default -> event("response.content_part.added", place() + ",\"part\":" + part(""));
            };
        }
        int token = place - opening();
        if (token < tokens()) {
            return question.tool() == null
                    ? event(
                            "response.output_text.delta",
                            place() + ",\"delta\":\"" + quoted(words.tokens().get(token)) + "\",\"logprobs\":[]")
                    : event("response.function_call_arguments.delta", call() + ",\"delta\":\"{}\"");
        }
        int end = token - tokens() + (question.tool() == null ? 0 : 1);
        return switch (end) {
            case 0 ->
                event(
                        "response.output_text.done",
                        place() + ",\"text\":\"" + quoted(words.text()) + "\",\"logprobs\":[]");
            case 1 ->
                question.tool() == null
                        ? event("response.content_part.done", place() + ",\"part\":" + part(quoted(words.text())))
                        : event("response.function_call_arguments.done", call() + ",\"arguments\":\"{}\"");
            case 2 -> event("response.output_item.done", "\"output_index\":0,\"item\":" + item(true));
            default -> event("response." + status(), "\"response\":" + response(true));
        };
    }

    @Override
    public String error() {
        return event(
                "error",
                "\"code\":\"server_error\",\"message\":\"The simulated provider was told to fail.\",\"param\":null");
    }

    private String event(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":" + sequence++ + "," + fields
                + "}\n\n";
    }

    private String response(boolean done) {
        return "{\"id\":\"resp_sim" + id + "\",\"object\":\"response\",\"created_at\":" + created + ",\"status\":\""
                + (done ? status() : "in_progress") + "\",\"error\":null,\"incomplete_details\":"
                + (done && !complete() ? "{\"reason\":\"max_output_tokens\"}" : "null")
                + ",\"instructions\":null,\"max_output_tokens\":"
                + (question.maxTokens() > 0 ? Integer.toString(question.maxTokens()) : "null")
                + ",\"metadata\":{\"simulated\":\"true\"},\"model\":\"" + quoted(question.model()) + "\",\"output\":["
                + (done ? item(true) : "") + "],\"parallel_tool_calls\":true,\"previous_response_id\":null,"
                + "\"reasoning\":{\"effort\":null,\"summary\":null},\"store\":false,\"temperature\":1.0,"
                + "\"text\":{\"format\":{\"type\":\"text\"}},\"tool_choice\":\"auto\",\"tools\":[],\"top_p\":1.0,"
                + "\"truncation\":\"disabled\",\"usage\":" + (done ? usage() : "null") + ",\"user\":null}";
    }

    private String item(boolean done) {
        String tool = question.tool();
        if (tool != null) {
            return "{\"id\":\"fc_sim" + id + "\",\"type\":\"function_call\",\"status\":\"" + state(done)
                    + "\",\"arguments\":\"" + (done ? "{}" : "") + "\",\"call_id\":\"call_sim" + id + "\",\"name\":\""
                    + quoted(tool) + "\"}";
        }
        return "{\"id\":\"msg_sim" + id + "\",\"type\":\"message\",\"status\":\"" + state(done)
                + "\",\"role\":\"assistant\",\"content\":[" + (done ? part(quoted(words.text())) : "") + "]}";
    }

    private static String part(String text) {
        return "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"" + text + "\"}";
    }

    private String place() {
        return "\"item_id\":\"msg_sim" + id + "\",\"output_index\":0,\"content_index\":0";
    }

    private String call() {
        return "\"item_id\":\"fc_sim" + id + "\",\"output_index\":0";
    }

    private String state(boolean done) {
        return done ? status() : "in_progress";
    }

    private String status() {
        return complete() ? "completed" : "incomplete";
    }

    private boolean complete() {
        @Nullable String tool = question.tool();
        return tool != null || words.complete();
    }

    private String usage() {
        long prompt = question.promptTokens();
        return "{\"input_tokens\":" + prompt + ",\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":"
                + spent() + ",\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":" + (prompt + spent())
                + "}";
    }
}
