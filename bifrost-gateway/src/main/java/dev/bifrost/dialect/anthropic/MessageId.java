package dev.bifrost.dialect.anthropic;

/** Ids in Anthropic's form. */
final class MessageId {
    private static final String PREFIX = "msg_";

    private MessageId() {}

    /** The id of an answer: the provider's own, or what the gateway gave it, for nobody else calls it by none. */
    static String of(String id) {
        if (id.isEmpty()) {
            return PREFIX + '0';
        }
        return id.startsWith(PREFIX) ? id : PREFIX + id;
    }

    /** The id of a call: the provider's own, or one that no other call of the conversation has. */
    static String ofCall(String id, String answerId, int block) {
        return id.isEmpty() ? "toolu_" + answerId.replace(PREFIX, "") + '_' + block : id;
    }
}
