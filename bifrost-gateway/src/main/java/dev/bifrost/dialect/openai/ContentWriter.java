package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.LongText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes parts as pieces of {@code content}. */
final class ContentWriter {
    private final Recipient to;
    private final Losses losses;
    private final boolean textOnly;
    private final boolean asString;

    ContentWriter(Recipient to, Losses losses) {
        this.to = to;
        this.losses = losses;
        this.textOnly = to.has("text_only");
        this.asString = textOnly || to.has("string_content");
    }

    /** The pieces as a string if that says the same, else as a list. */
    Json content(List<Json.Obj> pieces) {
        if (pieces.isEmpty()) {
            return new Json.Str("");
        }
        boolean plain = pieces.stream().allMatch(ContentWriter::isPlainText);
        if (plain && (pieces.size() == 1 || asString)) {
            List<String> texts =
                    pieces.stream().map(each -> each.text("text", "")).toList();
            return new Json.Str(String.join("\n\n", texts));
        }
        Json.Arr list = new Json.Arr();
        pieces.forEach(list::add);
        return list;
    }

    static boolean isPlainText(Json.Obj piece) {
        return piece.text("type", "").equals("text") && !piece.has("cache_control");
    }

    /** Adds the pieces of a part; none if it is lost. {@code path} is where it stands, for the losses. */
    void add(Part part, String path, List<Json.Obj> pieces) {
        switch (part) {
            case Part.Text it -> pieces.add(marked(text(it.text()), it.cache()));
            case Part.Refusal(String text) -> pieces.add(text(text));
            case Part.Image it -> media(image(it), path, pieces);
            case Part.Audio it -> media(audio(it), path, pieces);
            case Part.Document it -> document(it, path, pieces);
            case Part.Opaque it -> media(it.dialect().equals(ChatClient.NAME) ? it.json() : null, path, pieces);
            case Part.Thinking _, Part.ToolCall _, Part.ToolResult _ -> losses.add(path);
        }
    }

    private void media(Json.@Nullable Obj piece, String path, List<Json.Obj> pieces) {
        if (piece == null || textOnly) {
            losses.add(path);
        } else {
            pieces.add(piece);
        }
    }

    static Json.Obj text(String text) {
        return new Json.Obj().put("type", "text").put("text", text);
    }

    private Json.Obj marked(Json.Obj piece, @Nullable CacheMark cache) {
        return to.has("cache_control") ? piece.put("cache_control", mark(cache)) : piece;
    }

    static Json.@Nullable Obj mark(@Nullable CacheMark cache) {
        return cache == null ? null : new Json.Obj().put("type", "ephemeral").put("ttl", cache.ttl());
    }

    private Json.@Nullable Obj image(Part.Image image) {
        return switch (image.source()) {
            case Source.Data _, Source.Url _ -> {
                Json.Obj url = new Json.Obj()
                        .put("url", AnswerMessage.url(image.source()))
                        .put("detail", image.detail());
                yield marked(new Json.Obj().put("type", "image_url").put("image_url", url), image.cache());
            }
            case Source.File _, Source.Plain _ -> null;
        };
    }

    private static Json.@Nullable Obj audio(Part.Audio audio) {
        if (!(audio.source() instanceof Source.Data(String mediaType, String base64))) {
            return null;
        }
        String format = audio.format().isEmpty() ? mediaType.replaceFirst("audio/(x-)?", "") : audio.format();
        Json.Obj sound = new Json.Obj().put("data", base64).put("format", format.equals("mpeg") ? "mp3" : format);
        return new Json.Obj().put("type", "input_audio").put("input_audio", sound);
    }

    private void document(Part.Document document, String path, List<Json.Obj> pieces) {
        losses.addIf(document.cite(), path + ".citations");
        if (document.context() != null) {
            pieces.add(text(document.context()));
        }
        String plain = plain(document);
        if (plain != null) {
            pieces.add(marked(text(plain), document.cache()));
            return;
        }
        int before = pieces.size();
        media(file(document), path, pieces);
        if (pieces.size() == before && document.source() instanceof Source.Url it) {
            // The model is at least told what it can not see.
            pieces.add(text("[Document: " + it.url() + "]"));
        }
    }

    /** The document if it is nothing but text, under its name. */
    static @Nullable String plain(Part.Document document) {
        String text = switch (document.source()) {
            case Source.Plain(String plain) -> plain;
            case Source.Data(String mediaType, String base64) -> mediaType.startsWith("text/") ? decoded(base64) : null;
            case Source.Url _, Source.File _ -> null;
        };
        return text == null || document.name() == null ? text : document.name() + "\n\n" + text;
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(LongText.whole(base64)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Json.@Nullable Obj file(Part.Document document) {
        Source source = document.source();
        if (to.has("document_url") && !(source instanceof Source.File)) {
            return new Json.Obj()
                    .put("type", "document_url")
                    .put("document_url", AnswerMessage.url(source))
                    .put("document_name", document.name());
        }
        Json.Obj file = switch (source) {
            case Source.Data it ->
                new Json.Obj()
                        .put("filename", document.name() == null ? nameFor(it.mediaType()) : document.name())
                        .put("file_data", AnswerMessage.url(source));
            case Source.File(String id) -> new Json.Obj().put("file_id", id);
            case Source.Url it ->
                to.has("file_url")
                        ? new Json.Obj().put("filename", document.name()).put("file_data", it.url())
                        : null;
            case Source.Plain _ -> null;
        };
        return file == null ? null : marked(new Json.Obj().put("type", "file").put("file", file), document.cache());
    }

    /** OpenAI wants a name for every file it is sent. */
    private static String nameFor(String mediaType) {
        return Map.of("application/pdf", "document.pdf").getOrDefault(mediaType, "document");
    }
}
