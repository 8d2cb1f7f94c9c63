package dev.bifrost.api.chat;

/** Where a picture, sound or document is. */
public sealed interface Source {
    /**
     * Here, in base64. What is long is not all here: its end is replaced by a mark, for which the client's own bytes are put
     * into what is sent. So pass it on as it is, in a JSON string, and do not look into it beyond the first few kilobytes.
     */
    record Data(String mediaType, String base64) implements Source {}

    /** At an address that the provider fetches. {@code mediaType} is empty if it is not known. */
    record Url(String url, String mediaType) implements Source {}

    /** In the provider's own file store. */
    record File(String id) implements Source {}

    /** Here, as plain text. */
    record Plain(String text) implements Source {}

    /** The source behind a URL, which may be a {@code data:} URL. */
    static Source ofUrl(String url) {
        if (!url.regionMatches(true, 0, "data:", 0, 5)) {
            return new Url(url, "");
        }
        int comma = url.indexOf(',');
        if (comma < 0) {
            return new Url(url, "");
        }
        String head = url.substring(5, comma);
        if (!head.endsWith(";base64")) {
            return new Url(url, "");
        }
        int semicolon = head.indexOf(';');
        return new Data(head.substring(0, semicolon), url.substring(comma + 1));
    }
}
