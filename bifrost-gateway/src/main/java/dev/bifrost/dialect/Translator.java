package dev.bifrost.dialect;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries the questions of one operation to providers of one dialect, and their answers back. Pure and stateless. */
public interface Translator {

    /** The request in the provider's words. */
    ProviderRequest request(Question question, Recipient recipient, Losses losses) throws Refusal;

    /** A whole answer in the client's words. */
    TranslatedAnswer answer(Json.Obj json, Question question, AnswerContext context) throws AnswerFault;

    /** The two sides of a streamed answer; null where there is none. */
    default @Nullable Streams streams() {
        return null;
    }

    /** What an answer says whose status is not 2xx; null if {@link ErrorReader} is to read it. */
    default @Nullable ErrorDetail error(int status, byte[] body) {
        return null;
    }

    /** Who reads a streamed answer, and who writes it. */
    record Streams(ProviderDialect provider, ClientDialect client) {

        /** What of this answer the client is not shown. */
        public List<String> losses(ChatAnswer answer) {
            return Unshown.of(answer, client);
        }

        /** A writer for one answer to that request; {@code begun} as in {@link ClientDialect#stream}. */
        public AnswerWriter writer(ChatRequest asked, boolean begun) {
            return CustomCalls.restoring(client.stream(asked, begun), asked);
        }
    }
}
