package dev.bifrost.dialect.responses;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.ErrorReader;
import java.util.ArrayList;
import java.util.List;

/** Reads a provider's whole answer. */
final class WholeReader {
    private WholeReader() {}

    static ChatAnswer read(Json.Obj response, Sealing sealing) throws AnswerFault {
        refuseFailed(response);
        if (!(response.get("output") instanceof Json.Arr)) {
            throw new AnswerFault("it has no output");
        }
        List<Part> parts = new ArrayList<>();
        Json.Arr logprobs = null;
        for (Json.Obj item : response.objects("output")) {
            OutputReader.parts(item, sealing, parts::add);
            for (Json.Obj content : item.objects("content")) {
                logprobs = Logprobs.join(logprobs, content.list("logprobs"));
            }
        }
        boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        boolean refused = parts.stream().anyMatch(Part.Refusal.class::isInstance);
        FinishReason finish = OutputReader.finish(response, calls, refused);
        return new ChatAnswer(
                response.text("id", ""),
                response.number("created_at", 0),
                response.text("model", ""),
                List.of(new ChatAnswer.Choice(0, parts, finish, null, logprobs)),
                UsageObject.read(response.object("usage")),
                response.text("service_tier"));
    }

    private static void refuseFailed(Json.Obj response) throws AnswerFault {
        if (response.get("error") != null) {
            throw new AnswerFault(error(response));
        }
        switch (response.text("status", "")) {
            case "failed", "cancelled" -> throw new AnswerFault(error(response));
            case "queued", "in_progress" -> throw new AnswerFault("it is not finished");
            default -> {
                // it is an answer
            }
        }
    }

    /** What a response or an event says that reports a failure. */
    static ErrorDetail error(Json.Obj json) {
        ErrorDetail error = ErrorReader.of(json);
        return error == null ? new ErrorDetail(0, "server_error", "server_error", "The response failed") : error;
    }
}
