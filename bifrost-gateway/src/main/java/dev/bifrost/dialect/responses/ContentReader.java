package dev.bifrost.dialect.responses;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the content of messages and of tools' outputs: a text, or a list of parts. */
final class ContentReader {
    private static final List<String> KINDS = List.of(
            "input_text", "input_image", "input_file", "input_audio", "output_text", "refusal", "computer_screenshot");

    private final List<String> unread;

    ContentReader(List<String> unread) {
        this.unread = unread;
    }

    /** The parts in that field, which must be there. */
    List<Part> parts(Fields item, String name) throws Refusal {
        return switch (item.any(name)) {
            case Json.Str(String text) -> List.of(Part.Text.of(text));
            case Json.Arr _ -> {
                List<Part> parts = new ArrayList<>();
                for (Fields part : item.objects(name)) {
                    parts.add(part(part));
                }
                yield parts;
            }
            case null -> throw item.missing(name);
            case Json other -> throw item.wrongType(name, "a string or an array", other);
        };
    }

    private Part part(Fields part) throws Refusal {
        String type = part.needText("type");
        Part read = switch (type) {
            // Many clients write `text`; OpenAI does not take it, which helps nobody.
            case "input_text", "output_text", "text" -> text(part);
            case "refusal" -> new Part.Refusal(part.needText("refusal"));
            case "input_image", "computer_screenshot" -> image(part);
            case "input_file" -> file(part);
            case "input_audio" -> audio(part);
            default -> throw part.wrongValue("type", type, KINDS);
        };
        part.others(unread);
        return read;
    }

    private static Part text(Fields part) throws Refusal {
        part.ignore("logprobs");
        List<Citation> citations = new ArrayList<>();
        for (Fields annotation : part.objects("annotations")) {
            citations.add(Annotations.read(annotation.json()));
        }
        return new Part.Text(part.needText("text"), citations, cache(part), null);
    }

    private static Part image(Fields part) throws Refusal {
        String url = part.text("image_url");
        String file = part.text("file_id");
        Source source;
        if (url != null) {
            source = Source.ofUrl(url);
        } else if (file != null) {
            source = new Source.File(file);
        } else {
            throw part.missing("image_url");
        }
        return new Part.Image(source, part.text("detail"), cache(part));
    }

    private static Part file(Fields part) throws Refusal {
        String data = part.text("file_data");
        String url = part.text("file_url");
        String file = part.text("file_id");
        String name = part.text("filename");
        Source source;
        if (data != null) {
            source = data(data, name);
        } else if (url != null) {
            source = new Source.Url(url, "");
        } else if (file != null) {
            source = new Source.File(file);
        } else {
            throw part.missing("file_data");
        }
        return new Part.Document(source, name, null, false, cache(part));
    }

    /** A data URL, or base64 alone, whose kind the file's name tells. */
    private static Source data(String data, @Nullable String name) {
        Source source = Source.ofUrl(data);
        return source instanceof Source.Data ? source : new Source.Data(FileTypes.of(name), data);
    }

    private static Part audio(Fields part) throws Refusal {
        Fields audio = part.object("input_audio");
        if (audio == null) {
            throw part.missing("input_audio");
        }
        String format = audio.needText("format");
        return new Part.Audio(new Source.Data("audio/" + format, audio.needText("data")), format, null, null);
    }

    /** {@code prompt_cache_breakpoint} says where a cached beginning may end. */
    private static @Nullable CacheMark cache(Fields part) {
        return part.any("prompt_cache_breakpoint") instanceof Json.Obj ? new CacheMark(null) : null;
    }
}
