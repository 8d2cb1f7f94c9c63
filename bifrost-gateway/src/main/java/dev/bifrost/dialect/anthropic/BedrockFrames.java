package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The frames of {@code InvokeModelWithResponseStream}: each holds one event of Claude's, in base64, or an exception
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ResponseStream.html).
 */
final class BedrockFrames {
    private BedrockFrames() {}

    /** The JSON of the event in this frame; null if there is none in it. */
    static byte @Nullable [] payload(WireEvent frame) throws AnswerFault {
        String base64 = frame.json().text("bytes");
        if (base64 == null) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw new AnswerFault("a frame of its stream is not the base64 it should be");
        }
    }

    /** What a frame says that is an exception. */
    static ErrorDetail error(WireEvent frame) {
        String type = frame.name();
        String message = frame.text();
        try {
            Json.Obj json = frame.json();
            message = json.text("message", json.text("Message", message));
        } catch (AnswerFault _) {
            // then it is plain text
        }
        return new ErrorDetail(status(type), type, type, message);
    }

    private static int status(String type) {
        String word = type.toLowerCase(Locale.ROOT);
        if (word.startsWith("throttling")) {
            return 429;
        }
        if (word.startsWith("validation")) {
            return 400;
        }
        if (word.startsWith("serviceunavailable") || word.startsWith("modelnotready")) {
            return 503;
        }
        if (word.startsWith("accessdenied")) {
            return 403;
        }
        return word.startsWith("modeltimeout") ? 504 : 500;
    }
}
