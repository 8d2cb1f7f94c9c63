package dev.bifrost.dialect.gemini;

import dev.bifrost.api.json.Json;

/** Makes ids for the calls of one answer, which Google often leaves without; the same for the same answer. */
final class CallIds {
    /** OpenAI takes 40 characters. */
    private static final int LONGEST = 24;

    private String answer = "";
    private int made;

    /** The answer's own id, if it tells one. */
    void answer(String id) {
        if (answer.isEmpty() && !id.isEmpty()) {
            String safe = id.replaceAll("[^A-Za-z0-9_-]", "_");
            answer = safe.substring(0, Math.min(LONGEST, safe.length()));
        }
    }

    /** The id of a call: its own, else one that no other call of this answer has. */
    String of(Json.Obj call) {
        String own = call.text("id", "");
        if (!own.isEmpty()) {
            return own;
        }
        String seed = answer.isEmpty() ? Integer.toHexString(call.hashCode()) : answer;
        return "call_" + seed + "_" + made++;
    }
}
