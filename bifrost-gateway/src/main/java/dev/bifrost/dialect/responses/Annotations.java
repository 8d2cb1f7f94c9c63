package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** The {@code annotations} of a text, both ways. */
final class Annotations {
    private Annotations() {}

    /**
     * What it says to a client.
     *
     * @param length how long the text is so far, all of which is cited where the place is not known
     */
    static Json.Obj write(Citation citation, long length) {
        if (citation.dialect().equals(ResponsesClient.NAME)) {
            return citation.raw();
        }
        long start = Math.max(0, citation.start());
        String title = citation.title() == null ? "" : citation.title();
        if (citation.url() == null) {
            return new Json.Obj()
                    .put("type", "file_citation")
                    .put("file_id", "")
                    .put("filename", title)
                    .put("index", citation.start() < 0 ? length : start);
        }
        return new Json.Obj()
                .put("type", "url_citation")
                .put("start_index", start)
                .put("end_index", citation.end() < 0 ? Math.max(start, length) : citation.end())
                .put("url", citation.url())
                .put("title", title);
    }

    static Citation read(Json.Obj annotation) {
        @Nullable String title = annotation.text("title");
        return new Citation(
                annotation.text("url"),
                title == null ? annotation.text("filename") : title,
                annotation.text("quote"),
                annotation.number("start_index", -1),
                annotation.number("end_index", -1),
                ResponsesClient.NAME,
                annotation);
    }
}
