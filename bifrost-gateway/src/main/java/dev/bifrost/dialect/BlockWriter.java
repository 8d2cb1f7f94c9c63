package dev.bifrost.dialect;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes blocks of the deltas of one choice, for providers whose streams have no blocks: text that follows text grows the
 * open block, anything else closes it and opens another.
 */
public final class BlockWriter {
    private final int choice;
    private int next;
    private int open = -1;
    private @Nullable Part part;

    public BlockWriter(int choice) {
        this.choice = choice;
    }

    /** Text goes on. */
    public void text(String text, Json.@Nullable Arr logprobs, Consumer<ChatEvent> out) {
        if (!text.isEmpty() || logprobs != null) {
            if (!(part instanceof Part.Text)) {
                open(Part.Text.of(""), out);
            }
            out.accept(new ChatEvent.TextDelta(choice, open, text, logprobs));
        }
    }

    /** A refusal goes on. */
    public void refusal(String text, Consumer<ChatEvent> out) {
        if (!text.isEmpty()) {
            if (!(part instanceof Part.Refusal)) {
                open(new Part.Refusal(""), out);
            }
            out.accept(new ChatEvent.RefusalDelta(choice, open, text));
        }
    }

    /** A thought goes on. */
    public void thinking(String text, Consumer<ChatEvent> out) {
        if (!text.isEmpty()) {
            if (!(part instanceof Part.Thinking)) {
                open(Part.Thinking.of(""), out);
            }
            out.accept(new ChatEvent.ThinkingDelta(choice, open, text));
        }
    }

    /** Seals the open block; without one, opens a thought for it. */
    public void seal(Seal seal, Consumer<ChatEvent> out) {
        if (open < 0) {
            open(Part.Thinking.of(""), out);
        }
        out.accept(new ChatEvent.Sealed(choice, open, seal));
    }

    /** Closes what is open and opens a block that begins with this; its number. */
    public int open(Part begin, Consumer<ChatEvent> out) {
        close(out);
        open = next++;
        part = begin;
        out.accept(new ChatEvent.Opened(choice, open, begin));
        return open;
    }

    /** The kind of the open block, by the part that it began with; null if none is open. */
    public @Nullable Part openPart() {
        return part;
    }

    /** The open block; -1 if none is. */
    public int openBlock() {
        return open;
    }

    /** Closes what is open. */
    public void close(Consumer<ChatEvent> out) {
        if (open >= 0) {
            out.accept(new ChatEvent.Closed(choice, open));
            open = -1;
            part = null;
        }
    }
}
