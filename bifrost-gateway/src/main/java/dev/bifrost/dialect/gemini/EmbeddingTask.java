package dev.bifrost.dialect.gemini;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.json.Json;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What embeddings are for: Google's {@code taskType} (https://ai.google.dev/gemini-api/docs/embeddings#task-types). */
final class EmbeddingTask {
    private static final Set<String> TYPES = Set.of(
            "RETRIEVAL_DOCUMENT",
            "RETRIEVAL_QUERY",
            "CLASSIFICATION",
            "CLUSTERING",
            "SEMANTIC_SIMILARITY",
            "QUESTION_ANSWERING",
            "FACT_VERIFICATION",
            "CODE_RETRIEVAL_QUERY");

    private EmbeddingTask() {}

    /** The task type of a request, in Cohere's words or Google's; null if it has none that Google knows. */
    static @Nullable String of(EmbeddingRequest request, Losses losses) {
        String said = request.inputType();
        for (String name : new String[] {"task_type", "taskType"}) {
            said = said == null && request.extra().get(name) instanceof Json.Str(String text) ? text : said;
        }
        if (said == null) {
            return null;
        }
        String type = said.toUpperCase(Locale.ROOT);
        type = switch (type) {
            case "SEARCH_DOCUMENT" -> "RETRIEVAL_DOCUMENT";
            case "SEARCH_QUERY" -> "RETRIEVAL_QUERY";
            default -> type;
        };
        if (!TYPES.contains(type)) {
            losses.add("input_type");
            return null;
        }
        return type;
    }

    /** Text as the second generation wants it, which has no {@code taskType} and reads the task from the text. */
    static String prefixed(@Nullable String type, String text) {
        String task = switch (type) {
            case null -> null;
            case "RETRIEVAL_QUERY" -> "search result";
            case "CLASSIFICATION" -> "classification";
            case "CLUSTERING" -> "clustering";
            case "SEMANTIC_SIMILARITY" -> "sentence similarity";
            case "QUESTION_ANSWERING" -> "question answering";
            case "FACT_VERIFICATION" -> "fact checking";
            case "CODE_RETRIEVAL_QUERY" -> "code retrieval";
            default -> "";
        };
        if (task == null) {
            return text;
        }
        return task.isEmpty() ? "title: none | text: " + text : "task: " + task + " | query: " + text;
    }

    /** The input if it is text. */
    static String text(Json input) throws Refusal {
        if (input instanceof Json.Str(String text)) {
            return text;
        }
        throw new Refusal(new Failure.InvalidRequest(
                "Google's models take text in input, not token ids; send the text itself.",
                "input",
                "invalid_request"));
    }

    /** Names what none of Google's fields says. */
    static void lose(EmbeddingRequest request, Set<String> known, Losses losses) {
        String user = request.user();
        losses.addIf(user != null && !user.isEmpty(), "user");
        request.extra().keySet().stream()
                .filter(name -> !known.contains(name) && !name.equals("task_type") && !name.equals("taskType"))
                .forEach(losses::add);
    }
}
