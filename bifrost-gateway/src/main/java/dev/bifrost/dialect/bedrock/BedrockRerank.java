package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.RerankAnswer;
import dev.bifrost.api.chat.RerankRequest;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.RerankDialect;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Cohere's and Amazon's rerankers through InvokeModel
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-supported.html).
 */
public final class BedrockRerank implements RerankDialect {
    private static final int COHERE_VERSION = 2;

    @Override
    public String name() {
        return "bedrock-rerank";
    }

    @Override
    public ProviderRequest write(RerankRequest request, Recipient recipient, Losses losses) throws Refusal {
        if (request.documents().isEmpty()) {
            throw Translation.refusal("documents", "there is nothing to rank; send at least one text in documents");
        }
        boolean cohere = recipient.model().contains("cohere");
        Json.Obj body = new Json.Obj().put("query", request.query()).put("documents", Json.Arr.of(request.documents()));
        Long topN = request.topN();
        if (topN != null) {
            body.put("top_n", topN);
        }
        request.extra().forEach((name, value) -> {
            if (cohere && name.equals("max_tokens_per_doc")) {
                body.put(name, value);
            } else {
                losses.add(name);
            }
        });
        return new ProviderRequest(cohere ? body.put("api_version", COHERE_VERSION) : body);
    }

    @Override
    public RerankAnswer read(Json.Obj json) throws AnswerFault {
        if (!(json.get("results") instanceof Json.Arr)) {
            ErrorDetail error = BedrockErrors.of(json);
            throw error == null ? new AnswerFault("its answer has no results") : new AnswerFault(error);
        }
        List<RerankAnswer.Ranked> results = new ArrayList<>();
        for (Json.Obj result : json.objects("results")) {
            Json.Num index = result.number("index");
            Json.Num relevance = result.number("relevance_score");
            if (index == null || relevance == null || index.longValue() < 0) {
                throw new AnswerFault("its answer has a result without index or relevance_score");
            }
            results.add(new RerankAnswer.Ranked(
                    (int) Math.min(index.longValue(), Integer.MAX_VALUE), relevance.doubleValue()));
        }
        return new RerankAnswer(json.text("id", ""), results, 0);
    }
}
