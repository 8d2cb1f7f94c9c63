package dev.bifrost.dialect.gemini;

import dev.bifrost.api.json.Json;
import java.util.List;

/**
 * Stands in for signatures that a conversation lacks, such as one begun with another provider. Gemini 3 refuses the calls
 * of the current turn without theirs; of parallel calls only the first has one. The word that it takes instead is in
 * https://ai.google.dev/gemini-api/docs/thought-signatures#faqs; Vertex AI knows the same.
 */
final class MissingSignatures {
    private static final String INSTEAD = "skip_thought_signature_validator";

    private MissingSignatures() {}

    /** The current turn begins with the last thing that the user says rather than answers. */
    static void fill(List<Turn> turns) {
        for (int i = turns.size() - 1; i >= 0; i--) {
            Turn turn = turns.get(i);
            if (!turn.isModel() && turn.answered.isEmpty()) {
                return;
            }
            if (turn.isModel()) {
                firstCall(turn);
            }
        }
    }

    private static void firstCall(Turn turn) {
        for (Json.Obj part : turn.parts) {
            if (part.has("functionCall")) {
                if (!part.has("thoughtSignature")) {
                    part.put("thoughtSignature", INSTEAD);
                }
                return;
            }
        }
    }
}
