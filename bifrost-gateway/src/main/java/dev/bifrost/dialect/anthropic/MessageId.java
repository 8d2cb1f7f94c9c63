package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The {@code id} of an answer: the provider's, in Anthropic's form. */
final class MessageId {
    private static final String PREFIX = "msg_";

    private MessageId() {}

    /** An answer without an id gets one that follows from the question, which differs from turn to turn. */
    static String of(String id, ChatRequest asked) {
        if (id.isEmpty()) {
            return PREFIX + digest(asked).substring(0, 24);
        }
        return id.startsWith(PREFIX) ? id : PREFIX + id;
    }

    /** The id of a call that has none. */
    static String ofCall(String id, int block, ChatRequest asked) {
        return id.isEmpty() ? "toolu_" + digest(asked).substring(0, 20) + '_' + block : id;
    }

    private static String digest(ChatRequest asked) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, asked.model());
            for (Message message : asked.messages()) {
                add(digest, message.role().name());
                message.parts().forEach(part -> add(digest, part));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(MessageDigest digest, Part part) {
        switch (part) {
            case Part.Text text -> add(digest, text.text());
            case Part.ToolCall call -> add(digest, call.id() + call.name() + call.arguments());
            case Part.ToolResult result -> {
                add(digest, result.callId());
                result.parts().forEach(each -> add(digest, each));
            }
            case Part.Refusal(String text) -> add(digest, text);
            case Part.Thinking _, Part.Image _, Part.Audio _, Part.Document _, Part.Opaque _ -> add(digest, "");
        }
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
