package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.BlockWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes blocks, one after the other, of what a choice's deltas say, although the deltas of parallel tool calls may be mixed.
 * What follows a call whose arguments are whole JSON ends it and goes on at once, which is the ordinary case; while they are
 * not, it waits until they are or the choice is over.
 */
final class BlockOrder {
    private final int choice;
    private final BlockWriter blocks;
    private final List<StreamedCall> calls = new ArrayList<>();
    private final Map<String, Seal> early = new HashMap<>();
    private final List<Citation> citations = new ArrayList<>();
    private final Deque<Consumer<Consumer<ChatEvent>>> waiting = new ArrayDeque<>();
    private @Nullable StreamedCall open;
    private int signed = -1;

    BlockOrder(int choice) {
        this.choice = choice;
        this.blocks = new BlockWriter(choice);
    }

    boolean hasCalls() {
        return !calls.isEmpty();
    }

    void text(String text, Json.@Nullable Arr logprobs, Consumer<ChatEvent> out) {
        if (!text.isEmpty() || logprobs != null) {
            inTurn(to -> blocks.text(text, logprobs, to), out);
        }
    }

    void refusal(String text, Consumer<ChatEvent> out) {
        if (!text.isEmpty()) {
            inTurn(to -> blocks.refusal(text, to), out);
        }
    }

    /** Gemini's signature of the text that is open; without one there is nothing that it could be of. */
    void signText(Seal seal, Consumer<ChatEvent> out) {
        if (blocks.openPart() instanceof Part.Text && signed != blocks.openBlock()) {
            signed = blocks.openBlock();
            out.accept(new ChatEvent.Sealed(choice, signed, seal));
        }
    }

    /** A thought goes on, or a summary of one; {@code id} is that of OpenAI's item. */
    void thinking(String text, boolean summary, @Nullable String id, Consumer<ChatEvent> out) {
        inTurn(
                to -> {
                    if (!(blocks.openPart() instanceof Part.Thinking it && it.summary() == summary)) {
                        blocks.open(new Part.Thinking("", null, false, id, summary), to);
                    }
                    blocks.thinking(text, to);
                },
                out);
    }

    /** Seals the thought that is open and ends it; one that is sealed as a whole is a block of its own. */
    void seal(Seal seal, boolean whole, @Nullable String id, Consumer<ChatEvent> out) {
        inTurn(
                to -> {
                    if (whole) {
                        blocks.open(new Part.Thinking("", seal, true, id, false), to);
                    } else {
                        if (!(blocks.openPart() instanceof Part.Thinking)) {
                            blocks.open(new Part.Thinking("", null, false, id, false), to);
                        }
                        blocks.seal(seal, to);
                    }
                    blocks.close(to);
                },
                out);
    }

    /** A part that is there at once. */
    void whole(Part part, Consumer<ChatEvent> out) {
        inTurn(
                to -> {
                    blocks.open(part, to);
                    blocks.close(to);
                },
                out);
    }

    /** The text rests on this, which is said when it is over. */
    void cite(List<Citation> more) {
        citations.addAll(more);
    }

    /** Does it now, or when the open call is whole. */
    private void inTurn(Consumer<Consumer<ChatEvent>> step, Consumer<ChatEvent> out) {
        if (open != null && !open.isComplete()) {
            waiting.add(step);
        } else {
            settle(out);
            step.accept(out);
        }
    }

    /** A piece of a call; {@code index} is null if the provider gives none. */
    void call(AnswerCall piece, @Nullable Long index, String answerId, Consumer<ChatEvent> out) {
        StreamedCall call = find(piece, index);
        if (call == null) {
            call = new StreamedCall(piece, index, answerId, calls.size());
            calls.add(call);
        }
        call.name(piece.name());
        if (piece.signature() != null) {
            sign(call, piece.signature(), out);
        }
        if (call == open) {
            grow(call, piece.arguments(), out);
        } else if (!call.isOpened()) {
            call.await(piece.arguments());
            begin(call, out);
        }
    }

    private @Nullable StreamedCall find(AnswerCall piece, @Nullable Long index) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).isContinuedBy(piece, index)) {
                return calls.get(i);
            }
        }
        boolean goesOn = index == null && piece.id().isEmpty() && piece.name().isEmpty();
        return goesOn && !calls.isEmpty() ? calls.getLast() : null;
    }

    /** Opens a call as soon as it has a name and its turn comes. */
    private void begin(StreamedCall call, Consumer<ChatEvent> out) {
        if (!call.isBegun() && call.hasName()) {
            call.begin();
            inTurn(to -> open(call, to), out);
        }
    }

    private void open(StreamedCall call, Consumer<ChatEvent> out) {
        Seal known = early.remove(call.id());
        open = call;
        int block = blocks.open(call.open(), out);
        String arguments = call.awaited();
        if (!arguments.isEmpty()) {
            said(call.grow(arguments), out);
        }
        Seal seal = call.signature() == null ? known : call.signature();
        if (seal != null) {
            call.sign(seal);
            out.accept(new ChatEvent.Sealed(choice, block, seal));
        }
    }

    private void grow(StreamedCall call, String arguments, Consumer<ChatEvent> out) {
        if (arguments.isEmpty()) {
            return;
        }
        said(call.grow(arguments), out);
        while (!waiting.isEmpty() && (open == null || open.isComplete())) {
            next(out);
        }
    }

    private void said(String arguments, Consumer<ChatEvent> out) {
        if (!arguments.isEmpty()) {
            out.accept(new ChatEvent.ArgumentsDelta(choice, blocks.openBlock(), arguments));
        }
    }

    private void next(Consumer<ChatEvent> out) {
        settle(out);
        waiting.removeFirst().accept(out);
    }

    /** A call's signature, wherever it stood. */
    void sign(String callId, Seal seal, Consumer<ChatEvent> out) {
        for (StreamedCall call : calls) {
            if (call.id().equals(callId)) {
                sign(call, seal, out);
                return;
            }
        }
        early.put(callId, seal);
    }

    private void sign(StreamedCall call, Seal seal, Consumer<ChatEvent> out) {
        if (call.signature() == null) {
            call.sign(seal);
            if (call == open) {
                out.accept(new ChatEvent.Sealed(choice, blocks.openBlock(), seal));
            }
        }
    }

    /** Ends the open call, if one is. */
    private void settle(Consumer<ChatEvent> out) {
        if (open != null) {
            if (open.lacksArguments()) {
                said("{}", out);
            }
            open = null;
            blocks.close(out);
        }
    }

    /** Nothing more comes: lets go what waits and ends what is open. */
    void finish(Consumer<ChatEvent> out) {
        for (StreamedCall call : calls) {
            if (!call.isBegun()) {
                call.begin();
                waiting.add(to -> open(call, to));
            }
        }
        while (!waiting.isEmpty()) {
            next(out);
        }
        settle(out);
        if (!citations.isEmpty()) {
            if (!(blocks.openPart() instanceof Part.Text)) {
                blocks.open(Part.Text.of(""), out);
            }
            citations.forEach(each -> out.accept(new ChatEvent.Cited(choice, blocks.openBlock(), each)));
            citations.clear();
        }
        blocks.close(out);
    }
}
