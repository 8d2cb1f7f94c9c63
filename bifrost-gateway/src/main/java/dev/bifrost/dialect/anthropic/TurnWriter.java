package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a conversation as {@code system} and {@code messages}.
 *
 * <p>What the system says before everybody else goes to {@code system}. What it says later stays where it is: as a turn
 * of its own after the user's, where the model knows those, else as text of the user's, which is noted as a loss.
 */
final class TurnWriter {
    private final Asked asked;
    private final RequestBlocks blocks;
    private final List<Json.Obj> system = new ArrayList<>();
    private final Turns turns = new Turns();
    /** What the system said since the user's turn began. */
    private final List<Json.Obj> waiting = new ArrayList<>();

    private String waitingPath = "";

    TurnWriter(Asked asked) {
        this.asked = asked;
        this.blocks = new RequestBlocks(asked);
    }

    List<Json.Obj> system() {
        return system;
    }

    Turns turns() {
        return turns;
    }

    void write() throws Refusal {
        List<Message> messages = asked.request().messages();
        for (int i = 0; i < messages.size(); i++) {
            message(messages.get(i), "messages[" + i + "]");
        }
        settleWaiting();
        if (turns.isEmpty()) {
            askAsSystem();
        } else if (turns.endWithAnswer()) {
            endWithAnswer(messages.size() - 1);
        }
    }

    private void message(Message message, String path) throws Refusal {
        asked.losses().addIf(message.name() != null, path + ".name");
        if (message.role() == Role.ASSISTANT) {
            settleWaiting();
        }
        for (int i = 0; i < message.parts().size(); i++) {
            Part part = message.parts().get(i);
            String at = path + ".content[" + i + "]";
            switch (message.role()) {
                case SYSTEM, DEVELOPER -> system(part, path, at);
                case ASSISTANT -> {
                    Json.Obj block = blocks.assistant(part, at);
                    if (block != null) {
                        turns.assistant(block);
                    }
                }
                case USER, TOOL -> {
                    Json.Obj block = blocks.user(part, at);
                    if (block != null && part instanceof Part.ToolResult) {
                        turns.result(block);
                    } else if (block != null) {
                        turns.user(block);
                    }
                }
            }
        }
    }

    private void system(Part part, String path, String at) {
        if (AnswerBlocks.isOurs(part) && asked.model().systemTurns(asked.flavour())) {
            waiting.add(((Part.Opaque) part).json().copy());
            waitingPath = path;
            return;
        }
        if (!(part instanceof Part.Text text)) {
            asked.losses().add(at);
            return;
        }
        Json.Obj block = blocks.text(text, at);
        if (block == null) {
            return;
        }
        if (turns.isEmpty()) {
            system.add(block);
        } else if (asked.model().systemTurns(asked.flavour())) {
            waiting.add(block);
            waitingPath = path;
        } else {
            asked.losses().add(path + ".role");
            turns.user(block);
        }
    }

    /** A turn of the system's must follow one of the user's, and be the last or followed by the assistant's. */
    private void settleWaiting() {
        if (waiting.isEmpty()) {
            return;
        }
        if (turns.endWithUser()) {
            turns.system(waiting);
        } else {
            asked.losses().add(waitingPath + ".role");
            waiting.forEach(turns::user);
        }
        waiting.clear();
    }

    /** Claude answers only to a user. */
    private void askAsSystem() throws Refusal {
        if (system.isEmpty()) {
            throw new Refusal(new Failure.InvalidRequest(
                    "messages: Claude needs a message that says something; all of them are empty",
                    "messages",
                    "invalid_request"));
        }
        asked.losses().add("messages[" + (asked.request().messages().size() - 1) + "].role");
        turns.user(system.removeLast());
    }

    private void endWithAnswer(int last) {
        if (asked.model().prefill()) {
            turns.stripEnd();
        } else if (!asked.byOurClient()) {
            asked.losses().add("messages[" + last + "]");
            turns.user(AnswerBlocks.text("Continue.", List.of()));
        }
    }
}
