package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Citations as OpenAI's {@code annotations}, both ways, and the lists of sources that Perplexity puts beside an answer. */
final class Annotations {
    static final String DIALECT = "openai";
    private static final String URL_CITATION = "url_citation";

    private Annotations() {}

    /** The citations among these annotations. */
    static List<Citation> read(List<Json.Obj> annotations) {
        List<Citation> citations = new ArrayList<>();
        for (Json.Obj annotation : annotations) {
            Json.Obj nested = annotation.object(URL_CITATION);
            Json.Obj said = nested == null ? annotation : nested;
            if (said.text("url") != null) {
                citations.add(new Citation(
                        said.text("url"),
                        said.text("title"),
                        said.text("content"),
                        said.number("start_index", -1),
                        said.number("end_index", -1),
                        DIALECT,
                        annotation));
            }
        }
        return citations;
    }

    /**
     * The annotation of a citation of a page; null for a citation of a document.
     *
     * @param moved  how many characters stand before the cited text
     * @param length of that text so far, all of which is cited where the place is not known
     */
    static Json.@Nullable Obj write(Citation citation, long moved, long length) {
        String url = citation.url();
        if (url == null) {
            return null;
        }
        if (moved == 0 && citation.dialect().equals(DIALECT) && citation.raw().object(URL_CITATION) != null) {
            return citation.raw();
        }
        String title = citation.title();
        long start = Math.max(0, citation.start());
        long end = citation.end() < 0 ? Math.max(start, length) : citation.end();
        Json.Obj said = new Json.Obj()
                .put("start_index", start + moved)
                .put("end_index", end + moved)
                .put("title", title == null ? url : title)
                .put("url", url);
        return new Json.Obj().put("type", URL_CITATION).put(URL_CITATION, said.put("content", citation.quoted()));
    }

    /**
     * A citation that is not of a page. OpenAI has no annotation for it, and clients that check types would stumble over an
     * unknown one, so it stands in a list of its own, {@code citations}.
     */
    static Json.Obj document(Citation citation, long moved) {
        Json.Obj said = new Json.Obj().put("title", citation.title()).put("quoted", citation.quoted());
        if (citation.start() >= 0) {
            said.put("start_index", citation.start() + moved).put("end_index", citation.end() + moved);
        }
        return said;
    }

    /** Whether the document names its sources as Perplexity does: {@code citations} or {@code search_results}. */
    static boolean hasSources(Json.Obj document) {
        return !document.list("citations").isEmpty()
                || !document.list("search_results").isEmpty();
    }

    /** The sources, each once: addresses in {@code citations}, with titles in {@code search_results}. */
    static List<Citation> sources(Json.Obj document) {
        Map<String, Citation> sources = new LinkedHashMap<>();
        for (Json cited : document.list("citations")) {
            if (cited instanceof Json.Str(String url)) {
                sources.put(url, source(url, new Json.Obj().put("url", url)));
            }
        }
        for (Json.Obj result : document.objects("search_results")) {
            String url = result.text("url");
            if (url != null) {
                sources.put(url, source(url, result));
            }
        }
        return List.copyOf(sources.values());
    }

    private static Citation source(String url, Json.Obj raw) {
        return new Citation(url, raw.text("title"), raw.text("snippet"), -1, -1, DIALECT, raw);
    }
}
