package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.json.Json;

/** Citations of an answer. Where Claude counts characters, it counts those of the document, not of the answer. */
final class MessagesCitations {
    private MessagesCitations() {}

    static Citation read(Json.Obj json) {
        String url = json.text("url");
        String title = json.text("title");
        return new Citation(
                url != null ? url : json.text("source"),
                title != null ? title : json.text("document_title"),
                json.text("cited_text"),
                -1,
                -1,
                CarriedSeal.ORIGIN,
                json);
    }

    /** As Claude would have written it; what only Claude could know is empty. */
    static Json.Obj write(Citation citation) {
        if (citation.dialect().equals(CarriedSeal.ORIGIN)) {
            return citation.raw();
        }
        String quoted = citation.quoted() == null ? "" : citation.quoted();
        if (citation.url() != null) {
            return new Json.Obj()
                    .put("type", "web_search_result_location")
                    .put("cited_text", quoted)
                    .put("url", citation.url())
                    .putOrNull("title", citation.title())
                    .put("encrypted_index", "");
        }
        return new Json.Obj()
                .put("type", "char_location")
                .put("cited_text", quoted)
                .put("document_index", 0)
                .putOrNull("document_title", citation.title())
                .put("start_char_index", 0)
                .put("end_char_index", 0);
    }
}
