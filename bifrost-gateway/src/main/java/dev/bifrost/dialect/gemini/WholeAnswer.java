package dev.bifrost.dialect.gemini;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;

/** Reads a whole answer as the one piece of a stream. */
final class WholeAnswer {
    private WholeAnswer() {}

    static ChatAnswer read(Json.Obj json) throws AnswerFault {
        ErrorDetail error = GeminiErrors.of(json);
        if (error != null) {
            throw new AnswerFault(error);
        }
        EventCollector answer = new EventCollector();
        StreamedAnswer reader = new StreamedAnswer();
        reader.piece(json, answer);
        reader.end(answer);
        if (!answer.hasChoices()) {
            throw new AnswerFault("it has no candidates");
        }
        return answer.answer();
    }
}
