package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import java.util.List;

/** Reads a whole answer. Bedrock says neither its id nor its time nor its model. */
final class ConverseAnswer {
    private ConverseAnswer() {}

    static ChatAnswer read(Json.Obj json, BedrockModel model) throws AnswerFault {
        Json.Obj output = json.object("output");
        Json.Obj message = output == null ? null : output.object("message");
        if (message == null) {
            ErrorDetail error = BedrockErrors.of(json);
            throw error == null ? new AnswerFault("its answer has no output.message") : new AnswerFault(error);
        }
        AnswerBlocks blocks = new AnswerBlocks(model);
        List<Part> parts = message.objects("content").stream().map(blocks::part).toList();
        boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        ChatAnswer.Choice choice = new ChatAnswer.Choice(
                0, parts, StopReasons.of(json.text("stopReason"), calls), StopReasons.sequence(json), null);
        Json.Obj tier = json.object("serviceTier");
        return new ChatAnswer(
                "", 0, "", List.of(choice), ConverseUsage.of(json), tier == null ? null : tier.text("type"));
    }
}
