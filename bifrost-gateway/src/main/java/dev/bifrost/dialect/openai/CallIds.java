package dev.bifrost.dialect.openai;

import dev.bifrost.api.dialect.Recipient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Ids of tool calls as a provider takes them, the same for the same id throughout a request: OpenAI's have at most 40
 * characters, Mistral's are nine letters and digits. Ids that fit stay as they are.
 */
final class CallIds {
    private static final int LONGEST = 40;
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final boolean nine;
    private final Map<String, String> given = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    CallIds(Recipient to) {
        nine = to.has("tool_id_9");
    }

    /** The provider's id for the client's. */
    String of(String id) {
        String known = given.get(id);
        if (known != null) {
            return known;
        }
        String made = id;
        for (int i = 0; !fits(made) || taken.contains(made); i++) {
            made = nine ? hash(id, i, 9) : "call_" + hash(id, i, 20);
        }
        given.put(id, made);
        taken.add(made);
        return made;
    }

    private boolean fits(String id) {
        return nine ? id.matches("[a-zA-Z0-9]{9}") : !id.isEmpty() && id.length() <= LONGEST;
    }

    /** An id for the n-th call of an answer whose provider gives none; other answers' differ. */
    static String made(String answerId, int n, String name) {
        return "call_" + hash(answerId + '/' + name, n, 16);
    }

    /** So many letters and digits that follow from the text (FNV-1a, mixed). */
    private static String hash(String text, int salt, int length) {
        StringBuilder letters = new StringBuilder(length);
        long state = 0xcbf29ce484222325L ^ salt;
        for (int i = 0; i < text.length(); i++) {
            state = (state ^ text.charAt(i)) * 0x100000001b3L;
        }
        while (letters.length() < length) {
            state = (state ^ (state >>> 31)) * 0x9e3779b97f4a7c15L;
            letters.append(LETTERS.charAt((int) Long.remainderUnsigned(state >>> 17, LETTERS.length())));
        }
        return letters.toString();
    }
}
