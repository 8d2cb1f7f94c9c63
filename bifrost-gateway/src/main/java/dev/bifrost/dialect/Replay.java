package dev.bifrost.dialect;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A whole answer as the stream that it could have been, for clients that asked for one. */
public final class Replay {
    private Replay() {}

    public static void of(ChatAnswer answer, Consumer<ChatEvent> out) {
        out.accept(new ChatEvent.Started(answer.id(), answer.created(), answer.model(), answer.serviceTier()));
        for (ChatAnswer.Choice choice : answer.choices()) {
            Json.Arr logprobs = choice.logprobs();
            int block = 0;
            for (Part part : choice.parts()) {
                boolean text = part instanceof Part.Text;
                part(choice.index(), block++, part, text ? logprobs : null, out);
                logprobs = text ? null : logprobs;
            }
            out.accept(new ChatEvent.Finished(choice.index(), choice.finish(), choice.stopSequence()));
        }
        Usage usage = answer.usage();
        if (usage != null) {
            out.accept(new ChatEvent.Metered(usage));
        }
        out.accept(new ChatEvent.Ended());
    }

    private static void part(int choice, int block, Part part, Json.@Nullable Arr logprobs, Consumer<ChatEvent> out) {
        out.accept(new ChatEvent.Opened(choice, block, beginning(part)));
        switch (part) {
            case Part.Text text -> {
                out.accept(new ChatEvent.TextDelta(choice, block, text.text(), logprobs));
                text.citations().forEach(each -> out.accept(new ChatEvent.Cited(choice, block, each)));
                seal(choice, block, text.signature(), out);
            }
            case Part.Refusal(String text) -> out.accept(new ChatEvent.RefusalDelta(choice, block, text));
            case Part.Thinking thinking -> {
                if (!thinking.redacted()) {
                    if (!thinking.text().isEmpty()) {
                        out.accept(new ChatEvent.ThinkingDelta(choice, block, thinking.text()));
                    }
                    seal(choice, block, thinking.seal(), out);
                }
            }
            case Part.ToolCall call -> {
                out.accept(new ChatEvent.ArgumentsDelta(choice, block, call.arguments()));
                seal(choice, block, call.signature(), out);
            }
            case Part.Image _, Part.Audio _, Part.Document _, Part.ToolResult _, Part.Opaque _ -> {
                // whole from the beginning
            }
        }
        out.accept(new ChatEvent.Closed(choice, block));
    }

    private static void seal(int choice, int block, @Nullable Seal seal, Consumer<ChatEvent> out) {
        if (seal != null) {
            out.accept(new ChatEvent.Sealed(choice, block, seal));
        }
    }

    /** What is known of a part when it begins. */
    private static Part beginning(Part part) {
        return switch (part) {
            case Part.Text _ -> Part.Text.of("");
            case Part.Refusal _ -> new Part.Refusal("");
            case Part.Thinking thinking ->
                thinking.redacted() ? thinking : new Part.Thinking("", null, false, thinking.id(), thinking.summary());
            case Part.ToolCall call -> new Part.ToolCall(call.id(), call.name(), "", call.kind(), null, null);
            case Part.Image _, Part.Audio _, Part.Document _, Part.ToolResult _, Part.Opaque _ -> part;
        };
    }
}
