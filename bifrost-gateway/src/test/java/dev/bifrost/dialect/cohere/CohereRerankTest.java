package dev.bifrost.dialect.cohere;

import static dev.bifrost.dialect.cohere.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.RerankAnswer;
import dev.bifrost.api.chat.RerankRequest;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Recordings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CohereRerankTest {
    private static final Recipient COHERE = new Recipient("cohere", "cohere", "rerank-v3.5", Set.of());

    private final CohereRerank cohere = new CohereRerank();

    @Test
    void write_request_isCoheres() {
        Losses losses = new Losses();
        Map<String, Json> extra = new LinkedHashMap<>();
        extra.put("max_tokens_per_doc", Json.Num.of(512));
        extra.put("rank_fields", Json.Arr.of(List.of("title")));
        var request = new RerankRequest("rerank-v3.5", "which?", List.of("a", "b"), 1L, true, extra);

        assertThat(cohere.write(request, COHERE, losses).body()).isEqualTo(json("""
                {'model':'rerank-v3.5','query':'which?','documents':['a','b'],'top_n':1,'max_tokens_per_doc':512}"""));
        assertThat(losses.names()).containsExactly("rank_fields");
    }

    @Test
    void read_recording_isTheOrder() throws Exception {
        byte[] recorded = Recordings.bytes("rerank/cohere-reranking.1.json");

        assertThat(cohere.read(Json.readObject(recorded, 0, recorded.length)))
                .isEqualTo(new RerankAnswer(
                        "b44fe75b-e3d3-489a-b61e-1a1aede3ef72",
                        List.of(new RerankAnswer.Ranked(1, 0.10183054), new RerankAnswer.Ranked(0, 0.03762639)),
                        1));
    }

    @Test
    void read_withoutBill_hasNoUnits() throws AnswerFault {
        assertThat(cohere.read(json("{'results':[]}"))).isEqualTo(new RerankAnswer("", List.of(), 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'message':'no'}",
                "{'results':[{}]}",
                "{'results':[{'index':-1,'relevance_score':1}]}",
                "{'results':[{'index':1e12,'relevance_score':1}]}",
                "{'results':[{'index':1,'relevance_score':1e999}]}",
                "{'results':[{'index':'1','relevance_score':1}]}"
            })
    void read_somethingElse_isAFault(String answer) {
        assertThatThrownBy(() -> cohere.read(json(answer))).isInstanceOf(AnswerFault.class);
    }
}
