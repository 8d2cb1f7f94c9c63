package dev.bifrost.dialect;

import dev.bifrost.api.ErrorDetail;
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

/**
 * Puts a stream of events together to the answer that it stands for, and holds it to the grammar of {@link ChatEvent}:
 * an event out of place is an {@link AssertionError}.
 */
public final class Assembled implements Consumer<ChatEvent> {
    private ChatEvent.Started started;
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private Usage usage;
    private ErrorDetail error;
    private boolean ended;

    private static final class Choice {
        final List<Part> parts = new ArrayList<>();
        int opened;
        Part open;
        final StringBuilder text = new StringBuilder();
        final List<Citation> citations = new ArrayList<>();
        Seal seal;
        Json.Arr logprobs;
        ChatEvent.Finished finished;
    }

    @Override
    public void accept(ChatEvent event) {
        check(error == null, "something follows Failed: ", event);
        check(!ended, "something follows Ended: ", event);
        check(
                started != null || event instanceof ChatEvent.Started || event instanceof ChatEvent.Failed,
                "it begins without Started: ",
                event);
        switch (event) {
            case ChatEvent.Started it -> {
                check(started == null, "it starts twice: ", event);
                started = it;
            }
            case ChatEvent.Opened(int choice, int block, Part part) -> {
                Choice in = choice(choice);
                check(in.open == null, "another block is open: ", event);
                check(block == in.opened, "blocks are not numbered in order: ", event);
                in.opened++;
                in.open = part;
                in.text.setLength(0);
                in.citations.clear();
                in.seal = null;
            }
            case ChatEvent.TextDelta(int choice, int block, String text, Json.Arr logprobs) -> {
                grow(choice, block, Part.Text.class, text, event);
                if (logprobs != null) {
                    Choice in = choice(choice);
                    in.logprobs = in.logprobs == null ? new Json.Arr() : in.logprobs;
                    logprobs.items().forEach(in.logprobs::add);
                }
            }
            case ChatEvent.RefusalDelta(int choice, int block, String text) ->
                grow(choice, block, Part.Refusal.class, text, event);
            case ChatEvent.ThinkingDelta(int choice, int block, String text) ->
                grow(choice, block, Part.Thinking.class, text, event);
            case ChatEvent.ArgumentsDelta(int choice, int block, String json) ->
                grow(choice, block, Part.ToolCall.class, json, event);
            case ChatEvent.Sealed(int choice, int block, Seal seal) -> {
                grow(choice, block, Part.class, "", event);
                check(choice(choice).seal == null, "it is sealed twice: ", event);
                choice(choice).seal = seal;
            }
            case ChatEvent.Cited(int choice, int block, Citation citation) -> {
                grow(choice, block, Part.Text.class, "", event);
                choice(choice).citations.add(citation);
            }
            case ChatEvent.Closed(int choice, int block) -> {
                grow(choice, block, Part.class, "", event);
                close(choice(choice));
            }
            case ChatEvent.Finished it -> {
                Choice in = choice(it.choice());
                check(in.open == null, "a block is still open: ", event);
                check(in.finished == null, "it finishes twice: ", event);
                in.finished = it;
            }
            case ChatEvent.Metered(Usage now) -> usage = now;
            case ChatEvent.Failed(ErrorDetail detail) -> error = detail;
            case ChatEvent.Ended _ -> {
                check(!choices.isEmpty(), "it ends without a choice: ", event);
                choices.values().forEach(each -> check(each.finished != null, "a choice has not finished: ", event));
                ended = true;
            }
        }
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    private void grow(int choice, int block, Class<? extends Part> kind, String text, ChatEvent event) {
        Choice in = choice(choice);
        check(in.open != null && block == in.opened - 1, "that block is not open: ", event);
        check(kind.isInstance(in.open), "the open block is of another kind: ", event);
        check(in.finished == null, "the choice has finished: ", event);
        in.text.append(text);
    }

    private static void close(Choice in) {
        String text = in.text.toString();
        in.parts.add(
                switch (in.open) {
                    case Part.Text begin ->
                        new Part.Text(
                                begin.text() + text,
                                in.citations,
                                begin.cache(),
                                in.seal == null ? begin.signature() : in.seal);
                    case Part.Refusal begin -> new Part.Refusal(begin.text() + text);
                    case Part.Thinking begin ->
                        new Part.Thinking(
                                begin.text() + text,
                                in.seal == null ? begin.seal() : in.seal,
                                begin.redacted(),
                                begin.id(),
                                begin.summary());
                    case Part.ToolCall begin ->
                        new Part.ToolCall(
                                begin.id(),
                                begin.name(),
                                begin.arguments() + text,
                                begin.kind(),
                                in.seal == null ? begin.signature() : in.seal,
                                begin.cache());
                    case Part whole -> whole;
                });
        in.open = null;
    }

    private static void check(boolean right, String complaint, ChatEvent event) {
        if (!right) {
            throw new AssertionError(complaint + event);
        }
    }

    /** The answer so far; a choice that has not finished counts as {@code OTHER}. */
    public ChatAnswer answer() {
        List<ChatAnswer.Choice> all = new ArrayList<>();
        choices.forEach((index, choice) -> all.add(new ChatAnswer.Choice(
                index,
                choice.parts,
                choice.finished == null ? FinishReason.OTHER : choice.finished.reason(),
                choice.finished == null ? null : choice.finished.stopSequence(),
                choice.logprobs)));
        return new ChatAnswer(started.id(), started.created(), started.model(), all, usage, started.serviceTier());
    }

    /** What a {@code Failed} said; null if there was none. */
    public ErrorDetail error() {
        return error;
    }

    /** True if the provider said that the answer was over. */
    public boolean ended() {
        return ended;
    }
}
