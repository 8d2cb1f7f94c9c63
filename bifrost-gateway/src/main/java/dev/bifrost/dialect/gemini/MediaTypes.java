package dev.bifrost.dialect.gemini;

import java.util.Locale;

/** Media types in Google's spelling. */
final class MediaTypes {
    private MediaTypes() {}

    /** The type as Google spells it. */
    static String normal(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "image/jpg" -> "image/jpeg";
            case "audio/x-wav", "audio/wave" -> "audio/wav";
            default -> lower;
        };
    }

    /** The type of OpenAI's {@code input_audio.format}. */
    static String ofAudio(String format) {
        return switch (format) {
            case "" -> "audio/wav";
            // 16 bits, 24 kHz, one channel, as OpenAI has it
            case "pcm16" -> "audio/pcm;rate=24000";
            default -> "audio/" + format.toLowerCase(Locale.ROOT);
        };
    }

    /** The word for a type of sound in OpenAI's {@code format}. */
    static String audioFormat(String type) {
        String word = type.substring("audio/".length()).split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "l16", "pcm" -> "pcm16";
            case "mpeg" -> "mp3";
            default -> word;
        };
    }

    /** The type of what an address leads to, by its ending; {@code otherwise} if that says nothing. */
    static String ofAddress(String url, String otherwise) {
        if (url.contains("youtube.com/") || url.contains("youtu.be/")) {
            return "video/mp4";
        }
        return switch (ending(url)) {
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "webp" -> "image/webp";
            case "gif" -> "image/gif";
            case "heic" -> "image/heic";
            case "heif" -> "image/heif";
            case "bmp" -> "image/bmp";
            case "pdf" -> "application/pdf";
            case "txt", "md" -> "text/plain";
            case "html", "htm" -> "text/html";
            case "csv" -> "text/csv";
            case "json" -> "application/json";
            case "xml" -> "text/xml";
            case "mp3" -> "audio/mp3";
            case "wav" -> "audio/wav";
            case "m4a" -> "audio/m4a";
            case "aac" -> "audio/aac";
            case "ogg" -> "audio/ogg";
            case "flac" -> "audio/flac";
            case "aiff" -> "audio/aiff";
            case "mp4" -> "video/mp4";
            case "mov" -> "video/quicktime";
            case "webm" -> "video/webm";
            case "mpeg", "mpg" -> "video/mpeg";
            case "avi" -> "video/x-msvideo";
            case "3gp" -> "video/3gpp";
            default -> otherwise;
        };
    }

    /** What stands behind the last dot of the path, in lower case. */
    private static String ending(String url) {
        String path = url.split("[?#]", 2)[0];
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
