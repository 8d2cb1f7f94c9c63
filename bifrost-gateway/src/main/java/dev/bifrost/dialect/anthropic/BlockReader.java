package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the content of one message of a client's. Blocks that only Claude knows are kept as they are. */
final class BlockReader {
    private static final Set<String> TEXT = Set.of("type", "text", "cache_control", "citations");
    private static final Set<String> CALL = Set.of("type", "id", "name", "input", "cache_control", "caller");
    private static final Set<String> RESULT = Set.of("type", "tool_use_id", "content", "is_error", "cache_control");

    private final List<String> unread;

    BlockReader(List<String> unread) {
        this.unread = unread;
    }

    /** All blocks, or the one text that a string stands for. */
    List<Part> parts(@Nullable Json content, String path) throws Refusal {
        if (content instanceof Json.Str(String text)) {
            return text.isEmpty() ? List.of() : List.of(Part.Text.of(text));
        }
        List<Part> parts = new ArrayList<>();
        List<Json.Obj> blocks = Fields.objects(content, path);
        for (int i = 0; i < blocks.size(); i++) {
            add(blocks.get(i), path + "[" + i + "]", parts);
        }
        return parts;
    }

    private void add(Json.Obj block, String path, List<Part> parts) throws Refusal {
        switch (Fields.text(block, "type", path)) {
            case "text" -> parts.add(text(block, path));
            case "image" -> parts.add(SourceReader.image(block, path));
            case "document" -> parts.add(SourceReader.document(block, path, unread));
            case "search_result" -> parts.add(SourceReader.searchResult(block));
            case "thinking" -> thinking(block, parts);
            case "redacted_thinking" -> parts.add(redacted(block));
            case "tool_use" -> parts.add(call(block, path));
            case "tool_result" -> parts.add(result(block, path));
            default -> parts.add(new Part.Opaque(CarriedSeal.ORIGIN, block));
        }
    }

    private Part text(Json.Obj block, String path) throws Refusal {
        Fields.unread(block, path, TEXT, unread);
        List<Citation> citations =
                block.objects("citations").stream().map(MessagesCitations::read).toList();
        return new Part.Text(Fields.text(block, "text", path), citations, CacheControl.read(block), null);
    }

    /** A thought, or the seal of the part before it that had no other place. */
    private static void thinking(Json.Obj block, List<Part> parts) {
        CarriedSeal carried = CarriedSeal.read(block.text("signature"));
        String text = block.text("thinking", "");
        if (carried.ofTheBlockBefore()) {
            if (!parts.isEmpty()) {
                parts.add(sealed(parts.removeLast(), carried));
            }
            return;
        }
        boolean foreign = carried.seal() != null && carried.seal().origin().equals("openai");
        parts.add(new Part.Thinking(text, carried.seal(), false, carried.note(), foreign));
    }

    private static Part sealed(Part part, CarriedSeal carried) {
        return switch (part) {
            case Part.Text text -> new Part.Text(text.text(), text.citations(), text.cache(), carried.seal());
            case Part.ToolCall call ->
                new Part.ToolCall(call.id(), call.name(), call.arguments(), call.kind(), carried.seal(), call.cache());
            case Part.Refusal _, Part.Image _, Part.Audio _, Part.Document _ -> part;
            case Part.Thinking _, Part.ToolResult _, Part.Opaque _ -> part;
        };
    }

    private static Part redacted(Json.Obj block) {
        CarriedSeal carried = CarriedSeal.read(block.text("data"));
        return new Part.Thinking("", carried.seal(), true, carried.note(), false);
    }

    private Part call(Json.Obj block, String path) throws Refusal {
        Fields.unread(block, path, CALL, unread);
        Json.Obj caller = block.object("caller");
        if (caller != null && !caller.text("type", "").equals("direct")) {
            unread.add(path + ".caller");
        }
        Json input = block.get("input");
        return new Part.ToolCall(
                Fields.text(block, "id", path),
                Fields.text(block, "name", path),
                input == null ? "{}" : input.print(),
                Part.ToolCall.Kind.FUNCTION,
                null,
                CacheControl.read(block));
    }

    private Part result(Json.Obj block, String path) throws Refusal {
        Fields.unread(block, path, RESULT, unread);
        return new Part.ToolResult(
                Fields.text(block, "tool_use_id", path),
                parts(block.get("content"), path + ".content"),
                block.isTrue("is_error"),
                CacheControl.read(block));
    }
}
