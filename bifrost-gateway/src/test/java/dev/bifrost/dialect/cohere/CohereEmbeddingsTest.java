package dev.bifrost.dialect.cohere;

import static dev.bifrost.dialect.cohere.Asked.array;
import static dev.bifrost.dialect.cohere.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Recordings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CohereEmbeddingsTest {
    private static final Recipient COHERE = new Recipient("cohere", "cohere", "embed-v4.0", Set.of());

    private final CohereEmbeddings cohere = new CohereEmbeddings();
    private final Losses losses = new Losses();

    @Test
    void write_texts_areDocumentsUnlessTheClientSaysOtherwise() throws Refusal {
        List<Json> texts = List.of(new Json.Str("a"), new Json.Str("b"));

        assertThat(written(texts, null, null, null, Map.of())).isEqualTo(json("""
                {'model':'embed-v4.0','texts':['a','b'],'input_type':'search_document','embedding_types':['float']}"""));
        assertThat(losses.names()).isEmpty();
        Map<String, Json> extra = new LinkedHashMap<>();
        extra.put("truncate", new Json.Str("END"));
        extra.put("encoding", new Json.Str("x"));
        assertThat(written(texts, 256L, "search_query", "jane", extra)).isEqualTo(json("""
                {'model':'embed-v4.0','texts':['a','b'],'input_type':'search_query','embedding_types':['float'],
                 'output_dimension':256,'truncate':'END'}"""));
        assertThat(losses.names()).containsExactly("user", "encoding");
    }

    @Test
    void write_whatCohereDoesNotEmbed_isRefused() {
        assertRefused(Collections.nCopies(97, new Json.Str("a")), "at most 96 texts");
        assertRefused(List.of(array("[1,2]")), "not ids of tokens");
    }

    @Test
    void read_recording_isVectorsAndWhatIsBilled() throws Exception {
        byte[] recorded = Recordings.bytes("embeddings/cohere-embedding.json");

        var answer = cohere.read(Json.readObject(recorded, 0, recorded.length));

        assertThat(answer.vectors())
                .containsExactly(
                        (Json.Arr) array("[0.03302002, 0.020904541, -0.019744873, -0.0625, 0.04437256]"),
                        (Json.Arr) array("[-0.04660034, 0.00037765503, -0.061157227, -0.08239746, -0.010360718]"));
        assertThat(answer.usage()).isEqualTo(Usage.of(10, 0));
    }

    @Test
    void read_oldForm_isVectors() throws AnswerFault {
        var answer = cohere.read(json("{'embeddings':[[1,2]]}"));

        assertThat(answer.vectors()).containsExactly((Json.Arr) array("[1,2]"));
        assertThat(answer.usage()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'message':'no'}",
                "{'embeddings':3}",
                "{'embeddings':{'float':[3]}}",
                "{'embeddings':{'float':[[1,'a']]}}"
            })
    void read_somethingElse_isAFault(String answer) {
        assertThatThrownBy(() -> cohere.read(json(answer))).isInstanceOf(AnswerFault.class);
    }

    private void assertRefused(List<? extends Json> inputs, String text) {
        assertThatThrownBy(() -> written(List.copyOf(inputs), null, null, null, Map.of()))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.failure())
                                .isInstanceOfSatisfying(Failure.InvalidRequest.class, failure -> {
                                    assertThat(failure.param()).isEqualTo("input");
                                    assertThat(failure.message()).contains(text);
                                }));
    }

    private Json.Obj written(List<Json> inputs, Long dimensions, String inputType, String user, Map<String, Json> extra)
            throws Refusal {
        var request = new EmbeddingRequest("embed-v4.0", inputs, dimensions, true, inputType, user, extra);
        return cohere.write(request, COHERE, losses).body();
    }
}
