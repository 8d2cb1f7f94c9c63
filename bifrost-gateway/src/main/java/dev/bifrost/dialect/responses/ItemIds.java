package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatRequest;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Names an answer and its items, the same answer always the same way. OpenAI takes ids back that have at most 64
 * characters, all of them letters, digits, {@code _} and {@code -}, and begin as befits the kind of item.
 */
final class ItemIds {
    private static final int LONGEST = 48;
    private static final int LONGEST_CALL = 64;
    private static final String RESPONSE = "resp_";

    /** The id of an answer of which nothing is known yet. */
    static final String UNKNOWN = RESPONSE + "0";

    private final String answer;

    /**
     * @param answer what {@link #answer} gave
     */
    ItemIds(String answer) {
        int from = Math.max(RESPONSE.length(), answer.length() - LONGEST);
        this.answer = answer.substring(from);
    }

    /**
     * The id of an answer.
     *
     * @param id the provider's; empty if it gave none
     */
    static String answer(String id, ChatRequest asked) {
        if (id.isEmpty()) {
            String last =
                    asked.messages().isEmpty() ? "" : asked.messages().getLast().toString();
            return RESPONSE + hash(asked.model() + '\n' + asked.messages().size() + last);
        }
        StringBuilder plain = new StringBuilder(id.length() + RESPONSE.length());
        if (!id.startsWith(RESPONSE)) {
            plain.append(RESPONSE);
        }
        for (int i = 0; i < id.length(); i++) {
            plain.append(isPlain(id.charAt(i)) ? id.charAt(i) : '-');
        }
        return plain.toString();
    }

    /** The id of the item at that place of the output; {@code kind} is such as {@code msg}. */
    String item(String kind, int index) {
        return kind + '_' + answer + '_' + index;
    }

    /** Whether it could be the id of an item here, in another place. */
    boolean makes(String id) {
        return id.contains('_' + answer + '_');
    }

    /** A call's id as OpenAI takes it: longer ones are hashed. */
    static String call(String id) {
        return id.length() <= LONGEST_CALL ? id : "call_" + hash(id);
    }

    private static String hash(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
