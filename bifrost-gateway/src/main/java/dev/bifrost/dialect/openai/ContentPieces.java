package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code content} of an answer: text, or Mistral's list of pieces, some of them thoughts. */
final class ContentPieces {
    private ContentPieces() {}

    /** The pieces that say something, in order: text, thoughts, refusals and pictures. */
    static List<Part> read(@Nullable Json content) {
        List<Part> parts = new ArrayList<>(1);
        if (content instanceof Json.Str(String text)) {
            if (!text.isEmpty()) {
                parts.add(Part.Text.of(text));
            }
        } else if (content instanceof Json.Arr(List<Json> items)) {
            for (Json item : items) {
                Part part = piece(item);
                if (part != null) {
                    parts.add(part);
                }
            }
        }
        return parts;
    }

    private static @Nullable Part piece(Json item) {
        if (item instanceof Json.Str(String text)) {
            return text.isEmpty() ? null : Part.Text.of(text);
        }
        if (!(item instanceof Json.Obj piece)) {
            return null;
        }
        return switch (piece.text("type", "text")) {
            case "text", "output_text" -> text(piece.text("text", ""));
            case "thinking", "reasoning", "redacted_thinking" -> thinking(Thoughts.block(piece));
            case "refusal" -> new Part.Refusal(piece.text("refusal", ""));
            case "image_url" -> image(piece);
            default -> null;
        };
    }

    private static @Nullable Part text(String text) {
        return text.isEmpty() ? null : Part.Text.of(text);
    }

    private static @Nullable Part thinking(Part.Thinking thinking) {
        return thinking.text().isEmpty() && thinking.seal() == null ? null : thinking;
    }

    /** A picture that the model made; null if it is not where it should be. */
    static @Nullable Part image(Json.Obj piece) {
        Json.Obj nested = piece.object("image_url");
        String url = nested == null ? piece.text("image_url") : nested.text("url");
        return url == null || url.isEmpty() ? null : new Part.Image(Source.ofUrl(url), null, null);
    }
}
