package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** Writes the content of a message, or of a tool's output: text alone as a text, everything else as a list of parts. */
final class ContentWriter {
    private final boolean assistant;
    private final Losses losses;
    private Json.Arr parts = new Json.Arr();
    private @Nullable String onlyText;

    ContentWriter(boolean assistant, Losses losses) {
        this.assistant = assistant;
        this.losses = losses;
    }

    /** The content so far, which is then begun anew; null if there is none. */
    @Nullable
    Json take() {
        Json content = parts.isEmpty() ? null : onlyText != null ? new Json.Str(onlyText) : parts;
        parts = new Json.Arr();
        onlyText = null;
        return content;
    }

    /**
     * Adds a part.
     *
     * @param path where it stands, for what is lost of it
     */
    void add(Part part, String path) {
        switch (part) {
            case Part.Text text -> text(text);
            case Part.Refusal(String text) -> refusal(text);
            case Part.Image image when !assistant -> put(image(image), path);
            case Part.Audio audio -> audio(audio, path);
            case Part.Document document when !assistant -> document(document, path);
            case Part.Image _, Part.Document _ -> losses.add(path);
            case Part.Thinking _, Part.ToolCall _, Part.ToolResult _, Part.Opaque _ -> losses.add(path);
        }
    }

    private void text(Part.Text text) {
        Json.Arr annotations = new Json.Arr();
        for (Citation citation : text.citations()) {
            if (citation.dialect().equals(ResponsesClient.NAME)) {
                annotations.add(citation.raw());
            }
        }
        text(text.text(), annotations);
    }

    private void text(String text, Json.Arr annotations) {
        onlyText = parts.isEmpty() && annotations.isEmpty() ? text : null;
        parts.add(new Json.Obj()
                .put("type", assistant ? "output_text" : "input_text")
                .put("text", text)
                .put("annotations", annotations.isEmpty() ? null : annotations));
    }

    private void refusal(String text) {
        if (assistant) {
            put(OutputItems.refusal(text), "");
        } else {
            text(text, new Json.Arr());
        }
    }

    private void put(Json.@Nullable Obj part, String path) {
        if (part == null) {
            losses.add(path);
        } else {
            onlyText = null;
            parts.add(part);
        }
    }

    private static Json.@Nullable Obj image(Part.Image image) {
        Json.Obj json = new Json.Obj().put("type", "input_image");
        String detail = image.detail() == null ? "auto" : image.detail();
        return switch (image.source()) {
            case Source.Data data -> json.put("image_url", dataUrl(data)).put("detail", detail);
            case Source.Url url -> json.put("image_url", url.url()).put("detail", detail);
            case Source.File(String id) -> json.put("file_id", id).put("detail", detail);
            case Source.Plain _ -> null;
        };
    }

    private void audio(Part.Audio audio, String path) {
        if (!assistant && audio.source() instanceof Source.Data data) {
            Json.Obj sound = new Json.Obj().put("data", data.base64()).put("format", audio.format());
            put(new Json.Obj().put("type", "input_audio").put("input_audio", sound), path);
            return;
        }
        losses.add(path);
        if (audio.transcript() != null) {
            text(audio.transcript(), new Json.Arr());
        }
    }

    private void document(Part.Document document, String path) {
        losses.addIf(document.cite(), path + ".citations");
        if (document.context() != null) {
            text(document.context(), new Json.Arr());
        }
        if (document.source() instanceof Source.Plain(String text)) {
            text(document.name() == null ? text : document.name() + "\n\n" + text, new Json.Arr());
        } else {
            put(file(document), path);
        }
    }

    private static Json.@Nullable Obj file(Part.Document document) {
        Json.Obj json = new Json.Obj().put("type", "input_file");
        return switch (document.source()) {
            case Source.Data data -> {
                String name = document.name() == null ? FileTypes.name(data.mediaType()) : document.name();
                yield json.put("filename", name).put("file_data", dataUrl(data));
            }
            case Source.Url url -> json.put("file_url", url.url());
            case Source.File(String id) -> json.put("file_id", id);
            case Source.Plain _ -> null;
        };
    }

    private static String dataUrl(Source.Data data) {
        return "data:" + data.mediaType() + ";base64," + data.base64();
    }
}
