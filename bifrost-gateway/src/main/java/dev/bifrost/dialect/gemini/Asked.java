package dev.bifrost.dialect.gemini;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.dialect.LongText;
import org.jspecify.annotations.Nullable;

/**
 * What the writers of one request share.
 *
 * @param vertex true for Vertex AI
 */
record Asked(ChatRequest request, GeminiModel model, boolean vertex, Losses losses) {

    static Asked of(ChatRequest request, Recipient recipient, Losses losses) {
        return new Asked(request, GeminiModel.of(recipient.model()), recipient.has(GeminiProvider.VERTEX), losses);
    }

    /** A refusal that names the field. */
    static Refusal refuse(String message, String param) {
        return new Refusal(new Failure.InvalidRequest(message, param, "invalid_request"));
    }

    /** A signature of Gemini's own; null if there is none. That of another provider, or one that is broken, is lost. */
    @Nullable
    String signature(@Nullable Seal seal) {
        if (seal == null) {
            return null;
        }
        String own = Seal.valueFor(seal, GeminiProvider.NAME);
        boolean good = own != null && isBase64(LongText.read(own));
        losses.addIf(!good, "reasoning");
        return good ? own : null;
    }

    /** Google refuses a whole request for a signature that it can not decode. */
    private static boolean isBase64(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!good && "+/-_=".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
