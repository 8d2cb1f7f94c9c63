package dev.bifrost.dialect.cohere;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.LongText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Pieces of content, as messages of all roles have them. */
final class Blocks {
    private Blocks() {}

    static Json.Obj text(String text) {
        return new Json.Obj().put("type", "text").put("text", text);
    }

    static Json.Obj thinking(String text) {
        return new Json.Obj().put("type", "thinking").put("thinking", text);
    }

    static Json.Obj document(Json.Obj data) {
        return new Json.Obj().put("type", "document").put("document", new Json.Obj().put("data", data));
    }

    /** One text is a string, as most clients write it. */
    static Json content(List<Json.Obj> blocks) {
        if (blocks.isEmpty()) {
            return new Json.Str("");
        }
        Json.Obj first = blocks.getFirst();
        String only = "text".equals(first.text("type")) ? first.text("text") : null;
        if (blocks.size() == 1 && only != null) {
            return new Json.Str(only);
        }
        Json.Arr all = new Json.Arr();
        blocks.forEach(all::add);
        return all;
    }

    /** The text of a document; null if it is none, or is not here. */
    static @Nullable String plain(Source source) {
        return switch (source) {
            case Source.Plain(String text) -> text;
            case Source.Data(String mediaType, String base64) -> isText(mediaType) ? decoded(base64) : null;
            case Source.Url _, Source.File _ -> null;
        };
    }

    private static boolean isText(String mediaType) {
        String type = mediaType.toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || type.startsWith("application/json");
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(LongText.whole(base64)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** Names and values both reach the model, and both come back with a citation. */
    static Json.Obj data(Part.Document document, String text) {
        return new Json.Obj()
                .put("title", document.name())
                .put("context", document.context())
                .put("text", text);
    }

    /** A document in the middle of a message. */
    static String inline(Part.Document document, String text) {
        StringBuilder all = new StringBuilder();
        for (String head : new @Nullable String[] {document.name(), document.context()}) {
            if (head != null && !head.isEmpty()) {
                all.append(head).append("\n\n");
            }
        }
        return all.append(text).toString();
    }
}
