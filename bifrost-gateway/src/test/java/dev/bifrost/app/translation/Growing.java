package dev.bifrost.app.translation;

import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.app.matrix.Playing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A stream without end: its beginning, and a delta to be said over and over, in which {@code @} stands for what is new.
 *
 * @param arguments true if a call's arguments grow, else a text
 */
record Growing(Counterpart provider, boolean arguments, List<String> beginning, String delta) {
    private static final String CHUNK =
            "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":";
    private static final String CREATED =
            "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"in_progress\",\"model\":\"m-1\",\"output\":[]}}";
    private static final String MESSAGE_START =
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-1\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":20,\"output_tokens\":1}}}";
    private static final String COHERE_START =
            "{\"id\":\"1\",\"type\":\"message-start\",\"delta\":{\"message\":{\"role\":\"assistant\",\"content\":[],\"tool_plan\":\"\",\"tool_calls\":[],\"citations\":[]}}}";

    private static final Map<String, List<String>> TEXTS = Map.of(
            "openai (chat)",
            List.of(CHUNK + "{\"role\":\"assistant\",\"content\":\"\"}}]}", CHUNK + "{\"content\":\"@\"}}]}"),
            "openai (responses)",
            List.of(
                    CREATED,
                    "{\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"in_progress\",\"content\":[]}}",
                    "{\"type\":\"response.content_part.added\",\"sequence_number\":2,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[]}}",
                    "{\"type\":\"response.output_text.delta\",\"sequence_number\":3,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"@\",\"logprobs\":[]}"),
            "anthropic",
            List.of(
                    MESSAGE_START,
                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"@\"}}"),
            "gemini",
            List.of(
                    "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"@\"}]},\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":20,\"totalTokenCount\":20},\"modelVersion\":\"m-1\",\"responseId\":\"r1\"}"),
            "bedrock (Converse)",
            List.of(
                    "{\"messageStart\":{\"role\":\"assistant\"}}",
                    "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"text\":\"@\"}}}"),
            "cohere",
            List.of(
                    COHERE_START,
                    "{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}",
                    "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"@\"}}}}"));

    private static final Map<String, List<String>> ARGUMENTS = Map.of(
            "openai (chat)",
            List.of(
                    CHUNK
                            + "{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"\"}}]}}]}",
                    CHUNK + "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"@\"}}]}}]}"),
            "openai (responses)",
            List.of(
                    CREATED,
                    "{\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,\"item\":{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"\",\"status\":\"in_progress\"}}",
                    "{\"type\":\"response.function_call_arguments.delta\",\"sequence_number\":2,\"item_id\":\"fc_1\",\"output_index\":0,\"delta\":\"{\\\"city\\\":\\\"\"}",
                    "{\"type\":\"response.function_call_arguments.delta\",\"sequence_number\":3,\"item_id\":\"fc_1\",\"output_index\":0,\"delta\":\"@\"}"),
            "anthropic",
            List.of(
                    MESSAGE_START,
                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{}}}",
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"city\\\":\\\"\"}}",
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"@\"}}"),
            "bedrock (Converse)",
            List.of(
                    "{\"messageStart\":{\"role\":\"assistant\"}}",
                    "{\"contentBlockStart\":{\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"toolUseId\":\"tooluse_1\",\"name\":\"weather\"}}}}",
                    "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"{\\\"city\\\":\\\"\"}}}}",
                    "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"@\"}}}}"),
            "cohere",
            List.of(
                    COHERE_START,
                    "{\"type\":\"tool-call-start\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"id\":\"weather_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"\"}}}}}",
                    "{\"type\":\"tool-call-delta\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":\"@\"}}}}}"));

    /** All that can be streamed. */
    static List<Growing> all() {
        List<Growing> all = new ArrayList<>();
        for (Counterpart each : Counterpart.all()) {
            String name = each.framing().equals("invoke") ? "anthropic" : each.name();
            add(all, each, false, TEXTS.get(name));
            add(all, each, true, ARGUMENTS.get(name)); // which Gemini does not stream
        }
        return all;
    }

    private static void add(List<Growing> all, Counterpart provider, boolean arguments, List<String> events) {
        if (events != null) {
            all.add(new Growing(provider, arguments, events.subList(0, events.size() - 1), events.getLast()));
        }
    }

    byte[] first() {
        return Acting.joined(beginning.stream()
                .map(event -> Playing.framed(provider.framing(), event))
                .toList());
    }

    byte[] more(String what) {
        return Playing.framed(provider.framing(), delta.replace("@", what));
    }

    /** True if it says at once how many tokens the prompt has. */
    boolean tellsUsageAtOnce() {
        return beginning.contains(MESSAGE_START) || provider.name().equals("gemini");
    }

    @Override
    public String toString() {
        return provider.name() + (arguments ? ", arguments" : ", text");
    }
}
