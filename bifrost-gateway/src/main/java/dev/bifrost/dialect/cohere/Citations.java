package dev.bifrost.dialect.cohere;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads citations. One that rests on several documents becomes several, each of one document. */
final class Citations {
    private static final List<String> QUOTED = List.of("snippet", "text");

    private Citations() {}

    /** True if it cites the answer, not a thought or a plan: those have no place in other dialects. */
    static boolean isOfText(Json.Obj citation) {
        String type = citation.text("type");
        return type == null || type.equals("TEXT_CONTENT");
    }

    static List<Citation> of(Json.Obj citation) {
        List<Json.Obj> sources = citation.objects("sources");
        if (sources.isEmpty()) {
            return List.of(of(citation, null, citation));
        }
        List<Citation> all = new ArrayList<>(sources.size());
        for (Json.Obj source : sources) {
            Json.Obj raw = sources.size() == 1 ? citation : citation.copy().put("sources", new Json.Arr().add(source));
            all.add(of(citation, source, raw));
        }
        return all;
    }

    private static Citation of(Json.Obj citation, Json.@Nullable Obj source, Json.Obj raw) {
        Json.Obj document = document(source);
        String title = document.text("title");
        return new Citation(
                document.text("url"),
                title == null && source != null ? source.text("id") : title,
                QUOTED.stream()
                        .map(document::text)
                        .filter(text -> text != null && !text.isEmpty())
                        .findFirst()
                        .orElse(null),
                citation.number("start", -1),
                citation.number("end", -1),
                CohereProvider.NAME,
                raw);
    }

    /** What is cited: a document, or what a tool gave. */
    private static Json.Obj document(Json.@Nullable Obj source) {
        Json.Obj document = source == null ? null : source.object("document");
        Json.Obj output = source == null ? null : source.object("tool_output");
        return document != null ? document : output != null ? output : new Json.Obj(Map.of());
    }
}
