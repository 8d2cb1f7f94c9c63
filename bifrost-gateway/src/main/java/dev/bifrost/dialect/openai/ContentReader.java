package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code content} of a client's messages: a string, or a list of parts in the words of chat completions or of the
 * Responses API.
 */
final class ContentReader {
    private final List<String> unread;

    /** {@code unread} takes the paths of what can not be carried. */
    ContentReader(List<String> unread) {
        this.unread = unread;
    }

    /** The parts; none for an empty string or {@code null}. */
    List<Part> read(@Nullable Json content, String path) throws Refusal {
        return switch (content) {
            case null -> List.of();
            case Json.Nil _ -> List.of();
            case Json.Str(String text) -> text.isEmpty() ? List.of() : List.of(Part.Text.of(text));
            case Json.Arr(List<Json> items) -> parts(items, path);
            case Json.Obj _, Json.Num _, Json.Bool _ -> throw Invalid.type(path, "a string or a list of parts");
        };
    }

    private List<Part> parts(List<Json> items, String path) throws Refusal {
        List<Part> parts = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            String at = path + "[" + i + "]";
            Part part = items.get(i) instanceof Json.Str(String text) ? Part.Text.of(text) : part(items.get(i), at);
            if (part != null) {
                parts.add(part);
            }
        }
        return parts;
    }

    private @Nullable Part part(Json item, String path) throws Refusal {
        Fields part = Fields.of(item, path);
        String type = part.text("type");
        CacheMark cache = cache(part);
        if (type == null && !part.has("text")) {
            throw Invalid.missing(part.path("type"));
        }
        Part read = switch (type) {
            case null -> text(part, cache);
            case "text", "input_text", "output_text" -> text(part, cache);
            case "refusal" -> new Part.Refusal(part.needText("refusal"));
            case "image_url", "input_image" -> image(part, cache);
            case "input_audio" -> audio(part);
            case "file", "input_file" -> FileParts.read(part, cache, unread);
            case "document_url" -> document(part, cache);
            case "thinking", "redacted_thinking" -> thinking(part);
            case "video_url", "input_video" -> lost(part);
            default ->
                throw Invalid.value(part.path("type"), type, "use text, image_url, input_audio, file or refusal");
        };
        part.restTo(unread);
        return read;
    }

    private @Nullable Part lost(Fields part) {
        unread.add(part.path());
        part.ignore(part.json().members().keySet().toArray(String[]::new));
        return null;
    }

    private static @Nullable Part text(Fields part, @Nullable CacheMark cache) throws Refusal {
        String text = part.needText("text");
        part.ignore("annotations", "logprobs");
        return text.isEmpty() && cache == null ? null : new Part.Text(text, List.of(), cache, null);
    }

    private static Part thinking(Fields part) {
        part.ignore("thinking", "text", "signature", "data", "closed");
        return Thoughts.block(part.json());
    }

    private Part image(Fields part, @Nullable CacheMark cache) throws Refusal {
        String fileId = part.text("file_id");
        if (fileId != null) {
            return new Part.Image(new Source.File(fileId), part.text("detail"), cache);
        }
        if (part.get("image_url") instanceof Json.Str(String url)) {
            return new Part.Image(Source.ofUrl(url), part.text("detail"), cache);
        }
        Fields image = part.fields("image_url");
        if (image == null) {
            throw Invalid.missing(part.path("image_url"));
        }
        Part read = new Part.Image(source(image.needText("url"), image.text("format")), image.text("detail"), cache);
        image.restTo(unread);
        return read;
    }

    /** {@code format} is LiteLLM's: the media type of what stands at an address. */
    private static Source source(String url, @Nullable String format) {
        return Source.ofUrl(url) instanceof Source.Url address && format != null
                ? new Source.Url(address.url(), format)
                : Source.ofUrl(url);
    }

    private Part audio(Fields part) throws Refusal {
        Fields audio = part.fields("input_audio");
        if (audio == null) {
            throw Invalid.missing(part.path("input_audio"));
        }
        String data = audio.needText("data");
        String format = audio.text("format");
        format = format == null ? "wav" : format;
        Source source = data.startsWith("data:") || data.startsWith("http")
                ? Source.ofUrl(data)
                : new Source.Data("audio/" + format, data);
        audio.restTo(unread);
        return new Part.Audio(source, format, null, null);
    }

    /** Mistral's form of a document. */
    private static Part document(Fields part, @Nullable CacheMark cache) throws Refusal {
        Source source = Source.ofUrl(part.needText("document_url"));
        return new Part.Document(source, part.text("document_name"), null, false, cache);
    }

    /** Anthropic's {@code cache_control}, which many clients set here too. */
    static @Nullable CacheMark cache(Fields marked) throws Refusal {
        Json.Obj mark = marked.object("cache_control");
        return mark == null ? null : new CacheMark(mark.text("ttl"));
    }
}
