package dev.bifrost.dialect.gemini;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.TokenCountDialect;
import dev.bifrost.api.json.Json;

/**
 * {@code countTokens} (https://ai.google.dev/api/tokens). The Gemini API counts a whole request only inside of
 * {@code generateContentRequest}; Vertex AI has no such thing and takes the parts that count beside each other.
 */
public final class GeminiTokenCount implements TokenCountDialect {
    private static final String[] COUNTED = {"contents", "systemInstruction", "tools"};

    @Override
    public String name() {
        return GeminiProvider.NAME;
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient) throws Refusal {
        Json.Obj whole = GenerateRequest.write(request, recipient, new Losses()).body();
        if (recipient.has(GeminiProvider.VERTEX)) {
            Json.Obj body = new Json.Obj();
            for (String name : COUNTED) {
                body.put(name, whole.get(name));
            }
            return new ProviderRequest(body);
        }
        String model = recipient.model().startsWith("models/") ? recipient.model() : "models/" + recipient.model();
        Json.Obj asked = new Json.Obj().put("model", model);
        whole.members().forEach(asked::put);
        return new ProviderRequest(new Json.Obj().put("generateContentRequest", asked));
    }

    @Override
    public long read(Json.Obj json) throws AnswerFault {
        ErrorDetail error = GeminiErrors.of(json);
        if (error != null) {
            throw new AnswerFault(error);
        }
        Json.Num total = json.number("totalTokens");
        // Nothing counts as no tokens, and a 0 is left out.
        if (total == null && !json.has("totalBillableCharacters") && !json.has("promptTokensDetails")) {
            throw new AnswerFault("it has no totalTokens");
        }
        return total == null ? 0 : GeminiUsage.count(json, "totalTokens");
    }
}
