package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Reads Claude's whole answer. */
final class AnswerReading {
    private AnswerReading() {}

    static ChatAnswer read(Json.Obj json) throws AnswerFault {
        ErrorDetail error = MessagesErrors.read(json);
        if (error != null) {
            throw new AnswerFault(error);
        }
        if (!(json.get("content") instanceof Json.Arr)) {
            throw new AnswerFault("it is no message: it has no list of content");
        }
        List<Part> parts = new ArrayList<>();
        String id = json.text("id", "");
        for (Json.Obj block : json.objects("content")) {
            parts.add(AnswerParts.of(block, id, parts.size()));
        }
        String reason = json.text("stop_reason");
        Part.Refusal refusal = AnswerParts.refusal(json);
        if (refusal != null) {
            parts.add(refusal);
        }
        boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        ChatAnswer.Choice choice =
                new ChatAnswer.Choice(0, parts, StopReasons.read(reason, calls), json.text("stop_sequence"), null);
        MessagesUsage usage = new MessagesUsage();
        usage.add(json.object("usage"));
        return new ChatAnswer(id, 0, json.text("model", ""), List.of(choice), usage.usage(), usage.serviceTier());
    }
}
