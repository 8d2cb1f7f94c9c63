package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.RerankAnswer;
import dev.bifrost.api.chat.RerankRequest;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Rerank as clients speak it. OpenAI has none; this is Cohere's form (https://docs.cohere.com/reference/rerank), which Jina,
 * Voyage, vLLM and the rest took over.
 */
public final class RerankClient {
    /** The request. */
    public RerankRequest read(Json.Obj body) throws Refusal {
        Fields top = new Fields(body, "");
        String model = top.text("model");
        String query = top.needText("query");
        List<String> documents = documents(top);
        Long most = top.integer("top_n");
        Long most2 = top.integer("top_k");
        boolean returned = Boolean.TRUE.equals(top.bool("return_documents"));
        return new RerankRequest(
                model == null ? "" : model, query, documents, most == null ? most2 : most, returned, top.rest());
    }

    private static List<String> documents(Fields top) throws Refusal {
        List<Json> items = top.list("documents");
        if (items.isEmpty()) {
            throw Invalid.type("documents", "a list of at least one text");
        }
        List<String> documents = new ArrayList<>(items.size());
        for (Json item : items) {
            String path = "documents[" + documents.size() + "]";
            documents.add(
                    switch (item) {
                        case Json.Str(String text) -> text;
                        case Json.Obj object -> new Fields(object, path).needText("text");
                        case Json.Arr _, Json.Num _, Json.Bool _, Json.Nil _ ->
                            throw Invalid.type(path, "a string, or an object with a text");
                    });
        }
        return documents;
    }

    /** The answer to that request. */
    public Json.Obj answer(RerankAnswer answer, RerankRequest asked) {
        Json.Arr results = new Json.Arr();
        for (RerankAnswer.Ranked ranked : answer.results()) {
            Json.Obj result =
                    new Json.Obj().put("index", ranked.index()).put("relevance_score", Json.Num.of(ranked.relevance()));
            if (asked.returnDocuments()
                    && ranked.index() >= 0
                    && ranked.index() < asked.documents().size()) {
                String text = asked.documents().get(ranked.index());
                result.put("document", new Json.Obj().put("text", text));
            }
            results.add(result);
        }
        Json.Obj billed = new Json.Obj().put("search_units", answer.searchUnits());
        return new Json.Obj()
                .put("id", answer.id().isEmpty() ? "rerank-bifrost" : answer.id())
                .put("results", results)
                .put("meta", new Json.Obj().put("billed_units", billed));
    }
}
