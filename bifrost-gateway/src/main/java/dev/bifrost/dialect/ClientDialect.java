package dev.bifrost.dialect;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.json.Json;

/** A wire format, as clients speak it. Pure, like {@link dev.bifrost.api.dialect.ProviderDialect}, its mirror. */
public interface ClientDialect {

    /** The name in records, such as {@code anthropic}. */
    String name();

    /**
     * The request. What stands at the top and has no counterpart is kept as {@code extra}, what is nested is named in
     * {@code unread}.
     *
     * @throws Refusal if it makes no sense, naming the field as the client knows it
     */
    ChatRequest read(Json.Obj body) throws Refusal;

    /** Whether its answers have words for this part; the others are left out of them, and named as losses. */
    boolean shows(Part part);

    /** A whole answer to that request. */
    Json.Obj answer(ChatAnswer answer, ChatRequest asked);

    /**
     * A writer for one streamed answer to that request.
     *
     * @param begun true if the client has seen an answer begin already, so that {@code Started} is not to be repeated
     */
    AnswerWriter stream(ChatRequest asked, boolean begun);

    /** The body of an answer that reports this failure, UTF-8. */
    byte[] error(Failure failure);
}
