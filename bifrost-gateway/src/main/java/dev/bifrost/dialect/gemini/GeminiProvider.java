package dev.bifrost.dialect.gemini;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * {@code generateContent} and {@code streamGenerateContent?alt=sse} (https://ai.google.dev/api/generate-content). The
 * quirk {@code vertex} marks Vertex AI, which differs in a few fields.
 */
public final class GeminiProvider implements ProviderDialect {
    /** The dialect's name, and the origin of its seals. */
    static final String NAME = "gemini";

    /** The quirk of Vertex AI. */
    static final String VERTEX = "vertex";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) throws Refusal {
        return GenerateRequest.write(request, recipient, losses);
    }

    @Override
    public ChatAnswer read(Json.Obj json) throws AnswerFault {
        return WholeAnswer.read(json);
    }

    @Override
    public AnswerReader stream() {
        return new StreamedAnswer();
    }

    @Override
    public @Nullable ErrorDetail error(int status, byte[] body) {
        return GeminiErrors.read(body);
    }
}
