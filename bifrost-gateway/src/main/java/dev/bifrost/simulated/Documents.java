package dev.bifrost.simulated;

import static dev.bifrost.simulated.Words.quoted;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/** The answers that have no tokens: embeddings, moderations, the list of models. */
final class Documents {
    private static final String[] CATEGORIES = {
        "harassment",
        "harassment/threatening",
        "hate",
        "hate/threatening",
        "illicit",
        "illicit/violent",
        "self-harm",
        "self-harm/intent",
        "self-harm/instructions",
        "sexual",
        "sexual/minors",
        "violence",
        "violence/graphic"
    };

    private Documents() {}

    /** https://platform.openai.com/docs/api-reference/embeddings. The same text always has the same vector. */
    static String embeddings(Question question) {
        StringJoiner data = new StringJoiner(",");
        for (int i = 0; i < question.inputs().size(); i++) {
            float[] vector = vector(question.inputs().get(i), question.dimensions());
            data.add("{\"object\":\"embedding\",\"index\":" + i + ",\"embedding\":"
                    + (question.base64() ? base64(vector) : numbers(vector)) + "}");
        }
        return "{\"object\":\"list\",\"data\":[" + data + "],\"model\":\"" + quoted(question.model())
                + "\",\"usage\":{\"prompt_tokens\":" + question.promptTokens() + ",\"total_tokens\":"
                + question.promptTokens() + "}}";
    }

    /** https://platform.openai.com/docs/api-reference/moderations. Nothing is ever flagged. */
    static String moderations(Question question, String id) {
        StringJoiner flags = new StringJoiner(",");
        StringJoiner scores = new StringJoiner(",");
        StringJoiner types = new StringJoiner(",");
        for (String category : CATEGORIES) {
            flags.add("\"" + category + "\":false");
            scores.add("\"" + category + "\":0.0");
            types.add("\"" + category + "\":[\"text\"]");
        }
        StringJoiner results = new StringJoiner(",");
        for (int i = 0; i < Math.max(1, question.inputs().size()); i++) {
            results.add("{\"flagged\":false,\"categories\":{" + flags + "},\"category_scores\":{" + scores
                    + "},\"category_applied_input_types\":{" + types + "}}");
        }
        return "{\"id\":\"modr-sim" + id + "\",\"model\":\"" + quoted(question.model()) + "\",\"results\":[" + results
                + "]}";
    }

    /** https://platform.openai.com/docs/api-reference/models/list. */
    static String models() {
        return "{\"object\":\"list\",\"data\":[{\"id\":\"sim-1\",\"object\":\"model\",\"created\":1735689600,"
                + "\"owned_by\":\"simulated\"}]}";
    }

    private static float[] vector(String text, int dimensions) {
        SplittableRandom random = new SplittableRandom(text.hashCode());
        float[] vector = new float[dimensions];
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (random.nextDouble() - 0.5);
            squares += (double) vector[i] * vector[i];
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < dimensions; i++) {
            vector[i] /= length;
        }
        return vector;
    }

    private static String numbers(float[] vector) {
        StringJoiner numbers = new StringJoiner(",", "[", "]");
        for (float each : vector) {
            numbers.add(Float.toString(each));
        }
        return numbers.toString();
    }

    /** Little-endian single floats, which the SDKs ask for. */
    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return "\"" + Base64.getEncoder().encodeToString(bytes.array()) + "\"";
    }
}
