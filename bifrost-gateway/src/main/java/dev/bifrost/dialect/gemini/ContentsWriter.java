package dev.bifrost.dialect.gemini;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code contents} and {@code systemInstruction}. Turns of user and model alternate, a user's comes first, and all
 * results of a model's calls stand in the turn after it. What the system says in the middle of a conversation moves to
 * its instructions, where it keeps its authority and loses its place.
 */
final class ContentsWriter {
    private static final String BEGINNING = "[The conversation begins with the assistant.]";

    private final Asked asked;
    private final MediaWriter media;
    private final ToolResultWriter toolResults;
    private final List<Json.Obj> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();

    ContentsWriter(Asked asked) {
        this.asked = asked;
        this.media = new MediaWriter(asked);
        this.toolResults = new ToolResultWriter(asked, media);
    }

    void write(Json.Obj body) throws Refusal {
        List<Message> messages = asked.request().messages();
        for (int i = 0; i < messages.size(); i++) {
            message(i, messages.get(i));
        }
        checkResults();
        if (asked.model().isThird()) {
            MissingSignatures.fill(turns);
        }
        placeSystem(body);
        if (turns.isEmpty()) {
            throw Asked.refuse("The conversation is empty; say something in messages.", "messages");
        }
        if (turns.getFirst().isModel()) {
            turns.addFirst(new Turn(Turn.USER, List.of()));
            turns.getFirst().parts.add(text(BEGINNING));
        }
        Json.Arr contents = new Json.Arr();
        turns.forEach(turn -> contents.add(turn.content()));
        body.put("contents", contents);
    }

    /** Instructions alone are a question, and Gemma takes them only so. */
    private void placeSystem(Json.Obj body) {
        if (system.isEmpty()) {
            return;
        }
        if (turns.isEmpty() || asked.model().isGemma()) {
            if (turns.isEmpty() || turns.getFirst().isModel()) {
                turns.addFirst(new Turn(Turn.USER, List.of()));
            }
            turns.getFirst().parts.addAll(0, system);
            return;
        }
        Json.Arr parts = new Json.Arr();
        system.forEach(parts::add);
        body.put("systemInstruction", new Json.Obj().put("parts", parts));
    }

    private void message(int index, Message message) throws Refusal {
        String path = "messages[" + index + "]";
        asked.losses().addIf(message.name() != null, path + ".name");
        switch (message.role()) {
            case SYSTEM, DEVELOPER -> {
                asked.losses().addIf(!turns.isEmpty(), path);
                for (int j = 0; j < message.parts().size(); j++) {
                    instruction(path + ".content[" + j + "]", message.parts().get(j));
                }
            }
            case USER, TOOL -> parts(Turn.USER, index, path, message.parts());
            case ASSISTANT -> parts(Turn.MODEL, index, path, message.parts());
        }
    }

    private void instruction(String path, Part part) {
        if (!(part instanceof Part.Text said)) {
            asked.losses().add(path);
        } else if (!said.text().isEmpty()) {
            system.add(text(said.text()));
        }
    }

    private void parts(String role, int index, String path, List<Part> parts) throws Refusal {
        for (int j = 0; j < parts.size(); j++) {
            part(role, index, path + ".content[" + j + "]", parts.get(j));
        }
    }

    private void part(String role, int index, String path, Part part) throws Refusal {
        switch (part) {
            case Part.Text said -> text(role, said);
            case Part.Refusal(String said) -> add(role, text(said));
            case Part.Image _, Part.Audio _, Part.Document _ -> {
                for (Json.Obj each : media.write(path, part)) {
                    add(role, each);
                }
            }
            case Part.Thinking thinking -> thought(role, thinking);
            case Part.ToolCall call -> call(index, call);
            case Part.ToolResult result -> result(index, result);
            case Part.Opaque(String dialect, Json.Obj json) -> {
                boolean own = dialect.equals(GeminiProvider.NAME) && !json.isEmpty();
                asked.losses().addIf(!own, path);
                if (own) {
                    add(role, json.copy());
                }
            }
        }
    }

    private Turn turn(String role) throws Refusal {
        if (turns.isEmpty() || !turns.getLast().role.equals(role)) {
            if (role.equals(Turn.MODEL)) {
                checkResults();
            }
            turns.add(new Turn(role, turns.isEmpty() ? List.of() : turns.getLast().calls));
        }
        return turns.getLast();
    }

    private void add(String role, Json.Obj part) throws Refusal {
        turn(role).parts.add(part);
    }

    private void text(String role, Part.Text said) throws Refusal {
        String signature = asked.signature(said.signature());
        if (!said.text().isEmpty() || signature != null) {
            add(role, text(said.text()).put("thoughtSignature", signature));
        }
    }

    private void thought(String role, Part.Thinking thinking) throws Refusal {
        Seal seal = thinking.seal();
        String signature = asked.signature(seal);
        if (signature == null && (seal != null || thinking.text().isEmpty())) {
            return;
        }
        add(role, text(thinking.text()).put("thought", true).put("thoughtSignature", signature));
    }

    private void call(int index, Part.ToolCall call) throws Refusal {
        Json.Obj function = new Json.Obj();
        if (!asked.vertex()) {
            // Vertex AI: Unknown name "id" at 'contents[1].parts[0].function_call'
            function.put("id", call.id());
        }
        function.put("name", call.name()).put("args", ToolArguments.of(call, index, asked.losses()));
        Turn turn = turn(Turn.MODEL);
        turn.calls.add(call);
        turn.parts.add(new Json.Obj()
                .put("functionCall", function)
                .put("thoughtSignature", asked.signature(call.signature())));
    }

    private void result(int index, Part.ToolResult result) throws Refusal {
        String path = "messages[" + index + "]";
        Turn turn = turn(Turn.USER);
        int call = turn.place(result.callId());
        if (call < 0) {
            throw Asked.refuse(
                    path + " is the result of the tool call '" + result.callId()
                            + "', which the assistant's message before it does not make. Send that message too.",
                    path + ".tool_call_id");
        }
        asked.losses().addIf(turn.hasResult(call), path);
        turn.result(call, toolResults.write(path, result, turn.answered.get(call), turn.attachments));
    }

    /** Google demands as many results as there are calls, right after them. */
    private void checkResults() throws Refusal {
        if (turns.isEmpty()) {
            return;
        }
        Turn last = turns.getLast();
        List<Part.ToolCall> calls = last.isModel() ? last.calls : last.answered;
        for (int i = 0; i < calls.size(); i++) {
            if (last.isModel() || !last.hasResult(i)) {
                throw Asked.refuse(
                        "The tool call '" + calls.get(i).id()
                                + "' has no result. Send one for each call, right after the message that makes them.",
                        "messages");
            }
        }
    }

    static Json.Obj text(String text) {
        return new Json.Obj().put("text", text);
    }
}
