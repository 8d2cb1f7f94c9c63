package dev.bifrost.app.matrix;

import java.util.ArrayList;
import java.util.List;

/**
 * A provider of the matrix: what its configuration looks like, and what it says in each of its two turns, whole and as a
 * stream. In the first it thinks, says something and calls a tool; in the second it answers.
 *
 * @param name     as in the table
 * @param yaml     its entry in {@code providers}; {@code %s} stands for its address
 * @param model    that is asked
 * @param framing  {@code sse}, {@code named} (SSE whose events are named by their types), {@code done} (SSE that ends in
 *                 {@code [DONE]}), {@code aws} (event-stream frames named by their one field) or {@code invoke} (frames
 *                 around base64)
 * @param seal     what must come back in the second request; empty if nothing is sealed
 * @param thought  what it shows of its thought
 */
public record Counterpart(
        String name,
        String yaml,
        String model,
        String framing,
        String whole1,
        List<String> stream1,
        String whole2,
        List<String> stream2,
        String seal,
        String thought) {

    public static List<Counterpart> all() {
        return List.of(chat(), responses(), messages(), invoke(), gemini(), converse(), cohere());
    }

    private static Counterpart chat() {
        String head =
                "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-1\",\"choices\":[";
        String usage1 =
                ",\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":10,\"total_tokens\":30,\"prompt_tokens_details\":{\"cached_tokens\":5}}";
        String usage2 = ",\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":6,\"total_tokens\":46}";
        return new Counterpart(
                "openai (chat)",
                "{ name: p, dialect: openai, base_url: \"%s/v1\", api_key: k }",
                "m-1",
                "done",
                "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m-1\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"Let me look.\",\"reasoning_content\":\"I should look.\","
                        + "\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Bern\\\"}\"}}]},"
                        + "\"finish_reason\":\"tool_calls\"}]" + usage1 + "}",
                List.of(
                        head
                                + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}",
                        head + "{\"index\":0,\"delta\":{\"reasoning_content\":\"I should\"},\"finish_reason\":null}]}",
                        head + "{\"index\":0,\"delta\":{\"reasoning_content\":\" look.\"},\"finish_reason\":null}]}",
                        head + "{\"index\":0,\"delta\":{\"content\":\"Let me\"},\"finish_reason\":null}]}",
                        head + "{\"index\":0,\"delta\":{\"content\":\" look.\"},\"finish_reason\":null}]}",
                        head
                                + "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}]},\"finish_reason\":null}]}",
                        head
                                + "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}]},\"finish_reason\":null}]}",
                        head
                                + "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"Bern\\\"}\"}}]},\"finish_reason\":null}]}",
                        head + "{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
                        head + "]" + usage1 + "}"),
                "{\"id\":\"c2\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m-1\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"12 degrees.\"},\"finish_reason\":\"stop\"}]"
                        + usage2
                        + "}",
                List.of(
                        head
                                + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"12\"},\"finish_reason\":null}]}",
                        head + "{\"index\":0,\"delta\":{\"content\":\" degrees.\"},\"finish_reason\":null}]}",
                        head + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                        head + "]" + usage2 + "}"),
                "",
                "I should look.");
    }

    private static Counterpart responses() {
        String reasoning =
                "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"I should look.\"}],\"encrypted_content\":\"SEAL-OPENAI\"}";
        String message =
                "{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"Let me look.\",\"annotations\":[],\"logprobs\":[]}]}";
        String call =
                "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Bern\\\"}\",\"status\":\"completed\"}";
        String answer =
                "{\"type\":\"message\",\"id\":\"msg_2\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"12 degrees.\",\"annotations\":[],\"logprobs\":[]}]}";
        String usage1 =
                "{\"input_tokens\":20,\"input_tokens_details\":{\"cached_tokens\":5},\"output_tokens\":10,\"output_tokens_details\":{\"reasoning_tokens\":4},\"total_tokens\":30}";
        String usage2 =
                "{\"input_tokens\":40,\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":6,\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":46}";
        String whole1 = response("completed", reasoning + "," + message + "," + call, usage1);
        String whole2 = response("completed", answer, usage2);
        String created = "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":"
                + response("in_progress", "", "null") + "}";
        String begun = created.replace("response.created", "response.in_progress");
        return new Counterpart(
                "openai (responses)",
                "{ name: p, base_url: \"%s/v1\", api_key: k, surfaces: { responses: openai-responses } }",
                "m-1",
                "named",
                whole1,
                numbered(
                        created,
                        begun,
                        "{\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,\"item\":{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"SEAL\"}}",
                        "{\"type\":\"response.reasoning_summary_part.added\",\"sequence_number\":2,\"item_id\":\"rs_1\",\"output_index\":0,\"summary_index\":0,\"part\":{\"type\":\"summary_text\",\"text\":\"\"}}",
                        "{\"type\":\"response.reasoning_summary_text.delta\",\"sequence_number\":3,\"item_id\":\"rs_1\",\"output_index\":0,\"summary_index\":0,\"delta\":\"I should look.\"}",
                        "{\"type\":\"response.reasoning_summary_text.done\",\"sequence_number\":4,\"item_id\":\"rs_1\",\"output_index\":0,\"summary_index\":0,\"text\":\"I should look.\"}",
                        "{\"type\":\"response.reasoning_summary_part.done\",\"sequence_number\":5,\"item_id\":\"rs_1\",\"output_index\":0,\"summary_index\":0,\"part\":{\"type\":\"summary_text\",\"text\":\"I should look.\"}}",
                        "{\"type\":\"response.output_item.done\",\"sequence_number\":5,\"output_index\":0,\"item\":"
                                + reasoning + "}",
                        "{\"type\":\"response.output_item.added\",\"sequence_number\":6,\"output_index\":1,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"in_progress\",\"content\":[]}}",
                        "{\"type\":\"response.content_part.added\",\"sequence_number\":7,\"item_id\":\"msg_1\",\"output_index\":1,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[],\"logprobs\":[]}}",
                        "{\"type\":\"response.output_text.delta\",\"sequence_number\":8,\"item_id\":\"msg_1\",\"output_index\":1,\"content_index\":0,\"delta\":\"Let me look.\",\"logprobs\":[]}",
                        "{\"type\":\"response.output_text.done\",\"sequence_number\":9,\"item_id\":\"msg_1\",\"output_index\":1,\"content_index\":0,\"text\":\"Let me look.\",\"logprobs\":[]}",
                        "{\"type\":\"response.content_part.done\",\"sequence_number\":10,\"item_id\":\"msg_1\",\"output_index\":1,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"Let me look.\",\"annotations\":[],\"logprobs\":[]}}",
                        "{\"type\":\"response.output_item.done\",\"sequence_number\":11,\"output_index\":1,\"item\":"
                                + message + "}",
                        "{\"type\":\"response.output_item.added\",\"sequence_number\":12,\"output_index\":2,\"item\":{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"\",\"status\":\"in_progress\"}}",
                        "{\"type\":\"response.function_call_arguments.delta\",\"sequence_number\":13,\"item_id\":\"fc_1\",\"output_index\":2,\"delta\":\"{\\\"city\\\":\"}",
                        "{\"type\":\"response.function_call_arguments.delta\",\"sequence_number\":14,\"item_id\":\"fc_1\",\"output_index\":2,\"delta\":\"\\\"Bern\\\"}\"}",
                        "{\"type\":\"response.function_call_arguments.done\",\"sequence_number\":15,\"item_id\":\"fc_1\",\"output_index\":2,\"arguments\":\"{\\\"city\\\":\\\"Bern\\\"}\"}",
                        "{\"type\":\"response.output_item.done\",\"sequence_number\":16,\"output_index\":2,\"item\":"
                                + call + "}",
                        "{\"type\":\"response.completed\",\"sequence_number\":17,\"response\":" + whole1 + "}"),
                whole2,
                numbered(
                        created,
                        begun,
                        "{\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"msg_2\",\"role\":\"assistant\",\"status\":\"in_progress\",\"content\":[]}}",
                        "{\"type\":\"response.content_part.added\",\"sequence_number\":2,\"item_id\":\"msg_2\",\"output_index\":0,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[],\"logprobs\":[]}}",
                        "{\"type\":\"response.output_text.delta\",\"sequence_number\":3,\"item_id\":\"msg_2\",\"output_index\":0,\"content_index\":0,\"delta\":\"12 degrees.\",\"logprobs\":[]}",
                        "{\"type\":\"response.output_text.done\",\"sequence_number\":4,\"item_id\":\"msg_2\",\"output_index\":0,\"content_index\":0,\"text\":\"12 degrees.\",\"logprobs\":[]}",
                        "{\"type\":\"response.content_part.done\",\"sequence_number\":5,\"item_id\":\"msg_2\",\"output_index\":0,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"12 degrees.\",\"annotations\":[],\"logprobs\":[]}}",
                        "{\"type\":\"response.output_item.done\",\"sequence_number\":6,\"output_index\":0,\"item\":"
                                + answer + "}",
                        "{\"type\":\"response.completed\",\"sequence_number\":7,\"response\":" + whole2 + "}"),
                "SEAL-OPENAI",
                "I should look.");
    }

    private static List<String> numbered(String... events) {
        List<String> numbered = new ArrayList<>();
        for (String event : events) {
            String number = "\"sequence_number\":" + numbered.size();
            numbered.add(event.replaceFirst("\"sequence_number\":\\d+", number));
        }
        return numbered;
    }

    private static String response(String status, String output, String usage) {
        return "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"" + status
                + "\",\"error\":null,\"incomplete_details\":null,\"instructions\":null,\"metadata\":{},\"model\":\"m-1\","
                + "\"output\":[" + output
                + "],\"parallel_tool_calls\":true,\"temperature\":1.0,\"tool_choice\":\"auto\","
                + "\"tools\":[],\"top_p\":1.0,\"usage\":" + usage + "}";
    }

    private static final String CLAUDE_1 =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-1\",\"content\":["
                    + "{\"type\":\"thinking\",\"thinking\":\"I should look.\",\"signature\":\"SEAL-CLAUDE\"},"
                    + "{\"type\":\"text\",\"text\":\"Let me look.\"},"
                    + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{\"city\":\"Bern\"}}],"
                    + "\"stop_reason\":\"tool_use\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":15,\"cache_read_input_tokens\":5,"
                    + "\"cache_creation_input_tokens\":0,\"output_tokens\":10}}";
    private static final String CLAUDE_2 =
            "{\"id\":\"msg_2\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-1\",\"content\":["
                    + "{\"type\":\"text\",\"text\":\"12 degrees.\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                    + "\"usage\":{\"input_tokens\":40,\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":0,\"output_tokens\":6}}";
    private static final List<String> CLAUDE_STREAM_1 = List.of(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-1\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":15,\"cache_read_input_tokens\":5,\"cache_creation_input_tokens\":0,\"output_tokens\":1}}}",
            "{\"type\":\"ping\"}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"I should\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\" look.\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"SEAL-CLAUDE\"}}",
            "{\"type\":\"content_block_stop\",\"index\":0}",
            "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"Let me look.\"}}",
            "{\"type\":\"content_block_stop\",\"index\":1}",
            "{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{}}}",
            "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"city\\\":\"}}",
            "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"Bern\\\"}\"}}",
            "{\"type\":\"content_block_stop\",\"index\":2}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":10}}",
            "{\"type\":\"message_stop\"}");
    private static final List<String> CLAUDE_STREAM_2 = List.of(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_2\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-1\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":40,\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":0,\"output_tokens\":1}}}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"12 degrees.\"}}",
            "{\"type\":\"content_block_stop\",\"index\":0}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":6}}",
            "{\"type\":\"message_stop\"}");

    private static Counterpart messages() {
        return new Counterpart(
                "anthropic",
                "{ name: p, type: anthropic, base_url: \"%s\", api_key: k }",
                "claude-sonnet-4-5",
                "named",
                CLAUDE_1,
                CLAUDE_STREAM_1,
                CLAUDE_2,
                CLAUDE_STREAM_2,
                "SEAL-CLAUDE",
                "I should look.");
    }

    private static Counterpart invoke() {
        return new Counterpart(
                "bedrock (Claude, InvokeModel)",
                "{ name: p, base_url: \"%s\", api_key: k, surfaces: { messages: { dialect: bedrock-invoke,"
                        + " path: \"/model/{model}/invoke\", stream_path: \"/model/{model}/invoke-with-response-stream\" } } }",
                "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "invoke",
                CLAUDE_1,
                CLAUDE_STREAM_1,
                CLAUDE_2,
                CLAUDE_STREAM_2,
                "SEAL-CLAUDE",
                "I should look.");
    }

    private static Counterpart gemini() {
        String usage1 =
                "\"usageMetadata\":{\"promptTokenCount\":20,\"cachedContentTokenCount\":5,\"candidatesTokenCount\":6,\"thoughtsTokenCount\":4,\"totalTokenCount\":30},\"modelVersion\":\"m-1\",\"responseId\":\"r1\"}";
        String usage2 =
                "\"usageMetadata\":{\"promptTokenCount\":40,\"candidatesTokenCount\":6,\"totalTokenCount\":46},\"modelVersion\":\"m-1\",\"responseId\":\"r2\"}";
        String parts =
                "{\"text\":\"I should look.\",\"thought\":true},{\"text\":\"Let me look.\"},{\"functionCall\":{\"name\":\"weather\",\"args\":{\"city\":\"Bern\"}},\"thoughtSignature\":\"SEAL-GEMINI\"}";
        return new Counterpart(
                "gemini",
                "{ name: p, type: gemini, base_url: \"%s\", api_key: k }",
                "gemini-2.5-flash",
                "sse",
                "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[" + parts
                        + "]},\"finishReason\":\"STOP\",\"index\":0}]," + usage1,
                List.of(
                        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"I should look.\",\"thought\":true}]},\"index\":0}],"
                                + usage1,
                        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Let me look.\"}]},\"index\":0}],"
                                + usage1,
                        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"weather\",\"args\":{\"city\":\"Bern\"}},\"thoughtSignature\":\"SEAL-GEMINI\"}]},\"finishReason\":\"STOP\",\"index\":0}],"
                                + usage1),
                "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"12 degrees.\"}]},\"finishReason\":\"STOP\",\"index\":0}],"
                        + usage2,
                List.of(
                        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"12\"}]},\"index\":0}],"
                                + usage2,
                        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\" degrees.\"}]},\"finishReason\":\"STOP\",\"index\":0}],"
                                + usage2),
                "SEAL-GEMINI",
                "I should look.");
    }

    private static Counterpart converse() {
        String usage1 =
                "{\"inputTokens\":15,\"cacheReadInputTokens\":5,\"cacheWriteInputTokens\":0,\"outputTokens\":10,\"totalTokens\":30}";
        String usage2 = "{\"inputTokens\":40,\"outputTokens\":6,\"totalTokens\":46}";
        return new Counterpart(
                "bedrock (Converse)",
                "{ name: p, base_url: \"%s\", api_key: k, surfaces: { chat: { dialect: bedrock,"
                        + " path: \"/model/{model}/converse\", stream_path: \"/model/{model}/converse-stream\" } } }",
                "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "aws",
                "{\"metrics\":{\"latencyMs\":1},\"output\":{\"message\":{\"role\":\"assistant\",\"content\":["
                        + "{\"reasoningContent\":{\"reasoningText\":{\"text\":\"I should look.\",\"signature\":\"SEAL-CLAUDE\"}}},"
                        + "{\"text\":\"Let me look.\"},"
                        + "{\"toolUse\":{\"toolUseId\":\"tooluse_1\",\"name\":\"weather\",\"input\":{\"city\":\"Bern\"}}}]}},"
                        + "\"stopReason\":\"tool_use\",\"usage\":" + usage1 + "}",
                List.of(
                        "{\"messageStart\":{\"role\":\"assistant\"}}",
                        "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"I should look.\"}}}}",
                        "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"signature\":\"SEAL-CLAUDE\"}}}}",
                        "{\"contentBlockStop\":{\"contentBlockIndex\":0}}",
                        "{\"contentBlockDelta\":{\"contentBlockIndex\":1,\"delta\":{\"text\":\"Let me look.\"}}}",
                        "{\"contentBlockStop\":{\"contentBlockIndex\":1}}",
                        "{\"contentBlockStart\":{\"contentBlockIndex\":2,\"start\":{\"toolUse\":{\"toolUseId\":\"tooluse_1\",\"name\":\"weather\"}}}}",
                        "{\"contentBlockDelta\":{\"contentBlockIndex\":2,\"delta\":{\"toolUse\":{\"input\":\"{\\\"city\\\":\"}}}}",
                        "{\"contentBlockDelta\":{\"contentBlockIndex\":2,\"delta\":{\"toolUse\":{\"input\":\"\\\"Bern\\\"}\"}}}}",
                        "{\"contentBlockStop\":{\"contentBlockIndex\":2}}",
                        "{\"messageStop\":{\"stopReason\":\"tool_use\"}}",
                        "{\"metadata\":{\"usage\":" + usage1 + ",\"metrics\":{\"latencyMs\":1}}}"),
                "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"12 degrees.\"}]}},\"stopReason\":\"end_turn\",\"usage\":"
                        + usage2 + "}",
                List.of(
                        "{\"messageStart\":{\"role\":\"assistant\"}}",
                        "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"text\":\"12 degrees.\"}}}",
                        "{\"contentBlockStop\":{\"contentBlockIndex\":0}}",
                        "{\"messageStop\":{\"stopReason\":\"end_turn\"}}",
                        "{\"metadata\":{\"usage\":" + usage2 + "}}"),
                "SEAL-CLAUDE",
                "I should look.");
    }

    private static Counterpart cohere() {
        String usage1 =
                "{\"billed_units\":{\"input_tokens\":20,\"output_tokens\":10},\"tokens\":{\"input_tokens\":20,\"output_tokens\":10},\"cached_tokens\":5}";
        String usage2 =
                "{\"billed_units\":{\"input_tokens\":40,\"output_tokens\":6},\"tokens\":{\"input_tokens\":40,\"output_tokens\":6}}";
        return new Counterpart(
                "cohere",
                "{ name: p, type: cohere, base_url: \"%s\", api_key: k }",
                "command-a-03-2025",
                "sse",
                "{\"id\":\"1\",\"message\":{\"role\":\"assistant\",\"tool_plan\":\"I should look.\",\"tool_calls\":[{\"id\":\"weather_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Bern\\\"}\"}}]},\"finish_reason\":\"TOOL_CALL\",\"usage\":"
                        + usage1 + "}",
                List.of(
                        "{\"id\":\"1\",\"type\":\"message-start\",\"delta\":{\"message\":{\"role\":\"assistant\",\"content\":[],\"tool_plan\":\"\",\"tool_calls\":[],\"citations\":[]}}}",
                        "{\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\"I should\"}}}",
                        "{\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\" look.\"}}}",
                        "{\"type\":\"tool-call-start\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"id\":\"weather_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}}}}",
                        "{\"type\":\"tool-call-delta\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":\"{\\\"city\\\":\"}}}}}",
                        "{\"type\":\"tool-call-delta\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":\"\\\"Bern\\\"}\"}}}}}",
                        "{\"type\":\"tool-call-end\",\"index\":0}",
                        "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"TOOL_CALL\",\"usage\":" + usage1
                                + "}}"),
                "{\"id\":\"2\",\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"12 degrees.\"}]},\"finish_reason\":\"COMPLETE\",\"usage\":"
                        + usage2 + "}",
                List.of(
                        "{\"id\":\"2\",\"type\":\"message-start\",\"delta\":{\"message\":{\"role\":\"assistant\",\"content\":[],\"tool_plan\":\"\",\"tool_calls\":[],\"citations\":[]}}}",
                        "{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}",
                        "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"12 degrees.\"}}}}",
                        "{\"type\":\"content-end\",\"index\":0}",
                        "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":" + usage2
                                + "}}"),
                "I should look.",
                "I should look.");
    }
}
