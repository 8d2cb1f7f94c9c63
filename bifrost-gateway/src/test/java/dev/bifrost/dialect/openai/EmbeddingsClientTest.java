package dev.bifrost.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.core.ObjectMappers;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.EmbeddingAnswer;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingsClientTest {
    private static final EmbeddingAnswer ANSWER =
            new EmbeddingAnswer("", List.of(vector("0.5", "-1e0"), vector("1", "2.25")), Usage.of(12, 0));

    private static Json.Arr vector(String one, String two) {
        return new Json.Arr().add(new Json.Num(one)).add(new Json.Num(two));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a' | [\"a\"]",
                "['a','b'] | [\"a\",\"b\"]",
                "[1,2] | [[1,2]]",
                "[[1,2],[3]] | [[1,2],[3]]",
                "[{'text':'a'}] | [\"a\"]"
            })
    void read_inputs_areOneForEachVector(String input, String inputs) throws Refusal {
        EmbeddingRequest request = new EmbeddingsClient().read(ChatStreams.json("{'input':" + input + "}"));

        assertThat(new Json.Arr(request.inputs()).print()).isEqualTo(inputs);
    }

    @Test
    void read_everything_isKept() throws Refusal {
        EmbeddingRequest request = new EmbeddingsClient()
                .read(
                        ChatStreams.json(
                                "{'model':'m','input':'a','dimensions':256,'encoding_format':'base64','user':'me','input_type':'search_query','truncate':'END'}"));

        assertThat(request.dimensions()).isEqualTo(256);
        assertThat(request.base64()).isTrue();
        assertThat(request.inputType()).isEqualTo("search_query");
        assertThat(request.user()).isEqualTo("me");
        assertThat(request.extra()).containsOnlyKeys("truncate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | input",
                "{'input':[]} | input",
                "{'input':5} | input",
                "{'input':['a',5]} | input[1]",
                "{'input':[['a']]} | input[0]",
                "{'input':[1,'a']} | input",
                "{'input':'a','encoding_format':'int8'} | encoding_format",
                "{'input':'a','dimensions':'many'} | dimensions"
            })
    void read_nonsense_isRefusedByItsField(String body, String param) {
        Refusal refusal =
                catchThrowableOfType(Refusal.class, () -> new EmbeddingsClient().read(ChatStreams.json(body)));

        assertThat(((Failure.InvalidRequest) refusal.failure()).param()).isEqualTo(param);
    }

    @Test
    void answer_floats_areAsTheProviderWroteThem() throws Exception {
        Json.Obj answer = new EmbeddingsClient().answer(ANSWER, asked("float"));

        assertThat(answer.print())
                .isEqualTo("{\"object\":\"list\",\"data\":["
                        + "{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-1e0]},"
                        + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[1,2.25]}],"
                        + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":12,\"total_tokens\":12}}");
        assertThat(sdk(answer).data().get(1).embedding()).containsExactly(1f, 2.25f);
    }

    @Test
    void answer_base64_isLittleEndianFloats() throws Exception {
        Json.Obj answer = new EmbeddingsClient().answer(ANSWER, asked("base64"));

        assertThat(answer.objects("data").getFirst().text("embedding")).isEqualTo("AAAAPwAAgL8=");
        assertThat(sdk(answer).data().get(0).embedding()).containsExactly(0.5f, -1f);
    }

    private static CreateEmbeddingResponse sdk(Json.Obj answer) throws Exception {
        return ObjectMappers.jsonMapper()
                .readValue(answer.print(), CreateEmbeddingResponse.class)
                .validate();
    }

    private static EmbeddingRequest asked(String format) throws Refusal {
        return new EmbeddingsClient()
                .read(ChatStreams.json("{'model':'m','input':['a','b'],'encoding_format':'" + format + "'}"));
    }
}
