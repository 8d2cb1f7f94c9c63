package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.BlockWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes blocks of what comes of the items of a streamed output. */
final class ItemEvents {
    private final Sealing sealing;
    private final BlockWriter blocks = new BlockWriter(0);
    private @Nullable ItemProgress focus;
    private @Nullable ItemProgress call;
    private boolean called;
    private boolean refused;

    ItemEvents(Sealing sealing) {
        this.sealing = sealing;
    }

    /** Whether a call is open. */
    boolean inCall() {
        return call != null;
    }

    /** Whether a call is open that is not this item. */
    boolean callOtherThan(ItemProgress item) {
        return call != null && call != item;
    }

    /** Whether there was a call. */
    boolean called() {
        return called;
    }

    /** Whether there was a refusal. */
    boolean refused() {
        return refused;
    }

    void close(Consumer<ChatEvent> out) {
        blocks.close(out);
        focus = null;
    }

    /** Turns to a part of an item: the block of another one ends. */
    private void turnTo(ItemProgress item, long part, Consumer<ChatEvent> out) {
        if (focus != item || item.part != part) {
            blocks.close(out);
            focus = item;
            item.part = part;
        }
    }

    /** An item begins. */
    void added(ItemProgress item, Json.@Nullable Obj added, Consumer<ChatEvent> out) {
        if (added != null) {
            item.describe(added);
            beginCall(item, added, out);
        }
    }

    private void beginCall(ItemProgress item, Json.Obj json, Consumer<ChatEvent> out) {
        if (isCall(item.type()) && !item.opened && !item.done) {
            item.opened = true;
            called = true;
            focus = item;
            call = item;
            blocks.open(OutputReader.call(json), out);
            arguments(item, OutputReader.input(json), out);
        }
    }

    void text(ItemProgress item, long part, String text, List<Json> logprobs, Consumer<ChatEvent> out) {
        if (item.done || (text.isEmpty() && logprobs.isEmpty())) {
            return;
        }
        turnTo(item, part, out);
        item.grow(part, text);
        blocks.text(text, logprobs.isEmpty() ? null : new Json.Arr(logprobs), out);
    }

    void refusal(ItemProgress item, long part, String text, Consumer<ChatEvent> out) {
        if (!item.done && !text.isEmpty()) {
            refused = true;
            turnTo(item, part, out);
            item.grow(part, text);
            blocks.refusal(text, out);
        }
    }

    void cite(ItemProgress item, long part, Json.@Nullable Obj annotation, Consumer<ChatEvent> out) {
        if (item.done || annotation == null) {
            return;
        }
        turnTo(item, part, out);
        item.cite(part);
        if (!(blocks.openPart() instanceof Part.Text)) {
            blocks.open(Part.Text.of(""), out);
        }
        out.accept(new ChatEvent.Cited(0, blocks.openBlock(), Annotations.read(annotation)));
    }

    /** A thought goes on. Where both a summary and the thought come, the one that came first is taken. */
    void thought(ItemProgress item, boolean summary, long part, String text, Consumer<ChatEvent> out) {
        boolean other = item.summarized != null && item.summarized != summary;
        if (item.done || other || text.isEmpty()) {
            return;
        }
        boolean nextPart = item.summarized != null && item.part != part;
        item.summarized = summary;
        item.part = part;
        item.grow(part, text);
        think(item, summary, out);
        blocks.thinking(nextPart ? ReasoningText.BETWEEN + text : text, out);
    }

    private void think(ItemProgress item, boolean summary, Consumer<ChatEvent> out) {
        if (focus != item || !(blocks.openPart() instanceof Part.Thinking)) {
            focus = item;
            blocks.open(new Part.Thinking("", null, false, item.id(), summary), out);
        }
    }

    /** A part of a thought is known as a whole. */
    void wholeThought(ItemProgress item, boolean summary, long part, Json.Obj json, Consumer<ChatEvent> out) {
        thought(item, summary, part, item.missing(part, json.text("text", "")), out);
    }

    void arguments(ItemProgress item, String more, Consumer<ChatEvent> out) {
        if (call == item && !more.isEmpty()) {
            item.grow(0, more);
            out.accept(new ChatEvent.ArgumentsDelta(0, blocks.openBlock(), more));
        }
    }

    /** A call's arguments are known as a whole; without a beginning, its end is waited for. */
    void endCall(ItemProgress item, String whole, Consumer<ChatEvent> out) {
        if (call == item) {
            arguments(item, item.missing(0, whole), out);
            if (item.length(0) == 0 && item.type().equals("function_call")) {
                arguments(item, "{}", out);
            }
            breakCall(out);
        }
    }

    /** Ends the open call as it is. */
    void breakCall(Consumer<ChatEvent> out) {
        if (call != null) {
            call.done = true;
            call = null;
            close(out);
        }
    }

    /** An item is known as a whole: what is missing of it comes now. */
    void done(ItemProgress item, Json.@Nullable Obj whole, Consumer<ChatEvent> out) {
        if (item.done || whole == null) {
            return;
        }
        item.describe(whole);
        switch (item.type()) {
            case "message" -> message(item, whole, out);
            case "reasoning" -> reasoning(item, whole, out);
            case "function_call", "custom_tool_call" -> {
                beginCall(item, whole, out);
                endCall(item, OutputReader.input(whole), out);
            }
            case "" -> {
                // nothing that anybody could know
            }
            default -> {
                blocks.open(OutputReader.whole(whole), out);
                close(out);
            }
        }
        item.done = true;
    }

    private void message(ItemProgress item, Json.Obj whole, Consumer<ChatEvent> out) {
        List<Json.Obj> contents = whole.objects("content");
        for (int i = 0; i < contents.size(); i++) {
            Json.Obj content = contents.get(i);
            switch (content.text("type", "")) {
                case "output_text", "text" -> {
                    boolean unheard = item.length(i) == 0;
                    List<Json> logprobs = unheard ? content.list("logprobs") : List.of();
                    text(item, i, item.missing(i, content.text("text", "")), logprobs, out);
                    List<Json.Obj> annotations = content.objects("annotations");
                    for (Json.Obj each :
                            annotations.subList(Math.min(item.citations(i), annotations.size()), annotations.size())) {
                        cite(item, i, each, out);
                    }
                }
                case "refusal" -> refusal(item, i, item.missing(i, content.text("refusal", "")), out);
                default -> {
                    // of a kind that is not known
                }
            }
        }
        if (focus == item) {
            close(out);
        }
    }

    private void reasoning(ItemProgress item, Json.Obj whole, Consumer<ChatEvent> out) {
        boolean summarized = !whole.objects("summary").isEmpty();
        if (item.summarized == null) {
            thought(item, summarized, 0, ReasoningText.of(whole, summarized), out);
        }
        Seal seal = sealing.seal(whole.text("encrypted_content"));
        if (seal != null) {
            think(item, item.summarized == null || item.summarized, out);
            blocks.seal(seal, out);
        }
        if (focus == item) {
            close(out);
        }
    }

    private static boolean isCall(String type) {
        return type.equals("function_call") || type.equals("custom_tool_call");
    }
}
