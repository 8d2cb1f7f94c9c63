package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code system} and {@code messages}: results of tools become messages of their own, before what the user says. */
final class TurnReader {
    private final BlockReader blocks;
    private final List<Message> messages = new ArrayList<>();
    private List<Part> results = new ArrayList<>();
    private List<Part> said = new ArrayList<>();

    private TurnReader(List<String> unread) {
        this.blocks = new BlockReader(unread);
    }

    static List<Message> read(Json.Obj body, List<String> unread) throws Refusal {
        TurnReader reader = new TurnReader(unread);
        List<Part> system = reader.blocks.parts(body.get("system"), "system");
        if (!system.isEmpty()) {
            reader.messages.add(new Message(Role.SYSTEM, system));
        }
        if (body.get("messages") == null) {
            throw Fields.invalid("messages", "field required");
        }
        List<Json.Obj> turns = Fields.objects(body.get("messages"), "messages");
        for (int i = 0; i < turns.size(); i++) {
            reader.turn(turns.get(i), "messages[" + i + "]");
        }
        return reader.messages;
    }

    private void turn(Json.Obj turn, String path) throws Refusal {
        String role = Fields.text(turn, "role", path);
        if (turn.get("content") == null) {
            throw Fields.invalid(path + ".content", "field required");
        }
        List<Part> parts = blocks.parts(turn.get("content"), path + ".content");
        switch (role) {
            case "user" -> user(parts, path);
            case "assistant" -> messages.add(new Message(Role.ASSISTANT, parts));
            case "system" -> messages.add(new Message(Role.SYSTEM, parts));
            default -> throw Fields.invalid(path + ".role", "is none of user, assistant and system");
        }
    }

    private void user(List<Part> parts, String path) throws Refusal {
        for (Part part : parts) {
            if (part instanceof Part.ToolResult) {
                results.add(part);
            } else if (part instanceof Part.Opaque opaque
                    && opaque.json().text("type", "").equals("mid_conv_system")) {
                endUser(false);
                messages.add(new Message(Role.SYSTEM, blocks.parts(opaque.json().get("content"), path + ".content")));
            } else {
                said.add(part);
            }
        }
        endUser(parts.isEmpty());
    }

    private void endUser(boolean evenEmpty) {
        if (!results.isEmpty()) {
            messages.add(new Message(Role.TOOL, results));
            results = new ArrayList<>();
        }
        if (!said.isEmpty() || evenEmpty) {
            messages.add(new Message(Role.USER, said));
            said = new ArrayList<>();
        }
    }
}
