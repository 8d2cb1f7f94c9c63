package dev.bifrost.dialect.bedrock;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converse's words for media types
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html and its neighbours).
 */
final class MediaFormats {
    private static final Map<String, String> IMAGES = Map.of(
            "image/png", "png", "image/jpeg", "jpeg", "image/jpg", "jpeg", "image/gif", "gif", "image/webp", "webp");
    private static final Map<String, String> VIDEOS = Map.of(
            "video/mp4", "mp4",
            "video/quicktime", "mov",
            "video/x-matroska", "mkv",
            "video/webm", "webm",
            "video/x-flv", "flv",
            "video/mpeg", "mpeg",
            "video/x-ms-wmv", "wmv",
            "video/3gpp", "three_gp");
    private static final Map<String, String> DOCUMENTS = Map.ofEntries(
            Map.entry("application/pdf", "pdf"),
            Map.entry("text/csv", "csv"),
            Map.entry("application/msword", "doc"),
            Map.entry("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
            Map.entry("application/vnd.ms-excel", "xls"),
            Map.entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            Map.entry("text/html", "html"),
            Map.entry("text/markdown", "md"),
            Map.entry("text/plain", "txt"),
            Map.entry("application/json", "txt"),
            Map.entry("application/xml", "txt"));
    private static final String ENDINGS = " pdf csv doc docx xls xlsx html txt md ";

    private MediaFormats() {}

    /** Null if Bedrock takes no such pictures. An address without a type goes by its ending. */
    static @Nullable String image(String mediaType, String url) {
        String format = IMAGES.get(type(mediaType));
        return format != null || !mediaType.isEmpty() ? format : IMAGES.get("image/" + ending(url));
    }

    static @Nullable String video(String mediaType) {
        return VIDEOS.get(type(mediaType));
    }

    /** Null if Bedrock takes no such documents. Without a type that tells, its name does. */
    static @Nullable String document(String mediaType, @Nullable String name) {
        String type = type(mediaType);
        String format = DOCUMENTS.get(type);
        if (format != null && !format.equals("txt")) {
            return format;
        }
        String ending = name == null ? "" : ending(name);
        if (!ending.isEmpty() && ENDINGS.contains(" " + ending + " ")) {
            return ending;
        }
        return format == null && type.startsWith("text/") ? "txt" : format;
    }

    private static String type(String mediaType) {
        int semicolon = mediaType.indexOf(';');
        return (semicolon < 0 ? mediaType : mediaType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
