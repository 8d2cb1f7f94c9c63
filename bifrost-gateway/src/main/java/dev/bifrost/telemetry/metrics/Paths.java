package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.Operation;

/** The path that stands for an operation, whatever the client called it. */
final class Paths {
    private Paths() {}

    static String of(Operation operation) {
        return switch (operation) {
            case CHAT -> "/v1/chat/completions";
            case COMPLETIONS -> "/v1/completions";
            case RESPONSES -> "/v1/responses";
            case EMBEDDINGS -> "/v1/embeddings";
            case MODERATIONS -> "/v1/moderations";
            case MESSAGES -> "/v1/messages";
            case COUNT_TOKENS -> "/v1/messages/count_tokens";
            case INPUT_TOKENS -> "/v1/responses/input_tokens";
            case RERANK -> "/v1/rerank";
            case IMAGES -> "/v1/images";
            case SPEECH -> "/v1/audio/speech";
            case TRANSCRIPTION -> "/v1/audio/transcriptions";
            case MODELS -> "/v1/models";
            case PASSTHROUGH -> "/passthrough";
        };
    }
}
