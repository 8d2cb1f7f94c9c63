package dev.bifrost.provider;

import dev.bifrost.api.Operation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The dialects, where each has its operations, and what the short word {@code dialect} stands for. */
final class Dialects {
    /** From https://platform.openai.com/docs/api-reference, below {@code /v1}. */
    private static final Map<Operation, String> OPENAI = Map.of(
            Operation.CHAT, "/chat/completions",
            Operation.COMPLETIONS, "/completions",
            Operation.RESPONSES, "/responses",
            Operation.EMBEDDINGS, "/embeddings",
            Operation.MODERATIONS, "/moderations",
            Operation.IMAGES, "/images/generations",
            Operation.SPEECH, "/audio/speech",
            Operation.TRANSCRIPTION, "/audio/transcriptions");

    /** From https://docs.anthropic.com/en/api/messages; their SDKs' base URL has no version. */
    private static final Map<Operation, String> ANTHROPIC = Map.of(Operation.MESSAGES, "/v1/messages");

    private static final Set<Operation> CLASSIC =
            EnumSet.of(Operation.CHAT, Operation.COMPLETIONS, Operation.EMBEDDINGS, Operation.MODERATIONS);

    private Dialects() {}

    /** The surfaces for which {@code dialect} is short; null if there is no such word. */
    static @Nullable Map<Operation, Surface> surfaces(String word) {
        return switch (word) {
            case "openai" -> openai(CLASSIC);
            case "openai-responses" -> {
                Map<Operation, Surface> surfaces = openai(CLASSIC);
                surfaces.putAll(openai(EnumSet.of(Operation.RESPONSES)));
                yield surfaces;
            }
            default -> null;
        };
    }

    /** The dialect's own path of an operation; null if it does not have the operation, or is unknown. */
    static @Nullable String path(String dialect, Operation operation) {
        return switch (dialect) {
            case "openai" -> OPENAI.get(operation);
            case "anthropic" -> ANTHROPIC.get(operation);
            default -> null;
        };
    }

    /** True if surfaces may name it. */
    static boolean known(String dialect) {
        return dialect.equals("openai") || dialect.equals("anthropic");
    }

    private static Map<Operation, Surface> openai(Set<Operation> operations) {
        Map<Operation, Surface> surfaces = new EnumMap<>(Operation.class);
        OPENAI.forEach((operation, path) -> {
            if (operations.contains(operation)) {
                surfaces.put(operation, new Surface("openai", path));
            }
        });
        return surfaces;
    }
}
