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
 * serves all calls at once, from several threads; what it does holds up the other calls of its thread, so it must not wait
 * for anything. Connections, credentials, retries and the client's own dialect are the gateway's business.
 */
public interface ProviderDialect {

    /**
     * The name in {@code dialect:} and in records, such as {@code gemini}: lower-case letters, digits and hyphens. An
     * adapter's is none of the gateway's own.
     */
    String name();

    /**
     * Where conversations are had, below what is configured as {@code base_url}, such as {@code /api/chat}; {@code {model}}
     * in it stands for the model's name in percent form. Null if the dialect has no path of its own, so that the
     * configuration must give one under {@code surfaces}.
     */
    default @Nullable String path() {
        return null;
    }

    /** The path where the answer is to be a stream; null if it is the same. */
    default @Nullable String streamPath() {
        return null;
    }

    /**
     * The request in the provider's words. Called again for every target that is tried, and the same request must give the
     * same bytes, because the provider's prompt cache may depend on it.
     *
     * @param request   its {@code model} is the recipient's; its {@code stream} says which kind of answer to ask for
     * @param recipient who is asked
     * @param losses    hears of everything that the words have no room for; silence means that it is all there
     * @throws Refusal if the provider could not make sense of it, with what the client must change: usually a
     *                 {@link dev.bifrost.api.Failure.InvalidRequest} that names the field
     */
    ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) throws Refusal;

    /** How a streamed answer is cut into events. */
    default Framing framing() {
        return Framing.SSE;
    }

    /**
     * A whole answer.
     *
     * @param json the document of an answer with a status of 2xx, whatever is in it: fields may be missing, unknown or of
     *             another type than they should be
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

    /** A new reader for one streamed answer. */
    AnswerReader stream();

    /** A reader for one streamed answer of theirs, as in {@link #read(Json.Obj, Recipient)}. */
    default AnswerReader stream(Recipient asked) {
        return stream();
    }

    /**
     * What an answer says whose status is not 2xx. The gateway makes of status and words what the client is told, and whether
     * another target is tried.
     *
     * @param body its first 16 KB
     * @return null if it has one of the common forms, which the gateway reads itself: {@code {"error":{…}}},
     *     {@code {"error":"…"}}, {@code {"message":"…"}}, {@code {"detail":…}}, or plain text
     */
    default @Nullable ErrorDetail error(int status, byte[] body) {
        return null;
    }
}
