package dev.bifrost.dialect;

import dev.bifrost.api.Failure;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.dialect.sse.SseOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a call of a function back into one of the tool for free text that the client declared under that name, where a
 * provider knows only functions: {@code {"input":"…"}} becomes the text.
 */
final class CustomCalls {
    private CustomCalls() {}

    private static Set<String> names(ChatRequest asked) {
        Set<String> names = Set.of();
        for (Tool tool : asked.tools()) {
            if (tool instanceof Tool.Custom custom) {
                names = names.isEmpty() ? new HashSet<>() : names;
                names.add(custom.name());
            }
        }
        return names;
    }

    /** The answer as the client expects it. */
    static ChatAnswer restored(ChatAnswer answer, ChatRequest asked) {
        Set<String> names = names(asked);
        if (names.isEmpty()) {
            return answer;
        }
        List<ChatAnswer.Choice> choices = new ArrayList<>();
        for (ChatAnswer.Choice choice : answer.choices()) {
            List<Part> parts = choice.parts().stream()
                    .map(part -> part instanceof Part.ToolCall call && isWrapped(call, names)
                            ? restored(call, new TextArgument())
                            : part)
                    .toList();
            choices.add(new ChatAnswer.Choice(
                    choice.index(), parts, choice.finish(), choice.stopSequence(), choice.logprobs()));
        }
        return new ChatAnswer(
                answer.id(), answer.created(), answer.model(), choices, answer.usage(), answer.serviceTier());
    }

    private static boolean isWrapped(Part.ToolCall call, Set<String> names) {
        return call.kind() == Part.ToolCall.Kind.FUNCTION && names.contains(call.name());
    }

    private static Part.ToolCall restored(Part.ToolCall call, TextArgument argument) {
        return new Part.ToolCall(
                call.id(),
                call.name(),
                argument.next(call.arguments()),
                Part.ToolCall.Kind.CUSTOM,
                call.signature(),
                call.cache());
    }

    /** A writer that gets the events as the client expects them. */
    static AnswerWriter restoring(AnswerWriter writer, ChatRequest asked) {
        Set<String> names = names(asked);
        return names.isEmpty() ? writer : new Restoring(writer, names);
    }

    private static final class Restoring implements AnswerWriter {
        private final AnswerWriter writer;
        private final Set<String> names;
        private final Map<Integer, TextArgument> open = new HashMap<>(2); // by choice

        Restoring(AnswerWriter writer, Set<String> names) {
            this.writer = writer;
            this.names = names;
        }

        @Override
        public void write(ChatEvent event, SseOutput out) {
            switch (event) {
                case ChatEvent.Opened opened -> writer.write(opened(opened), out);
                case ChatEvent.ArgumentsDelta delta
                when open.containsKey(delta.choice()) -> {
                    String text = open.get(delta.choice()).next(delta.json());
                    if (!text.isEmpty()) {
                        writer.write(new ChatEvent.ArgumentsDelta(delta.choice(), delta.block(), text), out);
                    }
                }
                case ChatEvent.Closed closed -> {
                    open.remove(closed.choice());
                    writer.write(event, out);
                }
                case ChatEvent.Started _,
                        ChatEvent.TextDelta _,
                        ChatEvent.RefusalDelta _,
                        ChatEvent.ThinkingDelta _,
                        ChatEvent.ArgumentsDelta _,
                        ChatEvent.Sealed _,
                        ChatEvent.Cited _,
                        ChatEvent.Finished _,
                        ChatEvent.Metered _,
                        ChatEvent.Failed _,
                        ChatEvent.Ended _ -> writer.write(event, out);
            }
        }

        private ChatEvent opened(ChatEvent.Opened opened) {
            if (!(opened.part() instanceof Part.ToolCall call) || !isWrapped(call, names)) {
                return opened;
            }
            TextArgument argument = new TextArgument();
            open.put(opened.choice(), argument);
            return new ChatEvent.Opened(opened.choice(), opened.block(), restored(call, argument));
        }

        @Override
        public void fail(Failure failure, SseOutput out) {
            writer.fail(failure, out);
        }
    }
}
