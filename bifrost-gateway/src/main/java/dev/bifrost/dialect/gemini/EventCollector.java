package dev.bifrost.dialect.gemini;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts the events of {@link StreamedAnswer} together to the answer that they stand for. */
final class EventCollector implements Consumer<ChatEvent> {
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private ChatEvent.Started head = new ChatEvent.Started("", 0, "", null);
    private @Nullable Usage usage;

    /** One choice; what belongs to the open block, and what is whole. */
    private static final class Choice {
        final List<Part> parts = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        final List<Citation> citations = new ArrayList<>();

        @Nullable
        Part open;

        @Nullable
        Seal seal;

        Json.@Nullable Arr logprobs;
        FinishReason finish = FinishReason.OTHER;
    }

    @Override
    public void accept(ChatEvent event) {
        switch (event) {
            case ChatEvent.Started started -> head = started;
            case ChatEvent.Opened opened -> choice(opened.choice()).open = opened.part();
            case ChatEvent.TextDelta delta -> {
                Choice in = choice(delta.choice());
                in.text.append(delta.text());
                logprobs(in, delta.logprobs());
            }
            case ChatEvent.ThinkingDelta delta -> choice(delta.choice()).text.append(delta.text());
            case ChatEvent.RefusalDelta delta -> choice(delta.choice()).text.append(delta.text());
            case ChatEvent.ArgumentsDelta delta -> choice(delta.choice()).text.append(delta.json());
            case ChatEvent.Sealed sealed -> choice(sealed.choice()).seal = sealed.seal();
            case ChatEvent.Cited cited -> choice(cited.choice()).citations.add(cited.citation());
            case ChatEvent.Closed closed -> close(choice(closed.choice()));
            case ChatEvent.Finished finished -> choice(finished.choice()).finish = finished.reason();
            case ChatEvent.Metered metered -> usage = metered.usage();
            case ChatEvent.Failed _, ChatEvent.Ended _ -> {
                // a whole answer says neither
            }
        }
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    private static void logprobs(Choice in, Json.@Nullable Arr entries) {
        if (entries != null) {
            Json.Arr all = in.logprobs == null ? new Json.Arr() : in.logprobs;
            entries.items().forEach(all::add);
            in.logprobs = all;
        }
    }

    private static void close(Choice in) {
        Part part = in.open;
        if (part != null) {
            in.parts.add(grown(part, in));
        }
        in.open = null;
        in.seal = null;
        in.text.setLength(0);
        in.citations.clear();
    }

    private static Part grown(Part part, Choice in) {
        String text = in.text.toString();
        return switch (part) {
            case Part.Text _ -> new Part.Text(text, in.citations, null, in.seal);
            case Part.Refusal _ -> new Part.Refusal(text);
            case Part.Thinking thought -> new Part.Thinking(text, in.seal, false, null, thought.summary());
            case Part.ToolCall call -> new Part.ToolCall(call.id(), call.name(), text, call.kind(), in.seal, null);
            case Part.Image _, Part.Audio _, Part.Document _, Part.ToolResult _, Part.Opaque _ -> part;
        };
    }

    boolean hasChoices() {
        return !choices.isEmpty();
    }

    ChatAnswer answer() {
        List<ChatAnswer.Choice> all = new ArrayList<>();
        choices.forEach((index, choice) -> all.add(whole(index, choice)));
        return new ChatAnswer(head.id(), head.created(), head.model(), all, usage, head.serviceTier());
    }

    @SuppressWarnings("NullAway") // javac loses the annotation of logprobs in the record's compact constructor
    private static ChatAnswer.Choice whole(int index, Choice choice) {
        return new ChatAnswer.Choice(index, choice.parts, choice.finish, null, choice.logprobs);
    }
}
