package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole answer for a client. Of several the first is told, since this dialect has but one. */
final class AnswerBody {
    private final String id;
    private final Json.Arr content = new Json.Arr();
    private final StringBuilder refusal = new StringBuilder();
    private boolean calls;

    private AnswerBody(String id) {
        this.id = id;
    }

    static Json.Obj of(ChatAnswer answer, ChatRequest asked) {
        AnswerBody body = new AnswerBody(MessageId.of(answer.id()));
        ChatAnswer.Choice choice = first(answer.choices());
        if (choice != null) {
            choice.parts().forEach(body::add);
        }
        FinishReason finish = choice == null ? FinishReason.OTHER : choice.finish();
        return new Json.Obj()
                .put("id", body.id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", answer.model().isEmpty() ? asked.model() : answer.model())
                .put("content", body.content)
                .put("stop_reason", StopReasons.write(finish, body.calls))
                .putOrNull("stop_sequence", choice == null ? null : choice.stopSequence())
                .put("stop_details", stopDetails(body.refusal.toString()))
                .put("usage", MessagesUsage.write(answer.usage(), answer.serviceTier()));
    }

    private static ChatAnswer.@Nullable Choice first(List<ChatAnswer.Choice> choices) {
        for (ChatAnswer.Choice choice : choices) {
            if (choice.index() == 0) {
                return choice;
            }
        }
        return choices.isEmpty() ? null : choices.getFirst();
    }

    /** Null if the model gave no reason. */
    static Json.@Nullable Obj stopDetails(String refusal) {
        return refusal.isEmpty()
                ? null
                : new Json.Obj()
                        .put("type", "refusal")
                        .put("category", new Json.Nil())
                        .put("explanation", refusal);
    }

    private void add(Part part) {
        switch (part) {
            case Part.Text text -> {
                if (!text.text().isEmpty()) {
                    content.add(AnswerBlocks.text(text.text(), text.citations()));
                }
                seal(text.signature());
            }
            case Part.Refusal(String text) -> {
                refusal.append(text);
                content.add(AnswerBlocks.text(text, List.of()));
            }
            case Part.Thinking thinking -> {
                if (!thinking.text().isEmpty() || thinking.seal() != null) {
                    content.add(AnswerBlocks.thinking(thinking));
                }
            }
            case Part.ToolCall call -> {
                calls = true;
                String callId = MessageId.ofCall(call.id(), id, content.size());
                content.add(AnswerBlocks.call(callId, call.name(), AnswerBlocks.input(call)));
                seal(call.signature());
            }
            case Part.Audio audio -> {
                if (audio.transcript() != null) {
                    content.add(AnswerBlocks.text(audio.transcript(), List.of()));
                }
            }
            case Part.Opaque opaque -> {
                if (AnswerBlocks.isOurs(opaque)) {
                    content.add(opaque.json());
                }
            }
            case Part.Image _, Part.Document _, Part.ToolResult _ -> {
                // no block of an answer
            }
        }
    }

    private void seal(@Nullable Seal signature) {
        Json.Obj block = AnswerBlocks.sealOfBefore(signature);
        if (block != null) {
            content.add(block);
        }
    }
}
