package dev.bifrost.dialect.responses;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code input} of one request. Items of the model that follow each other, such as a thought, a text and two
 * calls, are one turn; so are outputs of tools that follow each other.
 */
final class InputReader {
    private static final List<String> ROLES = List.of("user", "assistant", "system", "developer");

    /** Types of items that every provider's words are found for. */
    private static final List<String> READ = List.of(
            "custom_tool_call",
            "custom_tool_call_output",
            "function_call",
            "function_call_output",
            "image_generation_call",
            "message",
            "reasoning");

    /** Types of items that only providers with this API understand. */
    private static final Set<String> OWN = Set.of(
            "additional_tools",
            "apply_patch_call",
            "apply_patch_call_output",
            "code_interpreter_call",
            "compaction",
            "compaction_trigger",
            "computer_call",
            "computer_call_output",
            "configuration_update",
            "file_search_call",
            "local_shell_call",
            "local_shell_call_output",
            "mcp_approval_request",
            "mcp_approval_response",
            "mcp_call",
            "mcp_list_tools",
            "program",
            "program_output",
            "shell_call",
            "shell_call_output",
            "tool_search_call",
            "tool_search_output",
            "web_search_call");

    private final List<String> unread;
    private final ContentReader content;
    private final List<Message> messages = new ArrayList<>();
    private final List<Part> said = new ArrayList<>();
    private final List<Part> results = new ArrayList<>();
    private final Map<String, Seal> signatures = new HashMap<>();

    InputReader(List<String> unread) {
        this.unread = unread;
        this.content = new ContentReader(unread);
    }

    List<Message> read(Fields request) throws Refusal {
        String instructions = request.text("instructions");
        if (instructions != null) {
            messages.add(Message.of(Role.SYSTEM, instructions));
        }
        switch (request.any("input")) {
            case Json.Str(String text) -> messages.add(Message.of(Role.USER, text));
            case Json.Arr _ -> {
                for (Fields item : request.objects("input")) {
                    item(item);
                }
            }
            case null -> throw request.missing("input");
            case Json other -> throw request.wrongType("input", "a string or an array", other);
        }
        endTurns();
        return signatures.isEmpty() ? messages : signed();
    }

    private void item(Fields item) throws Refusal {
        String type = item.text("type");
        switch (type) {
            case "message" -> message(item);
            case "function_call" -> call(item, "arguments", Part.ToolCall.Kind.FUNCTION);
            case "custom_tool_call" -> call(item, "input", Part.ToolCall.Kind.CUSTOM);
            case "function_call_output", "custom_tool_call_output" -> result(item);
            case "reasoning" -> reasoning(item);
            case "item_reference" -> throw reference(item);
            case "image_generation_call" -> image(item);
            case null -> {
                if (!item.has("role")) {
                    throw item.has("id") ? reference(item) : item.missing("type");
                }
                message(item);
            }
            default -> {
                if (!OWN.contains(type)) {
                    throw item.wrongValue("type", type, known());
                }
                opaque(type, item);
            }
        }
    }

    private static Set<String> known() {
        Set<String> known = new TreeSet<>(OWN);
        known.addAll(READ);
        return known;
    }

    private static Refusal reference(Fields item) {
        return item.unsupported(
                "id",
                "'" + item.path() + "' refers to an item that is stored elsewhere. Only a provider with a Responses API"
                        + " of its own keeps items; send the whole item in 'input' instead.");
    }

    private void message(Fields item) throws Refusal {
        item.ignore("id", "status");
        String word = item.needText("role");
        List<Part> parts = content.parts(item, "content");
        item.others(unread);
        switch (word) {
            case "assistant" -> say(parts);
            case "user" -> turn(Role.USER, parts);
            case "system" -> turn(Role.SYSTEM, parts);
            case "developer" -> turn(Role.DEVELOPER, parts);
            default -> throw item.wrongValue("role", word, ROLES);
        }
    }

    private void call(Fields item, String input, Part.ToolCall.Kind kind) throws Refusal {
        item.ignore("id", "status");
        String arguments = item.any(input) instanceof Json.Obj object ? object.print() : item.needText(input);
        boolean empty = arguments.isBlank() && kind == Part.ToolCall.Kind.FUNCTION;
        say(List.of(new Part.ToolCall(
                item.needText("call_id"), item.needText("name"), empty ? "{}" : arguments, kind, null, null)));
        item.others(unread);
    }

    private void result(Fields item) throws Refusal {
        item.ignore("id");
        boolean error = "incomplete".equals(item.text("status"));
        Part result = new Part.ToolResult(item.needText("call_id"), content.parts(item, "output"), error, null);
        item.others(unread);
        endSaid();
        results.add(result);
    }

    private void reasoning(Fields item) throws Refusal {
        item.ignore("status");
        boolean summarized = !item.objects("summary").isEmpty();
        String text = ReasoningText.of(item.json(), summarized);
        item.objects("content");
        Carried carried = Carried.of(item.text("encrypted_content"));
        String id = item.text("id");
        item.others(unread);
        switch (carried) {
            case Carried.Thought(Seal seal, boolean redacted) ->
                say(List.of(new Part.Thinking(text, seal, redacted, id, summarized && Sealing.isOfThisApi(seal))));
            case Carried.OfCall(String callId, Seal signature) -> signatures.put(callId, signature);
            case Carried.OfText(Seal signature) -> signText(signature);
            case Carried.Block(Part.Opaque block) -> say(List.of(block));
            case null -> {
                if (!text.isEmpty()) {
                    say(List.of(new Part.Thinking(text, null, false, id, false)));
                }
            }
        }
    }

    private void signText(Seal signature) {
        for (int i = said.size() - 1; i >= 0; i--) {
            if (said.get(i) instanceof Part.Text text) {
                said.set(i, new Part.Text(text.text(), text.citations(), text.cache(), signature));
                return;
            }
        }
    }

    private void image(Fields item) throws Refusal {
        String image = item.text("result");
        String format = item.text("output_format");
        if (image == null) {
            opaque("image_generation_call", item);
        } else {
            Source source = new Source.Data("image/" + (format == null ? "png" : format), image);
            say(List.of(new Part.Image(source, null, null)));
        }
    }

    /** Items that only this API has: what the provider's tools did, and what the client says to that. */
    private void opaque(String type, Fields item) {
        List<Part> part = List.of(new Part.Opaque(ResponsesClient.NAME, item.json()));
        if (type.endsWith("_output") || type.endsWith("_response")) {
            turn(Role.USER, part);
        } else {
            say(part);
        }
    }

    private void say(List<Part> parts) {
        endResults();
        said.addAll(parts);
    }

    private void turn(Role role, List<Part> parts) {
        endTurns();
        messages.add(new Message(role, parts));
    }

    private void endTurns() {
        endSaid();
        endResults();
    }

    private void endSaid() {
        if (!said.isEmpty()) {
            messages.add(new Message(Role.ASSISTANT, said));
            said.clear();
        }
    }

    private void endResults() {
        if (!results.isEmpty()) {
            messages.add(new Message(Role.TOOL, results));
            results.clear();
        }
    }

    /** The messages with the signatures back on their calls. */
    private List<Message> signed() {
        return messages.stream()
                .map(message -> message.role() == Role.ASSISTANT
                        ? new Message(
                                message.role(),
                                message.parts().stream().map(this::signed).toList())
                        : message)
                .toList();
    }

    private Part signed(Part part) {
        if (!(part instanceof Part.ToolCall call)) {
            return part;
        }
        @Nullable Seal signature = signatures.get(call.id());
        return signature == null
                ? part
                : new Part.ToolCall(call.id(), call.name(), call.arguments(), call.kind(), signature, call.cache());
    }
}
