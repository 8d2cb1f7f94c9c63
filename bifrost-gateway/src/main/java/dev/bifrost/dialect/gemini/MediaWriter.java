package dev.bifrost.dialect.gemini;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes pictures, sound, films and documents. Google fetches public https addresses itself
 * (https://ai.google.dev/gemini-api/docs/file-input-methods), Vertex AI {@code gs://} addresses too.
 */
final class MediaWriter {
    private static final String FILES = "https://generativelanguage.googleapis.com/v1beta/";

    private final Asked asked;

    MediaWriter(Asked asked) {
        this.asked = asked;
    }

    /** The parts that say what an image, a sound or a document says. */
    List<Json.Obj> write(String path, Part part) throws Refusal {
        return switch (part) {
            case Part.Image image -> {
                String detail = image.detail();
                asked.losses().addIf(detail != null && !detail.equals("auto"), path + ".image_url.detail");
                yield List.of(source(path, image.source(), "image/jpeg"));
            }
            case Part.Audio audio -> audio(path, audio);
            case Part.Document document -> document(path, document);
            case Part.Text _, Part.Refusal _, Part.Thinking _, Part.ToolCall _, Part.ToolResult _, Part.Opaque _ ->
                List.of();
        };
    }

    private List<Json.Obj> audio(String path, Part.Audio audio) throws Refusal {
        Source source = audio.source();
        if (source != null) {
            return List.of(source(path, source, MediaTypes.ofAudio(audio.format())));
        }
        String transcript = audio.transcript();
        asked.losses().add(path);
        return transcript == null || transcript.isEmpty() ? List.of() : List.of(ContentsWriter.text(transcript));
    }

    private List<Json.Obj> document(String path, Part.Document document) throws Refusal {
        asked.losses().addIf(document.cite(), path + ".citations");
        List<Json.Obj> parts = new ArrayList<>();
        StringBuilder about = new StringBuilder();
        String name = document.name();
        if (name != null && !name.isBlank()) {
            about.append("Document: ").append(name).append('\n');
        }
        String context = document.context();
        if (context != null && !context.isBlank()) {
            about.append(context).append('\n');
        }
        if (!about.isEmpty()) {
            parts.add(ContentsWriter.text(about.toString()));
        }
        if (!(document.source() instanceof Source.Plain(String text) && text.isEmpty())) {
            parts.add(source(path, document.source(), "application/pdf"));
        }
        return parts;
    }

    private Json.Obj source(String path, Source source, String otherwise) throws Refusal {
        return switch (source) {
            case Source.Data(String type, String base64) ->
                new Json.Obj()
                        .put(
                                "inlineData",
                                new Json.Obj()
                                        .put("mimeType", type.isEmpty() ? otherwise : MediaTypes.normal(type))
                                        .put("data", base64));
            case Source.Plain(String text) -> ContentsWriter.text(text);
            case Source.Url(String url, String type) -> address(path, url, type, otherwise);
            case Source.File(String id) -> file(path, id, otherwise);
        };
    }

    private Json.Obj address(String path, String url, String type, String otherwise) throws Refusal {
        String scheme = url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
        boolean good = scheme.equals("https") || scheme.equals("http") || (scheme.equals("gs") && asked.vertex());
        if (!good) {
            String fix = scheme.equals("data")
                    ? "it is a data: URL, but not one in base64."
                    : asked.vertex()
                            ? "it must begin with https:// or gs://."
                            : "it must begin with https://; gs:// is for Vertex AI.";
            throw Asked.refuse("Gemini can not fetch the address in " + path + ": " + fix, path);
        }
        return reference(url, type.isEmpty() ? MediaTypes.ofAddress(url, otherwise) : MediaTypes.normal(type));
    }

    /** The Gemini API knows the type of what it stores; Vertex AI stores nothing. */
    private Json.Obj file(String path, String id, String otherwise) throws Refusal {
        if (id.startsWith("https://") || id.startsWith("gs://")) {
            return address(path, id, "", otherwise);
        }
        if (!id.startsWith("files/") || asked.vertex()) {
            throw Asked.refuse(
                    "The file '" + id + "' in " + path
                            + " is not one of Gemini's, which are named files/…: send its data.",
                    path);
        }
        return new Json.Obj().put("fileData", new Json.Obj().put("fileUri", FILES + id));
    }

    private static Json.Obj reference(String url, String type) {
        return new Json.Obj()
                .put("fileData", new Json.Obj().put("mimeType", type).put("fileUri", url));
    }
}
