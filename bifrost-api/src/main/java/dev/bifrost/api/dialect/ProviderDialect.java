package dev.bifrost.api.dialect;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A wire format, as a provider speaks it. Pure: no sockets, no clocks, no state but in the readers it makes. One instance
 * serves all calls at once.
 */
public interface ProviderDialect {

    /** The name in {@code dialect:} and in records, such as {@code gemini}. */
    String name();

    /**
     * The request in the provider's words.
     *
     * @param recipient who is asked
     * @param losses    hears of everything that the words have no room for
     * @throws Refusal if the provider could not make sense of it, with what the client must change
     */
    ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) throws Refusal;

    /** How a streamed answer is cut into events. */
    default Framing framing() {
        return Framing.SSE;
    }

    /**
     * A whole answer.
     *
     * @param json the document of an answer with a status of 2xx
     * @throws AnswerFault if it reports an error, or is no answer
     */
    ChatAnswer read(Json.Obj json) throws AnswerFault;

    /**
     * A whole answer, for dialects in which an answer is to be understood only if one knows who gave it.
     *
     * @param asked to whom the request was written
     */
    default ChatAnswer read(Json.Obj json, Recipient asked) throws AnswerFault {
        return read(json);
    }

    /** A reader for one streamed answer. */
    AnswerReader stream();

    /** A reader for one streamed answer of theirs, as in {@link #read(Json.Obj, Recipient)}. */
    default AnswerReader stream(Recipient asked) {
        return stream();
    }

    /**
     * What an answer says whose status is not 2xx.
     *
     * @return null if it has the form of {@code {"error":{…}}} or another common one, which the gateway reads itself
     */
    default @Nullable ErrorDetail error(int status, byte[] body) {
        return null;
    }
}
