package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The turns of a conversation, of which users and assistants take one after the other. */
final class Turns {
    private static final String USER = "user";
    private static final String ASSISTANT = "assistant";
    private static final String SYSTEM = "system";

    private record Turn(String role, List<Json.Obj> results, List<Json.Obj> blocks) {
        Turn(String role) {
            this(role, new ArrayList<>(), new ArrayList<>());
        }

        List<Json.Obj> all() {
            List<Json.Obj> all = new ArrayList<>(results);
            all.addAll(blocks);
            return all;
        }

        boolean calls() {
            return blocks.stream().anyMatch(block -> block.text("type", "").equals("tool_use"));
        }
    }

    private final List<Turn> turns = new ArrayList<>();

    private Turn of(String role) {
        if (turns.isEmpty() || !turns.getLast().role.equals(role)) {
            turns.add(new Turn(role));
        }
        return turns.getLast();
    }

    void user(Json.Obj block) {
        of(USER).blocks.add(block);
    }

    /** The result of a tool: those stand first in the turn, all of one turn together. */
    void result(Json.Obj block) {
        of(USER).results.add(block);
    }

    void assistant(Json.Obj block) {
        of(ASSISTANT).blocks.add(block);
    }

    void system(List<Json.Obj> blocks) {
        of(SYSTEM).blocks.addAll(blocks);
    }

    boolean isEmpty() {
        return turns.isEmpty();
    }

    boolean endWithUser() {
        return !turns.isEmpty() && turns.getLast().role.equals(USER);
    }

    /** True if the last thing said is the model's, and neither a call nor the work of a server tool that is to go on. */
    boolean endWithAnswer() {
        return !turns.isEmpty()
                && turns.getLast().role.equals(ASSISTANT)
                && turns.getLast().blocks.getLast().text("type", "").matches("text|thinking|redacted_thinking");
    }

    /** Claude goes on with no text that ends in white space. */
    void stripEnd() {
        Json.Obj last = turns.getLast().blocks.getLast();
        String text = last.text("text");
        if (text != null) {
            last.put("text", text.stripTrailing());
        }
    }

    /**
     * True if the tools of the last answer have been run and that answer has no thought. A model with a budget to think
     * could not go on with it.
     */
    boolean goOnWithoutThought() {
        int last = turns.size() - 1;
        if (last < 1 || turns.get(last).results.isEmpty()) {
            return false;
        }
        Turn answer = turns.get(last - 1);
        return answer.role.equals(ASSISTANT)
                && answer.calls()
                && !answer.blocks.getFirst().text("type", "").matches("(redacted_)?thinking");
    }

    /** The names of all tools that have been called, in order. */
    List<String> calledTools() {
        return turns.stream()
                .flatMap(turn -> turn.blocks.stream())
                .filter(block -> block.text("type", "").equals("tool_use"))
                .map(block -> block.text("name", ""))
                .distinct()
                .toList();
    }

    Json.Arr json() {
        Json.Arr messages = new Json.Arr();
        for (Turn turn : turns) {
            @Nullable Json content = RequestBlocks.content(turn.all());
            messages.add(new Json.Obj().put("role", turn.role).put("content", content));
        }
        return messages;
    }
}
