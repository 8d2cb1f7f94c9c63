package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.Dialects;
import dev.bifrost.dialect.Question;
import dev.bifrost.dialect.Recast;
import dev.bifrost.dialect.Translator;
import dev.bifrost.dialect.estimate.TokenEstimate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that is read as a document because a target speaks another dialect than the client: once, for however many
 * targets. Not confined to a thread, but used by one after the other.
 */
final class UnderstoodRequest {
    private final Dialects.Client client;
    private final byte[] compact;
    private final LongStrings longStrings;
    private Json.@Nullable Obj document;
    private @Nullable Question question;

    UnderstoodRequest(Dialects.Client client, LongStrings longStrings) {
        this.client = client;
        this.compact = longStrings.compact();
        this.longStrings = longStrings;
    }

    /** Bytes that are read and written; the work that there is. */
    int size() {
        return compact.length;
    }

    /** In another dialect's words; with so many tokens in each answer at most, if that is not -1. */
    Written translated(Translator translator, Recipient recipient, long mostTokens) throws Refusal {
        Losses losses = new Losses();
        Question asked = mostTokens < 0 ? question() : question().limitedTo(mostTokens);
        ProviderRequest request = translator.request(asked, recipient, losses);
        return new Written(longStrings.expand(request.body().bytes()), request.headers(), losses.names());
    }

    /** In another envelope. */
    Written repacked(Recast recast, List<String> betas, long mostTokens) throws Refusal {
        Json.Obj document = document().copy();
        if (mostTokens >= 0) {
            document.put("max_tokens", mostTokens);
        }
        ProviderRequest request = recast.request(document, betas);
        return new Written(longStrings.expand(request.body().bytes()), request.headers(), List.of());
    }

    /** What is asked without its content; only after it was translated. */
    Question questionForAnswer() {
        if (question == null) {
            throw new IllegalStateException("the request was not understood");
        }
        return question.withoutContent();
    }

    /** How many tokens it has, by estimate. */
    long estimatedTokens() throws Refusal {
        return TokenEstimate.of(Question.conversation(question()));
    }

    private Question question() throws Refusal {
        if (question == null) {
            question = client.read(document());
        }
        return question;
    }

    private Json.Obj document() throws Refusal {
        if (document == null) {
            try {
                document = Json.readObject(compact, 0, compact.length);
            } catch (MalformedJson e) {
                throw new Refusal(new Failure.InvalidRequest(
                        "The request body is not valid JSON: " + e.getMessage(), null, "invalid_json"));
            }
        }
        return document;
    }
}
