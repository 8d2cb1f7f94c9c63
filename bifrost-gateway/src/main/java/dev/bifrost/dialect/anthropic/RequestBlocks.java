package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the parts of one message as content blocks of a request. */
final class RequestBlocks {
    private static final Pattern CALL_ID = Pattern.compile("[a-zA-Z0-9_-]+");

    private final Asked asked;
    private final SourceWriter sources;

    RequestBlocks(Asked asked) {
        this.asked = asked;
        this.sources = new SourceWriter(asked);
    }

    /** The block of this part; null if there is none, which is noted unless it said nothing. */
    Json.@Nullable Obj user(Part part, String path) throws Refusal {
        return switch (part) {
            case Part.Text text -> text(text, path);
            case Part.Refusal(String text) -> text(Part.Text.of(text), path);
            case Part.Image image -> sources.image(image, path);
            case Part.Document document -> sources.document(document, path);
            case Part.Audio audio -> audio(audio, path);
            case Part.ToolResult result -> result(result, path);
            case Part.Opaque opaque -> opaque(opaque, path);
            case Part.Thinking _, Part.ToolCall _ -> lost(path);
        };
    }

    /** The same for what the model said. */
    Json.@Nullable Obj assistant(Part part, String path) {
        return switch (part) {
            case Part.Text text -> text(text, path);
            case Part.Refusal(String text) -> text(Part.Text.of(text), path);
            case Part.Thinking thinking -> thinking(thinking);
            case Part.ToolCall call -> call(call, path);
            case Part.Audio audio -> audio(audio, path);
            case Part.Opaque opaque -> opaque(opaque, path);
            case Part.Image _, Part.Document _, Part.ToolResult _ -> lost(path);
        };
    }

    /** Claude refuses blank text. */
    Json.@Nullable Obj text(Part.Text text, String path) {
        if (text.text().isBlank()) {
            asked.losses().addIf(text.cache() != null, "cache_control");
            return null;
        }
        List<Citation> ours = text.citations().stream()
                .filter(each -> each.dialect().equals(CarriedSeal.ORIGIN))
                .toList();
        asked.losses().addIf(ours.size() < text.citations().size(), path + ".citations");
        return CacheControl.mark(AnswerBlocks.text(text.text(), ours), text.cache());
    }

    private Json.@Nullable Obj audio(Part.Audio audio, String path) {
        asked.losses().add(path);
        String transcript = audio.transcript();
        return transcript == null ? null : text(Part.Text.of(transcript), path);
    }

    /** Only Claude's own thoughts may come back to it. */
    private Json.@Nullable Obj thinking(Part.Thinking thinking) {
        if (Seal.valueFor(thinking.seal(), CarriedSeal.ORIGIN) == null) {
            asked.losses().add("reasoning");
            return null;
        }
        return AnswerBlocks.thinking(thinking);
    }

    private Json.Obj call(Part.ToolCall call, String path) {
        boolean custom = call.kind() == Part.ToolCall.Kind.CUSTOM;
        asked.losses()
                .addIf(
                        !custom && AnswerBlocks.object(call.arguments()) == null,
                        path.substring(0, path.indexOf(']') + 1) + ".tool_calls");
        String name = custom ? CustomTool.PREFIX + call.name() : call.name();
        return CacheControl.mark(AnswerBlocks.call(callId(call.id()), name, AnswerBlocks.input(call)), call.cache());
    }

    private Json.Obj result(Part.ToolResult result, String path) throws Refusal {
        Json.Obj block = new Json.Obj().put("type", "tool_result").put("tool_use_id", callId(result.callId()));
        List<Json.Obj> content = new ArrayList<>();
        for (int i = 0; i < result.parts().size(); i++) {
            Part part = result.parts().get(i);
            Json.Obj each = part instanceof Part.ToolResult ? lost(path) : user(part, path + ".content[" + i + "]");
            if (each != null) {
                content.add(each);
            }
        }
        block.put("content", content(content));
        if (result.error()) {
            block.put("is_error", true);
        }
        return CacheControl.mark(block, result.cache());
    }

    /** Text alone as a string; null for nothing. */
    static @Nullable Json content(List<Json.Obj> blocks) {
        if (blocks.isEmpty()) {
            return null;
        }
        Json.Obj first = blocks.getFirst();
        boolean plain = blocks.size() == 1 && first.members().size() == 2 && first.text("text") != null;
        return plain ? first.get("text") : new Json.Arr(new ArrayList<>(blocks));
    }

    /** An id of the letters that Claude allows; the same for a call and its result. */
    private static String callId(String id) {
        return CALL_ID.matcher(id).matches()
                ? id
                : id.replaceAll("[^a-zA-Z0-9_-]", "_") + '_' + Integer.toHexString(id.hashCode());
    }

    private Json.@Nullable Obj opaque(Part.Opaque opaque, String path) {
        return AnswerBlocks.isOurs(opaque) ? opaque.json().copy() : lost(path);
    }

    private Json.@Nullable Obj lost(String path) {
        asked.losses().add(path);
        return null;
    }
}
