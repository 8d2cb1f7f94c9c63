package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block of a stream that means nothing before it is whole: a redacted thought, a picture, or what a tool of Bedrock's
 * own was asked and said.
 */
final class GatheredBlock {
    private final Json.Obj start;
    /** Pieces of bytes, each in base64. */
    private final List<String> pieces = new ArrayList<>();

    private final StringBuilder input = new StringBuilder();
    private final Json.Arr content = new Json.Arr();

    private GatheredBlock(Json.Obj start) {
        this.start = start;
    }

    /** For a redacted thought. */
    static GatheredBlock thought() {
        return new GatheredBlock(new Json.Obj());
    }

    /** For a block that begins so; null if it is one to be passed on as it comes. */
    static @Nullable GatheredBlock of(Json.Obj start) {
        Json.Obj call = start.object("toolUse");
        boolean whole = call != null
                ? AnswerBlocks.isServerTool(call)
                : start.object("toolResult") != null || start.object("image") != null;
        return whole ? new GatheredBlock(start) : null;
    }

    void delta(Json.Obj delta) {
        Json.Obj call = delta.object("toolUse");
        if (call != null) {
            input.append(call.text("input", ""));
        }
        delta.objects("toolResult").forEach(content::add);
        Json.Obj thought = delta.object("reasoningContent");
        Json.Obj image = delta.object("image");
        Json.Obj source = image == null ? null : image.object("source");
        String piece = thought != null ? thought.text("redactedContent") : source != null ? source.text("bytes") : null;
        if (piece != null) {
            pieces.add(piece);
        }
    }

    /** The whole block. */
    Part part(AnswerBlocks blocks) {
        if (start.isEmpty()) {
            return blocks.redacted(bytes());
        }
        Json.Obj image = start.object("image");
        if (image != null) {
            return AnswerBlocks.image(image.copy().put("source", new Json.Obj().put("bytes", bytes())));
        }
        Json.Obj call = start.object("toolUse");
        Json.Obj result = start.object("toolResult");
        return new Part.Opaque(
                "bedrock",
                new Json.Obj()
                        .put(
                                "toolUse",
                                call == null ? null : call.copy().put("input", ToolInput.parsed(input.toString())))
                        .put("toolResult", result == null ? null : result.copy().put("content", content)));
    }

    /** All pieces as one piece of base64; one alone stays as it is. */
    private String bytes() {
        if (pieces.size() == 1) {
            return pieces.getFirst();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            pieces.forEach(piece -> bytes.writeBytes(Base64.getDecoder().decode(piece)));
        } catch (IllegalArgumentException _) {
            return String.join("", pieces);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
