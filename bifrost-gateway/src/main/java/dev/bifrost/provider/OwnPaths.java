package dev.bifrost.provider;

import dev.bifrost.api.Operation;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where each dialect has its operations, below what its own SDK takes as the base URL. */
final class OwnPaths {
    /** For dialects of which a part of the path is the customer's. */
    private static final String NONE = "";

    /** Where streams have a path of their own. */
    private static final Map<String, String> STREAMED = Map.of(
            "/v1beta/models/{model}:generateContent", "/v1beta/models/{model}:streamGenerateContent?alt=sse",
            "/model/{model}/converse", "/model/{model}/converse-stream",
            "/model/{model}/invoke", "/model/{model}/invoke-with-response-stream");

    private static final Map<String, Map<Operation, Surface>> ALL = Map.ofEntries(
            // https://platform.openai.com/docs/api-reference, below /v1
            dialect(
                    "openai",
                    Map.of(
                            Operation.CHAT, "/chat/completions",
                            Operation.COMPLETIONS, "/completions",
                            Operation.EMBEDDINGS, "/embeddings",
                            Operation.MODERATIONS, "/moderations",
                            Operation.IMAGES, "/images/generations",
                            Operation.SPEECH, "/audio/speech",
                            Operation.TRANSCRIPTION, "/audio/transcriptions")),
            dialect(
                    "openai-responses",
                    Map.of(Operation.RESPONSES, "/responses", Operation.COUNT_TOKENS, "/responses/input_tokens")),
            // https://docs.anthropic.com/en/api/messages
            dialect(
                    "anthropic",
                    Map.of(Operation.MESSAGES, "/v1/messages", Operation.COUNT_TOKENS, "/v1/messages/count_tokens")),
            // https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude
            dialect("anthropic-vertex", Map.of(Operation.MESSAGES, NONE)),
            // https://ai.google.dev/api
            dialect(
                    "gemini",
                    Map.of(
                            Operation.CHAT, "/v1beta/models/{model}:generateContent",
                            Operation.EMBEDDINGS, "/v1beta/models/{model}:batchEmbedContents",
                            Operation.COUNT_TOKENS, "/v1beta/models/{model}:countTokens")),
            // https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api
            dialect("vertex-predict", Map.of(Operation.EMBEDDINGS, NONE)),
            // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html
            dialect(
                    "bedrock",
                    Map.of(
                            Operation.CHAT, "/model/{model}/converse",
                            Operation.COUNT_TOKENS, "/model/{base_model}/count-tokens")),
            dialect("bedrock-invoke", Map.of(Operation.MESSAGES, "/model/{model}/invoke")),
            dialect("bedrock-titan", Map.of(Operation.EMBEDDINGS, "/model/{model}/invoke")),
            dialect("bedrock-cohere", Map.of(Operation.EMBEDDINGS, "/model/{model}/invoke")),
            dialect("bedrock-rerank", Map.of(Operation.RERANK, "/model/{model}/invoke")),
            // https://docs.cohere.com/reference
            dialect(
                    "cohere",
                    Map.of(
                            Operation.CHAT, "/v2/chat",
                            Operation.EMBEDDINGS, "/v2/embed",
                            Operation.RERANK, "/v2/rerank")),
            // https://replicate.com/docs/reference/http#models.predictions.create, below /v1
            dialect("replicate", Map.of(Operation.CHAT, "/models/{model_path}/predictions")));

    private OwnPaths() {}

    private static Map.Entry<String, Map<Operation, Surface>> dialect(String name, Map<Operation, String> paths) {
        Map<Operation, Surface> surfaces = new EnumMap<>(Operation.class);
        paths.forEach((operation, path) -> {
            boolean streams = operation == Operation.CHAT || operation == Operation.MESSAGES;
            surfaces.put(operation, new Surface(name, path, streams ? STREAMED.get(path) : null));
        });
        return Map.entry(name, surfaces);
    }

    static Set<String> dialects() {
        return ALL.keySet();
    }

    static boolean has(String dialect) {
        return ALL.containsKey(dialect);
    }

    /** An operation without a path of the dialect's own has an empty one. */
    static Map<Operation, Surface> of(String dialect) {
        return ALL.getOrDefault(dialect, Map.of());
    }

    static List<String> dialects(Operation operation) {
        return ALL.entrySet().stream()
                .filter(entry -> entry.getValue().containsKey(operation))
                .map(Map.Entry::getKey)
                .toList();
    }
}
