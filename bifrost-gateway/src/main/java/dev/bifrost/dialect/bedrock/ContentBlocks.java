package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.FreeText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of messages as Converse's content blocks
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html). Blank text is left out, since
 * Bedrock refuses it.
 */
final class ContentBlocks {
    /** Stands where Bedrock insists on text and the client has none. */
    static final String FILLER = ".";

    private static final String CACHE_POINT = "cachePoint";
    private static final String NAME = "bedrock";

    private final Translation translation;
    private final MediaBlocks media;

    ContentBlocks(Translation translation) {
        this.translation = translation;
        this.media = new MediaBlocks(translation);
    }

    static Json.Obj text(String text) {
        return new Json.Obj().put("text", text);
    }

    /** What the user says. */
    void user(Part part, String field, List<Json.Obj> out) throws Refusal {
        switch (part) {
            case Part.Text text -> text(text, field, out);
            case Part.Refusal(String text) -> addText(text, out);
            case Part.Image image -> {
                out.add(media.image(image, field));
                cache(image.cache(), field, out);
            }
            case Part.Document document -> {
                out.add(media.document(document, field));
                cache(document.cache(), field, out);
            }
            case Part.Audio audio -> {
                Json.Obj block = media.audio(audio, field);
                if (block != null) {
                    out.add(block);
                }
            }
            case Part.Opaque opaque -> opaque(opaque, field, out);
            case Part.ToolResult result -> result(result, field, out);
            case Part.Thinking _, Part.ToolCall _ -> translation.losses().add(field);
        }
    }

    /** What the model said. */
    void assistant(Part part, String field, List<Json.Obj> out) throws Refusal {
        switch (part) {
            case Part.Text text -> text(text, field, out);
            case Part.Refusal(String text) -> addText(text, out);
            case Part.Thinking thinking -> thinking(thinking, out);
            case Part.ToolCall call -> call(call, field, out);
            case Part.Opaque opaque -> opaque(opaque, field, out);
            case Part.Audio audio -> {
                translation.losses().add(field);
                String transcript = audio.transcript();
                addText(transcript == null ? "" : transcript, out);
            }
            // Bedrock takes them from users only.
            case Part.Image _, Part.Document _, Part.ToolResult _ ->
                translation.losses().add(field);
        }
    }

    private void text(Part.Text text, String field, List<Json.Obj> out) {
        translation.losses().addIf(!text.citations().isEmpty(), field + ".citations");
        foreign(text.signature());
        if (!text.text().isBlank()) {
            addText(text.text(), out);
            cache(text.cache(), field, out);
        }
    }

    private static void addText(String text, List<Json.Obj> out) {
        if (!text.isBlank()) {
            out.add(text(text));
        }
    }

    private void thinking(Part.Thinking thinking, List<Json.Obj> out) {
        String seal = Seal.valueFor(thinking.seal(), translation.model().sealOrigin());
        if (seal == null) {
            translation.losses().add("reasoning");
            return;
        }
        Json.Obj thought = thinking.redacted()
                ? new Json.Obj().put("redactedContent", seal)
                : new Json.Obj().put("reasoningText", text(thinking.text()).put("signature", seal));
        out.add(new Json.Obj().put("reasoningContent", thought));
    }

    private void foreign(@Nullable Seal signature) {
        translation.losses().addIf(signature != null, "reasoning");
    }

    private void call(Part.ToolCall call, String field, List<Json.Obj> out) {
        foreign(call.signature());
        out.add(new Json.Obj()
                .put(
                        "toolUse",
                        new Json.Obj()
                                .put("toolUseId", ToolIds.of(call.id(), translation.model()))
                                .put("name", ToolSpecs.usedName(call.name()))
                                .put("input", input(call, field))));
        cache(call.cache(), field, out);
    }

    private Json.Obj input(Part.ToolCall call, String field) {
        if (call.kind() == Part.ToolCall.Kind.CUSTOM) {
            return FreeText.arguments(call.arguments());
        }
        Json.Obj input = ToolInput.of(call.arguments());
        if (input != null) {
            return input;
        }
        translation.losses().add(field.replaceFirst("\\.content\\[.*", ".tool_calls"));
        return ToolInput.parsed(call.arguments());
    }

    private void result(Part.ToolResult result, String field, List<Json.Obj> out) throws Refusal {
        List<Json.Obj> content = new ArrayList<>();
        for (int i = 0; i < result.parts().size(); i++) {
            Part part = result.parts().get(i);
            String inner = field + ".content[" + i + "]";
            if (part instanceof Part.Audio || part instanceof Part.ToolResult) {
                translation.losses().add(inner);
            } else {
                user(part, inner, content);
            }
        }
        // A cache is marked behind the result, not within it.
        boolean marked = content.removeIf(block -> block.has(CACHE_POINT));
        if (content.isEmpty()) {
            content.add(text(FILLER));
        }
        boolean status = translation.model().takesResultStatus();
        translation.losses().addIf(result.error() && !status, field + ".is_error");
        out.add(new Json.Obj()
                .put(
                        "toolResult",
                        new Json.Obj()
                                .put("toolUseId", ToolIds.of(result.callId(), translation.model()))
                                .put("content", new Json.Arr(new ArrayList<>(content)))
                                .put("status", result.error() && status ? "error" : null)));
        cache(marked && result.cache() == null ? new CacheMark(null) : result.cache(), field, out);
    }

    private void opaque(Part.Opaque opaque, String field, List<Json.Obj> out) {
        if (opaque.dialect().equals(NAME)) {
            out.add(opaque.json());
        } else {
            translation.losses().add(field);
        }
    }

    /** Marks that the prompt is to be cached up to here, if it can be and there is something to cache. */
    void cache(@Nullable CacheMark mark, String field, List<Json.Obj> out) {
        if (mark == null || out.isEmpty()) {
            return;
        }
        if (!translation.model().caches()) {
            translation.losses().add("cache_control");
            return;
        }
        String ttl = mark.ttl();
        // Five minutes is the default, which older models do not want to be told.
        boolean asked = ttl != null && !ttl.equals("5m");
        boolean longer = asked && translation.model().isClaudeFrom(405);
        translation.losses().addIf(asked && !longer, field + ".cache_control.ttl");
        out.add(new Json.Obj()
                .put(CACHE_POINT, new Json.Obj().put("type", "default").put("ttl", longer ? ttl : null)));
    }
}
