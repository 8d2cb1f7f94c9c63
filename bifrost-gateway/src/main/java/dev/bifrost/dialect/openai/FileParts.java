package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts of the type {@code file}, or {@code input_file} in the Responses API. */
final class FileParts {
    private static final String PDF = "application/pdf";

    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("pdf", PDF),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/markdown"),
            Map.entry("csv", "text/csv"),
            Map.entry("html", "text/html"),
            Map.entry("json", "application/json"),
            Map.entry("doc", "application/msword"),
            Map.entry("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Map.entry("xls", "application/vnd.ms-excel"),
            Map.entry("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"));

    private FileParts() {}

    /** The document, or the picture if it is one. */
    static Part read(Fields part, @Nullable CacheMark cache, List<String> unread) throws Refusal {
        Fields nested = part.fields("file");
        Fields file = nested == null ? part : nested;
        String name = file.text("filename");
        Source source = source(file, name);
        if (nested != null) {
            nested.restTo(unread);
        }
        boolean image = source instanceof Source.Data data && data.mediaType().startsWith("image/");
        return image ? new Part.Image(source, null, cache) : new Part.Document(source, name, null, false, cache);
    }

    private static Source source(Fields file, @Nullable String name) throws Refusal {
        String data = file.text("file_data");
        String format = file.text("format");
        if (data != null) {
            boolean address = data.startsWith("data:") || isAddress(data);
            return address ? Source.ofUrl(data) : new Source.Data(format == null ? mediaType(name) : format, data);
        }
        String url = file.text("file_url");
        if (url != null) {
            return Source.ofUrl(url);
        }
        String id = file.text("file_id");
        if (id == null) {
            throw Invalid.missing(file.path("file_data"));
        }
        return isAddress(id) ? new Source.Url(id, format == null ? "" : format) : new Source.File(id);
    }

    private static boolean isAddress(String text) {
        return text.startsWith("https://") || text.startsWith("http://") || text.startsWith("gs://");
    }

    private static String mediaType(@Nullable String name) {
        String ending = name == null ? "" : name.substring(name.lastIndexOf('.') + 1);
        return BY_ENDING.getOrDefault(ending.toLowerCase(Locale.ROOT), PDF);
    }
}
