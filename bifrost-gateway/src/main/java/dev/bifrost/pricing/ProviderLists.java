package dev.bifrost.pricing;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * In which lists the prices of a provider's models stand, and under which name.
 *
 * <p>A type has the list of its name. Beside that, as the data set has it: Azure sells OpenAI's and Anthropic's models
 * at their prices unless its own list says otherwise; Vertex AI sells Gemini and Claude; Gemini's list is Google's.
 * Hugging Face sells what others run at their prices, so that only a name with a suffix, {@code model:provider}, has one.
 */
final class ProviderLists {
    /** Types of servers that their users run themselves. */
    private static final Set<String> LOCAL = Set.of("ollama", "vllm", "lmstudio", "llamacpp", "sglang", "simulated");

    private ProviderLists() {}

    /** A model in a list; both names in lower case. */
    record Place(String list, String model) {}

    /** Where to look, in this order. */
    static List<Place> places(String type, String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return switch (type) {
            case "azure" -> List.of(new Place("azure", name), new Place("openai", name), new Place("anthropic", name));
            case "gemini" -> List.of(new Place("google", after(name, "models/")));
            case "vertex" -> vertex(after(after(name, "models/"), "google/"));
            case "bedrock" -> List.of(new Place("bedrock", name.startsWith("arn:") ? after(name, "/") : name));
            case "huggingface" -> huggingFace(name);
            default -> List.of(new Place(type, name));
        };
    }

    private static List<Place> vertex(String name) {
        return List.of(new Place("vertex", name), new Place("google", name), new Place("anthropic", name));
    }

    private static List<Place> huggingFace(String name) {
        int colon = name.lastIndexOf(':');
        return colon < 0
                ? List.of()
                : List.of(new Place("huggingface_" + name.substring(colon + 1), name.substring(0, colon)));
    }

    private static String after(String name, String part) {
        int at = name.lastIndexOf(part);
        return at < 0 ? name : name.substring(at + part.length());
    }

    /** True if nobody charges for what it does. */
    static boolean isLocal(String type) {
        return LOCAL.contains(type);
    }
}
