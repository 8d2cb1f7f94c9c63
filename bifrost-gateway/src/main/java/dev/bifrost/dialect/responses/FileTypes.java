package dev.bifrost.dialect.responses;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Media types of files, and names for files that have none. */
final class FileTypes {
    private static final String PDF = "application/pdf";

    private FileTypes() {}

    /** The media type of a file of that name; PDF if the name does not tell. */
    static String of(@Nullable String name) {
        String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
        return switch (lower.substring(lower.lastIndexOf('.') + 1)) {
            case "txt", "log" -> "text/plain";
            case "md" -> "text/markdown";
            case "csv" -> "text/csv";
            case "html", "htm" -> "text/html";
            case "json" -> "application/json";
            case "xml" -> "application/xml";
            case "docx" -> "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
            case "xlsx" -> "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            case "pptx" -> "application/vnd.openxmlformats-officedocument.presentationml.presentation";
            default -> PDF;
        };
    }

    /** A name for a file of that media type. */
    static String name(String mediaType) {
        return switch (mediaType) {
            case "text/plain" -> "document.txt";
            case "text/markdown" -> "document.md";
            case "text/csv" -> "document.csv";
            case "text/html" -> "document.html";
            case "application/json" -> "document.json";
            case "application/xml" -> "document.xml";
            case "application/vnd.openxmlformats-officedocument.wordprocessingml.document" -> "document.docx";
            case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" -> "document.xlsx";
            case "application/vnd.openxmlformats-officedocument.presentationml.presentation" -> "document.pptx";
            default -> "document.pdf";
        };
    }
}
