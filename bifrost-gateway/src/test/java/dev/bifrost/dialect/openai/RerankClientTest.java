package dev.bifrost.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.RerankAnswer;
import dev.bifrost.api.chat.RerankRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RerankClientTest {
    @Test
    void read_everything_isKept() throws Refusal {
        RerankRequest request = new RerankClient()
                .read(
                        ChatStreams.json(
                                "{'model':'m','query':'q','documents':['a',{'text':'b'}],'top_n':1,'return_documents':true,'max_tokens_per_doc':9}"));

        assertThat(request.documents()).containsExactly("a", "b");
        assertThat(request.topN()).isEqualTo(1);
        assertThat(request.returnDocuments()).isTrue();
        assertThat(request.extra()).containsOnlyKeys("max_tokens_per_doc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'documents':['a']} | query",
                "{'query':'q'} | documents",
                "{'query':'q','documents':[]} | documents",
                "{'query':'q','documents':['a',5]} | documents[1]",
                "{'query':'q','documents':[{'title':'a'}]} | documents[0].text"
            })
    void read_nonsense_isRefusedByItsField(String body, String param) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> new RerankClient().read(ChatStreams.json(body)));

        assertThat(((Failure.InvalidRequest) refusal.failure()).param()).isEqualTo(param);
    }

    @Test
    void answer_documents_areRepeatedOnWish() throws Refusal {
        RerankAnswer answer =
                new RerankAnswer("r", List.of(new RerankAnswer.Ranked(1, 0.9), new RerankAnswer.Ranked(0, 0.0001)), 2);
        String request = "{'query':'q','documents':['a','b'],'return_documents':";

        assertThat(new RerankClient().answer(answer, new RerankClient().read(ChatStreams.json(request + "true}"))))
                .isEqualTo(ChatStreams.json("""
                                {'id':'r','results':[{'index':1,'relevance_score':0.9,'document':{'text':'b'}},
                                  {'index':0,'relevance_score':1.0E-4,'document':{'text':'a'}}],
                                 'meta':{'billed_units':{'search_units':2}}}
                                """));
        assertThat(new RerankClient()
                        .answer(answer, new RerankClient().read(ChatStreams.json(request + "false}")))
                        .print())
                .doesNotContain("document");
    }
}
