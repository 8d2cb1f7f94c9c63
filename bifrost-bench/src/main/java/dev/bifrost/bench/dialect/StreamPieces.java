package dev.bifrost.bench.dialect;

import dev.bifrost.api.dialect.Framing;
import dev.bifrost.dialect.frame.FrameReader;
import dev.bifrost.dialect.frame.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/**
 * A provider's stream: what opens it, and one piece of text, which may come any number of times. Their form is that of real
 * answers.
 *
 * @param start every event up to the first text
 * @param delta one event
 */
@SuppressWarnings("ArrayRecordComponent") // lent, not kept
record StreamPieces(Framing framing, byte[] start, byte[] delta) {
    private static final String TEXT = " light";

    static StreamPieces of(String dialect) {
        return switch (dialect) {
            case "openai" -> chat();
            case "openai-responses" -> responses();
            case "anthropic" -> messages();
            case "gemini" -> gemini();
            case "bedrock" -> bedrock();
            case "cohere" -> cohere();
            default -> throw new IllegalArgumentException(dialect);
        };
    }

    FrameReader reader() {
        return Frames.reader(framing);
    }

    private static StreamPieces sse(String start, String delta) {
        return new StreamPieces(
                Framing.SSE, start.getBytes(StandardCharsets.UTF_8), delta.getBytes(StandardCharsets.UTF_8));
    }

    private static StreamPieces chat() {
        String chunk = """
                data: {"id":"chatcmpl-D8Z5oo6uDh67AD85p73ksdT1KxhE0","object":"chat.completion.chunk",\
                "created":1770933892,"model":"gpt-4.1-nano-2025-04-14","service_tier":"default",\
                "system_fingerprint":"fp_de604bd877","choices":[{"index":0,"delta":{%s},"logprobs":null,\
                "finish_reason":null}],"usage":null,"obfuscation":"Qup1BsQ3"}

                """;
        return sse(
                chunk.formatted("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null"),
                chunk.formatted("\"content\":\"" + TEXT + "\""));
    }

    private static StreamPieces responses() {
        String place = "\"item_id\":\"msg_02ce8deeb6197db200698c5198ca0c81979bedbe6c98a8ab93\",\"output_index\":0,"
                + "\"content_index\":0";
        return sse("""
                event: response.created
                data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_02ce8deeb6197db200698c51",\
                "object":"response","created_at":1770803606,"status":"in_progress","model":"gpt-5.1","output":[]}}

                event: response.output_item.added
                data: {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"msg_02ce8\
                deeb6197db200698c5198ca0c81979bedbe6c98a8ab93","type":"message","status":"in_progress","content":[],\
                "role":"assistant"}}

                event: response.content_part.added
                data: {"type":"response.content_part.added","sequence_number":2,%s,\
                "part":{"type":"output_text","annotations":[],"logprobs":[],"text":""}}

                """.formatted(place), """
                event: response.output_text.delta
                data: {"type":"response.output_text.delta","sequence_number":4,%s,"delta":"%s","logprobs":[],\
                "obfuscation":"VLMdSoETMf5"}

                """.formatted(place, TEXT));
    }

    private static StreamPieces messages() {
        return sse("""
                event: message_start
                data: {"type":"message_start","message":{"model":"claude-sonnet-4-5-20250929","id":"msg_01QC4g3HwBThD4B\
                aNtBckFDJ","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,\
                "usage":{"input_tokens":12,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                """, """
                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%s"}}

                """.formatted(TEXT));
    }

    private static StreamPieces gemini() {
        String chunk = """
                data: {"candidates":[{"content":{"parts":[{"text":"%s"}],"role":"model"},"index":0}],"usageMetadata":\
                {"promptTokenCount":9,"candidatesTokenCount":5,"totalTokenCount":199,"promptTokensDetails":[{"modality"\
                :"TEXT","tokenCount":9}],"thoughtsTokenCount":185},"modelVersion":"gemini-3-pro-preview",\
                "responseId":"bH6LaZW8Fp_3nsEPqtaSwQ4"}

                """;
        return sse(chunk.formatted("The"), chunk.formatted(TEXT));
    }

    private static StreamPieces cohere() {
        return sse("""
                event: message-start
                data: {"id":"321d178c-2c12-44d3-ae42-2f5510f6b1cc","type":"message-start","delta":{"message":\
                {"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}

                event: content-start
                data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}

                """, """
                event: content-delta
                data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"%s"}}}}

                """.formatted(TEXT));
    }

    private static StreamPieces bedrock() {
        return new StreamPieces(
                Framing.AWS_EVENT_STREAM,
                frame("messageStart", "{\"role\":\"assistant\",\"p\":\"abcdefghijkl\"}"),
                frame(
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + TEXT + "\"},\"p\":\"abcdefghijklmnop\"}"));
    }

    private static byte[] frame(String type, String json) {
        Map<String, HeaderValue> headers = Map.of(
                ":event-type", HeaderValue.fromString(type),
                ":content-type", HeaderValue.fromString("application/json"),
                ":message-type", HeaderValue.fromString("event"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Message(headers, json.getBytes(StandardCharsets.UTF_8)).encode(out);
        return out.toByteArray();
    }
}
