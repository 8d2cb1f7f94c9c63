package dev.bifrost.plugin;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Part;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Holds a streamed answer to the grammar of {@link ChatEvent}; the first event out of place is the last that counts. */
final class EventGrammar {
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private boolean started;
    private boolean over;
    private @Nullable String complaint;

    private static final class Choice {
        int blocks;

        @Nullable
        Part open;

        boolean finished;
    }

    /** Passes an event on that stands where it may. */
    void pass(ChatEvent event, Consumer<ChatEvent> out) {
        if (complaint != null) {
            return;
        }
        String wrong = over ? "after the end" : started ? inside(event) : atFirst(event);
        if (wrong == null) {
            out.accept(event);
        } else {
            complaint = "says " + event.getClass().getSimpleName() + " " + wrong;
        }
    }

    /** What was out of place; null if nothing was. */
    @Nullable
    String complaint() {
        return complaint;
    }

    private @Nullable String atFirst(ChatEvent event) {
        started = event instanceof ChatEvent.Started;
        over = event instanceof ChatEvent.Failed;
        return started || over ? null : "before Started";
    }

    private @Nullable String inside(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started _ -> "twice";
            case ChatEvent.Opened(int choice, int block, Part part) -> opened(choice(choice), block, part);
            case ChatEvent.TextDelta it -> grown(it.choice(), it.block(), Part.Text.class);
            case ChatEvent.RefusalDelta it -> grown(it.choice(), it.block(), Part.Refusal.class);
            case ChatEvent.ThinkingDelta it -> grown(it.choice(), it.block(), Part.Thinking.class);
            case ChatEvent.ArgumentsDelta it -> grown(it.choice(), it.block(), Part.ToolCall.class);
            case ChatEvent.Cited it -> grown(it.choice(), it.block(), Part.Text.class);
            case ChatEvent.Sealed it -> grown(it.choice(), it.block(), Part.class);
            case ChatEvent.Closed(int choice, int block) -> {
                String wrong = grown(choice, block, Part.class);
                choice(choice).open = null;
                yield wrong;
            }
            case ChatEvent.Finished it -> finished(choice(it.choice()));
            case ChatEvent.Metered _ -> null;
            case ChatEvent.Failed _ -> {
                over = true;
                yield null;
            }
            case ChatEvent.Ended _ -> ended();
        };
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    private static @Nullable String opened(Choice choice, int block, Part part) {
        if (choice.open != null) {
            return "while a block is open";
        }
        if (choice.finished) {
            return "after Finished";
        }
        if (block != choice.blocks) {
            return "of block " + block + " where the next is " + choice.blocks;
        }
        choice.blocks++;
        choice.open = part;
        return null;
    }

    private @Nullable String grown(int index, int block, Class<? extends Part> kind) {
        Choice choice = choice(index);
        if (choice.open == null || block != choice.blocks - 1) {
            return "of block " + block + ", which is not open";
        }
        return kind.isInstance(choice.open)
                ? null
                : "within a block of " + choice.open.getClass().getSimpleName();
    }

    private static @Nullable String finished(Choice choice) {
        if (choice.open != null || choice.finished) {
            return choice.finished ? "twice" : "while a block is open";
        }
        choice.finished = true;
        return null;
    }

    private @Nullable String ended() {
        over = true;
        boolean all = choices.values().stream().allMatch(choice -> choice.finished);
        return all && !choices.isEmpty() ? null : "before Finished";
    }
}
