package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The conversation as Bedrock wants it: user and assistant in turn, the user first, every call of a tool answered in the
 * very next turn, no turn empty
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-call.html).
 */
final class Turns {
    private static final String THOUGHT = "reasoningContent";

    private final Translation translation;
    private final ContentBlocks blocks;
    private final List<Json.Obj> system = new ArrayList<>();
    private List<Turn> turns = new ArrayList<>();

    private Turns(Translation translation) {
        this.translation = translation;
        this.blocks = new ContentBlocks(translation);
    }

    static Turns of(Translation translation) throws Refusal {
        Turns turns = new Turns(translation);
        List<Message> messages = translation.request().messages();
        for (int i = 0; i < messages.size(); i++) {
            turns.add(messages.get(i), "messages[" + i + "]");
        }
        turns.complete();
        ToolRounds.check(turns.turns);
        if (translation.model().wantsResultsAlone()) {
            turns.separateResults();
        }
        turns.turns.forEach(Turns::accompanyDocuments);
        return turns;
    }

    private void add(Message message, String field) throws Refusal {
        translation.losses().addIf(message.name() != null, field + ".name");
        switch (message.role()) {
            case SYSTEM, DEVELOPER -> system(message, field);
            case USER, TOOL -> said(message, field, turn(true));
            case ASSISTANT -> said(message, field, turn(false));
        }
    }

    private void system(Message message, String field) throws Refusal {
        for (int i = 0; i < message.parts().size(); i++) {
            Part part = message.parts().get(i);
            String inner = field + ".content[" + i + "]";
            if (part instanceof Part.Text || part instanceof Part.Opaque) {
                blocks.user(part, inner, system);
            } else {
                translation.losses().add(inner);
            }
        }
    }

    private void said(Message message, String field, Turn turn) throws Refusal {
        for (int i = 0; i < message.parts().size(); i++) {
            Part part = message.parts().get(i);
            String inner = field + ".content[" + i + "]";
            if (!turn.isUser()) {
                blocks.assistant(part, inner, turn.blocks());
            } else if (part instanceof Part.ToolResult) {
                blocks.user(
                        part,
                        message.role() == Role.TOOL && message.parts().size() == 1 ? field : inner,
                        turn.results());
            } else {
                blocks.user(part, inner, turn.blocks());
            }
        }
    }

    /** The turn that is going on, if it is that side's, else a new one. */
    private Turn turn(boolean user) {
        if (turns.isEmpty() || turns.getLast().isUser() != user) {
            turns.add(new Turn(user));
        }
        return turns.getLast();
    }

    /** Puts in what Bedrock needs at the beginning and at the end. */
    private void complete() {
        turns.removeIf(this::saysNothing);
        mergeNeighbours();
        if (turns.isEmpty() || !turns.getFirst().isUser()) {
            turns.addFirst(filler(true));
        }
        Turn last = turns.getLast();
        if (!last.isUser() && translation.model().takesPrefill()) {
            stripEnd(last);
        } else if (!last.isUser() && last.calls().isEmpty()) {
            translation
                    .losses()
                    .add("messages[" + (translation.request().messages().size() - 1) + "]");
            turns.add(filler(true));
        }
    }

    /** True for a turn that is empty, or of nothing but thoughts, which Claude does not take as a turn. */
    private boolean saysNothing(Turn turn) {
        boolean nothing =
                turn.count(THOUGHT) == turn.blocks().size() && turn.results().isEmpty();
        translation.losses().addIf(nothing && !turn.isEmpty(), "reasoning");
        return nothing;
    }

    private void mergeNeighbours() {
        List<Turn> merged = new ArrayList<>();
        for (Turn turn : turns) {
            if (merged.isEmpty() || merged.getLast().isUser() != turn.isUser()) {
                merged.add(turn);
            } else {
                merged.getLast().results().addAll(turn.results());
                merged.getLast().blocks().addAll(turn.blocks());
            }
        }
        turns = merged;
    }

    private static Turn filler(boolean user) {
        Turn turn = new Turn(user);
        turn.blocks().add(ContentBlocks.text(ContentBlocks.FILLER));
        return turn;
    }

    /** Claude goes on from here, and refuses to go on from white space. */
    private static void stripEnd(Turn turn) {
        Json.Obj end = turn.blocks().getLast();
        String text = end.text("text");
        if (text != null) {
            turn.blocks().set(turn.blocks().size() - 1, ContentBlocks.text(text.stripTrailing()));
        }
    }

    /** Puts a word of the assistant's between results and what the user says after them. */
    private void separateResults() {
        List<Turn> separated = new ArrayList<>();
        for (Turn turn : turns) {
            separated.add(turn);
            if (!turn.results().isEmpty() && !turn.blocks().isEmpty()) {
                Turn said = new Turn(true);
                said.blocks().addAll(turn.blocks());
                turn.blocks().clear();
                separated.add(filler(false));
                separated.add(said);
            }
        }
        turns = separated;
    }

    /** A document must not come without a text. */
    private static void accompanyDocuments(Turn turn) {
        boolean silent = turn.blocks().stream().noneMatch(block -> block.has("text"));
        if (silent && turn.blocks().stream().anyMatch(block -> block.has("document"))) {
            turn.blocks().addFirst(ContentBlocks.text(ContentBlocks.FILLER));
        }
    }

    List<Json.Obj> system() {
        return system;
    }

    Json.Arr messages() {
        Json.Arr messages = new Json.Arr();
        turns.forEach(turn -> messages.add(turn.json()));
        return messages;
    }

    /** Names of all tools that have been called. */
    Set<String> tools() {
        Set<String> names = new LinkedHashSet<>();
        turns.forEach(turn -> names.addAll(turn.tools()));
        return names;
    }

    /** True if the last turn answers calls that had no thought before them. */
    boolean resumesWithoutThought() {
        if (turns.getLast().results().isEmpty() || turns.size() < 2) {
            return false;
        }
        return turns.get(turns.size() - 2).count(THOUGHT) == 0;
    }
}
