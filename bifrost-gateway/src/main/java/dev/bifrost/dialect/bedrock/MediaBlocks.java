package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.LongText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Pictures, films, sounds and documents as Converse's blocks. Bedrock fetches nothing but from S3, so what lies
 * elsewhere is refused: an answer about a picture that was left out would be worse.
 */
final class MediaBlocks {
    private static final String S3 = "s3://";

    private final Translation translation;
    private final DocumentNames names = new DocumentNames();

    MediaBlocks(Translation translation) {
        this.translation = translation;
    }

    /** @param field the part, as the client knows it */
    Json.Obj image(Part.Image image, String field) throws Refusal {
        String detail = image.detail();
        translation.losses().addIf(detail != null && !detail.equals("auto"), field + ".detail");
        Json.Obj source = source(image.source(), field);
        String format = MediaFormats.image(mediaType(image.source()), address(image.source()));
        if (format == null) {
            throw Translation.refusal(
                    field,
                    "Bedrock takes pictures as PNG, JPEG, GIF or WebP; " + field + " is " + kind(image.source()));
        }
        return new Json.Obj().put("image", block(format, source));
    }

    /** A document, or a film that a client sent as a file. */
    Json.Obj document(Part.Document document, String field) throws Refusal {
        String mediaType = mediaType(document.source());
        Json.Obj source = source(document.source(), field);
        String video = MediaFormats.video(mediaType);
        if (video != null) {
            return new Json.Obj().put("video", block(video, source));
        }
        if (mediaType.startsWith("image/")) {
            return image(new Part.Image(document.source(), null, null), field);
        }
        String name = document.name();
        String format = MediaFormats.document(mediaType, name == null ? address(document.source()) : name);
        if (format == null) {
            throw Translation.refusal(
                    field,
                    "Bedrock takes documents as PDF, CSV, DOC, DOCX, XLS, XLSX, HTML, TXT or Markdown; " + field
                            + " is " + kind(document.source()));
        }
        Json.Obj block =
                new Json.Obj().put("format", format).put("name", names.of(name)).put("source", source);
        cite(document, block, field);
        return new Json.Obj().put("document", block);
    }

    private void cite(Part.Document document, Json.Obj block, String field) {
        boolean cites = translation.model().isClaude();
        translation.losses().addIf(document.cite() && !cites, field + ".citations");
        translation.losses().addIf(document.context() != null && !cites, field + ".context");
        if (cites) {
            block.put("context", document.context());
            block.put("citations", document.cite() ? new Json.Obj().put("enabled", true) : null);
        }
    }

    /** Null for an earlier answer's sound, of which only the transcript can be said again. */
    Json.@Nullable Obj audio(Part.Audio audio, String field) throws Refusal {
        Source source = audio.source();
        if (source == null) {
            translation.losses().add(field);
            String transcript = audio.transcript();
            return transcript == null || transcript.isBlank() ? null : new Json.Obj().put("text", transcript);
        }
        return new Json.Obj().put("audio", block(audio.format(), source(source, field)));
    }

    private static Json.Obj block(String format, Json.Obj source) {
        return new Json.Obj().put("format", format).put("source", source);
    }

    private static Json.Obj source(Source source, String field) throws Refusal {
        return switch (source) {
            case Source.Data data -> new Json.Obj().put("bytes", data.base64());
            case Source.Plain plain -> new Json.Obj().put("bytes", base64(plain.text()));
            case Source.Url url
            when url.url().startsWith(S3) -> new Json.Obj().put("s3Location", new Json.Obj().put("uri", url.url()));
            case Source.Url _ -> throw refusal("Bedrock fetches nothing from the web", field);
            case Source.File _ -> throw refusal("Bedrock knows no uploaded files", field);
        };
    }

    private static Refusal refusal(String why, String field) {
        return Translation.refusal(field, why + "; send " + field + " as base64 data, or as an s3:// URL");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(LongText.whole(text).getBytes(StandardCharsets.UTF_8));
    }

    private static String mediaType(Source source) {
        return switch (source) {
            case Source.Data data -> data.mediaType();
            case Source.Url url -> url.mediaType();
            case Source.Plain _ -> "text/plain";
            case Source.File _ -> "";
        };
    }

    private static String address(Source source) {
        return source instanceof Source.Url url ? url.url() : "";
    }

    private static String kind(Source source) {
        String type = mediaType(source);
        return type.isEmpty() ? "of no known type" : type;
    }
}
