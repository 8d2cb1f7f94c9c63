package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.LongText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Writes pictures and documents. What Claude could not look at is refused, since an answer without it would mislead. */
final class SourceWriter {
    private final Asked asked;

    SourceWriter(Asked asked) {
        this.asked = asked;
    }

    Json.Obj image(Part.Image image, String path) throws Refusal {
        String detail = image.detail();
        asked.losses().addIf(detail != null && !detail.equals("auto"), path + ".detail");
        Json.Obj source = switch (image.source()) {
            case Source.Data(String type, String base64) -> data(imageType(type), base64);
            case Source.Url(String url, String _) -> url(url, path);
            case Source.File(String id) -> file(id);
            case Source.Plain _ -> throw refused(path, "a picture can not be plain text; send it in base64");
        };
        return CacheControl.mark(new Json.Obj().put("type", "image").put("source", source), image.cache());
    }

    private static String imageType(String type) {
        return type.equalsIgnoreCase("image/jpg") ? "image/jpeg" : type;
    }

    Json.Obj document(Part.Document document, String path) throws Refusal {
        Json.Obj source = switch (document.source()) {
            case Source.Data(String type, String base64) -> documentData(type, base64, path);
            case Source.Url(String url, String _) -> url(url, path);
            case Source.File(String id) -> file(id);
            case Source.Plain(String text) -> plain(text);
        };
        Json.Obj block = new Json.Obj()
                .put("type", "document")
                .put("source", source)
                .put("title", document.name())
                .put("context", document.context());
        if (document.cite()) {
            block.put("citations", new Json.Obj().put("enabled", true));
        }
        return CacheControl.mark(block, document.cache());
    }

    private Json.Obj documentData(String type, String base64, String path) throws Refusal {
        String kind = type.toLowerCase(Locale.ROOT);
        if (kind.startsWith("application/pdf") || kind.isEmpty()) {
            return data("application/pdf", base64);
        }
        if (kind.startsWith("text/") || kind.startsWith("application/json") || kind.startsWith("application/xml")) {
            try {
                return plain(
                        new String(Base64.getMimeDecoder().decode(LongText.whole(base64)), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException _) {
                throw refused(path, "its base64 can not be decoded");
            }
        }
        throw refused(path, "Claude reads PDF and plain text, not " + type + "; convert it");
    }

    private static Json.Obj data(String type, String base64) {
        return new Json.Obj().put("type", "base64").put("media_type", type).put("data", base64);
    }

    private static Json.Obj plain(String text) {
        return new Json.Obj()
                .put("type", "text")
                .put("media_type", "text/plain")
                .put("data", text);
    }

    private Json.Obj url(String url, String path) throws Refusal {
        if (asked.flavour() != MessagesFlavour.DIRECT) {
            String where = asked.flavour() == MessagesFlavour.BEDROCK ? "Amazon Bedrock" : "Vertex AI";
            throw refused(path, "Claude on " + where + " fetches no addresses; send the content in base64");
        }
        return new Json.Obj().put("type", "url").put("url", url);
    }

    private Json.Obj file(String id) {
        asked.betas().add("files-api-2025-04-14");
        return new Json.Obj().put("type", "file").put("file_id", id);
    }

    private static Refusal refused(String path, String complaint) {
        return new Refusal(new Failure.InvalidRequest(path + ": " + complaint, path, "unsupported_content"));
    }
}
