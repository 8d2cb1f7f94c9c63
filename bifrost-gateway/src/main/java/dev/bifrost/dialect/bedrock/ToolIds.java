package dev.bifrost.dialect.bedrock;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Ids of tool calls that Bedrock accepts. Those of other providers may be longer or have other characters; they become a
 * digest, the same for a call and its result and in every turn
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolUseBlock.html).
 */
final class ToolIds {
    private static final Pattern ANY = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    /** What Mistral's own templates insist on. */
    private static final Pattern MISTRAL = Pattern.compile("[a-zA-Z0-9]{9}");

    private static final int MISTRAL_LENGTH = 9;
    private static final int LENGTH = 32;

    private ToolIds() {}

    static String of(String id, BedrockModel model) {
        boolean mistral = model.is(BedrockModel.Family.MISTRAL);
        if ((mistral ? MISTRAL : ANY).matcher(id).matches()) {
            return id;
        }
        return mistral ? digest(id).replaceAll("[-_]", "0").substring(0, MISTRAL_LENGTH) : digest(id);
    }

    private static String digest(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(digest)
                    .substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
