package dev.bifrost.dialect.cohere;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.RerankAnswer;
import dev.bifrost.api.chat.RerankRequest;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.RerankDialect;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.ErrorReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cohere's reranking, {@code POST /v2/rerank} (https://docs.cohere.com/reference/rerank). It repeats no documents, and
 * so is not asked to: who wants them back has them.
 */
public final class CohereRerank implements RerankDialect {
    private static final Set<String> EXTRA = Set.of("max_tokens_per_doc", "priority");

    @Override
    public String name() {
        return CohereProvider.NAME;
    }

    @Override
    public ProviderRequest write(RerankRequest request, Recipient recipient, Losses losses) {
        Json.Obj body = new Json.Obj()
                .put("model", recipient.model())
                .put("query", request.query())
                .put("documents", Json.Arr.of(request.documents()));
        if (request.topN() != null) {
            body.put("top_n", request.topN());
        }
        request.extra().forEach((name, value) -> {
            if (EXTRA.contains(name)) {
                body.put(name, value);
            } else {
                losses.add(name);
            }
        });
        return new ProviderRequest(body);
    }

    @Override
    public RerankAnswer read(Json.Obj json) throws AnswerFault {
        if (!(json.get("results") instanceof Json.Arr)) {
            ErrorDetail said = ErrorReader.of(json);
            throw said == null ? new AnswerFault("its answer has no results") : new AnswerFault(said);
        }
        List<RerankAnswer.Ranked> results = new ArrayList<>();
        for (Json.Obj result : json.objects("results")) {
            results.add(ranked(result.number("index"), result.number("relevance_score")));
        }
        Json.Obj meta = json.object("meta");
        Json.Obj billed = meta == null ? null : meta.object("billed_units");
        return new RerankAnswer(
                json.text("id", ""), results, billed == null ? 0 : Math.max(0, billed.number("search_units", 0)));
    }

    private static RerankAnswer.Ranked ranked(Json.@Nullable Num index, Json.@Nullable Num score) throws AnswerFault {
        if (index == null || score == null || !Double.isFinite(score.doubleValue())) {
            throw new AnswerFault("one of its results has no index or no relevance_score");
        }
        long place = index.longValue();
        if (place < 0 || place > Integer.MAX_VALUE) {
            throw new AnswerFault("one of its results has an index that is none: " + place);
        }
        return new RerankAnswer.Ranked((int) place, score.doubleValue());
    }
}
