package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a message says that its model thought, in whichever of the forms in use. Those that seal what they say go first, and
 * the same thought is read once: {@code reasoning_details} (OpenRouter), {@code thinking_blocks} (LiteLLM: Anthropic's
 * blocks), {@code reasoning_content} (DeepSeek and most others), {@code reasoning} (Groq, OpenRouter, newer vLLM).
 */
final class Thoughts {
    /** Whose signatures {@code extra_content} carries without a mark. */
    static final String GEMINI = "gemini";

    private static final String ANTHROPIC = "anthropic";

    private Thoughts() {}

    /** The thoughts of a message or of a delta that has all of them. */
    static List<Part.Thinking> read(Json.Obj message, List<String> callIds) {
        List<Part.Thinking> sealed = ReasoningDetails.read(message.objects("reasoning_details"), callIds);
        if (sealed.isEmpty()) {
            sealed = blocks(message.objects("thinking_blocks"));
        }
        String text = text(message);
        if (text.isEmpty() || sealed.stream().anyMatch(each -> !each.text().isEmpty())) {
            return sealed;
        }
        List<Part.Thinking> all = new ArrayList<>(sealed);
        if (sealed.size() == 1 && !sealed.getFirst().redacted()) {
            Part.Thinking only = sealed.getFirst();
            all.set(0, new Part.Thinking(text, only.seal(), false, only.id(), only.summary()));
        } else {
            all.addFirst(Part.Thinking.of(text));
        }
        return all;
    }

    /** The thought as plain text; empty if there is none. */
    static String text(Json.Obj message) {
        String text = message.text("reasoning_content", "");
        return text.isEmpty() ? message.text("reasoning", "") : text;
    }

    /** Anthropic's blocks, as LiteLLM passes them on. */
    private static List<Part.Thinking> blocks(List<Json.Obj> blocks) {
        List<Part.Thinking> all = new ArrayList<>();
        for (Json.Obj block : blocks) {
            Part.Thinking thinking = block(block);
            if (!thinking.text().isEmpty() || thinking.seal() != null) {
                all.add(thinking);
            }
        }
        return all;
    }

    /** A piece of content that is a thought: Anthropic's, or Mistral's, whose text is a list of pieces. */
    static Part.Thinking block(Json.Obj block) {
        if (block.text("type", "").equals("redacted_thinking")) {
            return new Part.Thinking("", Seal.ofPortable(block.text("data"), ANTHROPIC), true, null, false);
        }
        Seal seal = Seal.ofPortable(block.text("signature"), ANTHROPIC);
        return new Part.Thinking(pieces(block), seal, false, null, false);
    }

    private static String pieces(Json.Obj block) {
        StringBuilder text = new StringBuilder(block.text("thinking", block.text("text", "")));
        for (Json.Obj piece : block.objects("thinking")) {
            text.append(piece.text("text", ""));
        }
        return text.toString();
    }

    /** Gemini's signature in {@code extra_content} (https://ai.google.dev/gemini-api/docs/thought-signatures). */
    static @Nullable Seal signature(Json.Obj signed) {
        Json.Obj extra = signed.object("extra_content");
        Json.Obj google = extra == null ? null : extra.object("google");
        return google == null ? null : Seal.ofPortable(google.text("thought_signature"), GEMINI);
    }

    /** The {@code extra_content} that carries this signature. */
    static Json.Obj extraContent(String signature) {
        return new Json.Obj().put("google", new Json.Obj().put("thought_signature", signature));
    }
}
