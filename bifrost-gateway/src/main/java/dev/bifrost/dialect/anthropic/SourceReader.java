package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads pictures, documents and search results. */
final class SourceReader {
    private SourceReader() {}

    static Part image(Json.Obj block, String path) throws Refusal {
        return new Part.Image(source(block, path, ""), null, CacheControl.read(block));
    }

    /**
     * A document; one that is itself made of blocks becomes plain text if it holds no pictures, else it is kept as it
     * is.
     */
    static Part document(Json.Obj block, String path, List<String> unread) throws Refusal {
        Json.Obj source = Fields.object(block, "source", path);
        Source read;
        if (source.text("type", "").equals("content")) {
            String text = content(source, path, unread);
            if (text == null) {
                return new Part.Opaque(CarriedSeal.ORIGIN, block);
            }
            read = new Source.Plain(text);
        } else {
            read = source(block, path, "application/pdf");
        }
        Fields.unread(block, path, Set.of("type", "source", "title", "context", "citations", "cache_control"), unread);
        return new Part.Document(
                read, block.text("title"), block.text("context"), cite(block), CacheControl.read(block));
    }

    /** A search result, as the document that it is to everybody else. */
    static Part searchResult(Json.Obj block) {
        return new Part.Document(
                new Source.Plain(joined(block.objects("content"))),
                block.text("title"),
                block.text("source"),
                cite(block),
                CacheControl.read(block));
    }

    private static boolean cite(Json.Obj block) {
        Json.Obj citations = block.object("citations");
        return citations != null && citations.isTrue("enabled");
    }

    private static Source source(Json.Obj block, String path, String usualType) throws Refusal {
        Json.Obj source = Fields.object(block, "source", path);
        String at = path + ".source";
        return switch (Fields.text(source, "type", at)) {
            case "base64" -> new Source.Data(Fields.text(source, "media_type", at), Fields.text(source, "data", at));
            case "url" -> new Source.Url(Fields.text(source, "url", at), usualType);
            case "file" -> new Source.File(Fields.text(source, "file_id", at));
            case "text" -> new Source.Plain(Fields.text(source, "data", at));
            default -> throw Fields.invalid(at + ".type", "is none of base64, url, file, text and content");
        };
    }

    /** Null if there is more than text. The bounds of the blocks, to which citations refer, are lost. */
    private static @Nullable String content(Json.Obj source, String path, List<String> unread) {
        String text = source.text("content");
        if (text != null) {
            return text;
        }
        List<Json.Obj> blocks = source.objects("content");
        if (!blocks.stream().allMatch(block -> block.text("type", "").equals("text"))) {
            return null;
        }
        if (blocks.size() > 1) {
            unread.add(path + ".source.content");
        }
        return joined(blocks);
    }

    private static String joined(List<Json.Obj> blocks) {
        return String.join(
                "\n", blocks.stream().map(block -> block.text("text", "")).toList());
    }
}
