package dev.bifrost.dialect;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.Recipient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What is known of an answer before it comes. The first three are said of it where its provider does not say.
 *
 * @param id        of the answer
 * @param created   seconds since 1970
 * @param model     that was asked
 * @param recipient to whom the request was written
 */
public record AnswerContext(String id, long created, String model, Recipient recipient) {
    /** What is wrong with a {@link #isNamelessCall}. */
    public static final String NAMELESS = "it calls a tool without saying which";

    /** What is wrong with an answer of which there is nothing, because the provider could make nothing of it. */
    public static final ErrorDetail SENSELESS =
            new ErrorDetail(0, "", "server_error", "the model wrote a tool call that makes no sense");

    public static boolean isNamelessCall(Part part) {
        return part instanceof Part.ToolCall call && call.name().isEmpty();
    }

    /** Whether the part says something to the user, or calls a tool. */
    public static boolean says(Part part) {
        return switch (part) {
            case Part.Text text -> !text.text().isEmpty();
            case Part.Refusal refusal -> !refusal.text().isEmpty();
            case Part.Thinking _ -> false;
            case Part.ToolCall _, Part.Image _, Part.Audio _, Part.Document _, Part.ToolResult _, Part.Opaque _ -> true;
        };
    }

    /** The same of a step of a streamed answer. */
    public static boolean says(ChatEvent event) {
        return (event instanceof ChatEvent.TextDelta delta && !delta.text().isEmpty())
                || (event instanceof ChatEvent.RefusalDelta refusal
                        && !refusal.text().isEmpty())
                || (event instanceof ChatEvent.Opened opened && says(opened.part()));
    }

    private static boolean isSenseless(ChatAnswer answer) {
        return !answer.choices().isEmpty()
                && answer.choices().stream()
                        .allMatch(choice -> choice.finish() == FinishReason.MALFORMED
                                && choice.parts().stream().noneMatch(AnswerContext::says));
    }

    /**
     * The answer with nothing left open. A fault if it calls a tool without saying which, which no client could do, or if
     * there is nothing of it because the provider could make nothing of it, which would look like a good end.
     */
    public ChatAnswer complete(ChatAnswer answer) throws AnswerFault {
        for (ChatAnswer.Choice choice : answer.choices()) {
            if (choice.parts().stream().anyMatch(AnswerContext::isNamelessCall)) {
                throw new AnswerFault(NAMELESS);
            }
        }
        if (isSenseless(answer)) {
            throw new AnswerFault(SENSELESS);
        }
        return new ChatAnswer(
                answer.id().isEmpty() ? id : answer.id(),
                answer.created() == 0 ? created : answer.created(),
                answer.model().isEmpty() ? model : answer.model(),
                answer.choices().stream().map(this::complete).toList(),
                answer.usage(),
                answer.serviceTier());
    }

    private ChatAnswer.Choice complete(ChatAnswer.Choice choice) {
        List<Part> parts = new ArrayList<>();
        for (Part part : choice.parts()) {
            parts.add(complete(part, choice.index(), parts.size()));
        }
        return new ChatAnswer.Choice(choice.index(), parts, choice.finish(), choice.stopSequence(), choice.logprobs());
    }

    /** The part, with an id if it is a call to which its provider gave none. */
    public Part complete(Part part, int choice, int block) {
        if (!(part instanceof Part.ToolCall call) || !call.id().isEmpty()) {
            return part;
        }
        byte[] place = (id + '/' + choice + '/' + block).getBytes(StandardCharsets.UTF_8);
        String made = UUID.nameUUIDFromBytes(place).toString().replace("-", "");
        return new Part.ToolCall(
                "call_" + made, call.name(), call.arguments(), call.kind(), call.signature(), call.cache());
    }

    /** The beginning of an answer with nothing left open. */
    public ChatEvent.Started complete(ChatEvent.Started started) {
        return new ChatEvent.Started(
                started.id().isEmpty() ? id : started.id(),
                started.created() == 0 ? created : started.created(),
                started.model().isEmpty() ? model : started.model(),
                started.serviceTier());
    }
}
