package dev.bifrost.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.EmbeddingAnswer;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.RerankAnswer;
import dev.bifrost.api.chat.RerankRequest;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.EmbeddingDialect;
import dev.bifrost.api.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Embeddings and rerank through InvokeModel. */
class BedrockEmbeddingsTest {
    private static final String TITAN_1 = "amazon.titan-embed-text-v1";
    private static final String TITAN_2 = "amazon.titan-embed-text-v2:0";
    private static final String TITAN_IMAGE = "amazon.titan-embed-image-v1";
    private static final String COHERE_3 = "cohere.embed-english-v3";
    private static final String COHERE_4 = "us.cohere.embed-v4:0";

    private final Losses losses = new Losses();
    private final Map<String, Json> extra = new LinkedHashMap<>();

    private String write(EmbeddingDialect dialect, String model, Long dimensions, Json... inputs) throws Refusal {
        EmbeddingRequest request = new EmbeddingRequest(model, List.of(inputs), dimensions, false, null, "me", extra);
        return dialect.write(request, Streamed.recipient(model), losses).body().print();
    }

    private Failure.InvalidRequest refused(EmbeddingDialect dialect, String model, Long dimensions, Json... inputs) {
        try {
            throw new AssertionError(write(dialect, model, dimensions, inputs));
        } catch (Refusal refusal) {
            return (Failure.InvalidRequest) refusal.failure();
        }
    }

    private static Json text(String text) {
        return new Json.Str(text);
    }

    @Test
    void titan_everyVersion_hasItsOwnDimensions() throws Refusal {
        extra.put("normalize", new Json.Bool(false));
        extra.put("encoding", text("x"));

        assertThat(write(new TitanEmbeddings(), TITAN_2, 512L, text("a")))
                .isEqualTo("{\"inputText\":\"a\",\"dimensions\":512,\"normalize\":false}");
        assertThat(losses.names()).containsExactly("user", "encoding");
        assertThat(write(new TitanEmbeddings(), TITAN_IMAGE, 384L, text("a")))
                .isEqualTo("{\"inputText\":\"a\",\"embeddingConfig\":{\"outputEmbeddingLength\":384}}");
        assertThat(write(new TitanEmbeddings(), TITAN_1, 1536L, text("a"))).isEqualTo("{\"inputText\":\"a\"}");
        assertThat(losses.names()).containsExactly("user", "encoding", "normalize");
        assertThat(refused(new TitanEmbeddings(), TITAN_1, 512L, text("a")).param())
                .isEqualTo("dimensions");
    }

    @Test
    void titan_otherThanOneText_isRefused() {
        assertThat(refused(new TitanEmbeddings(), TITAN_2, null, text("a"), text("b")))
                .satisfies(refused -> {
                    assertThat(refused.param()).isEqualTo("input");
                    assertThat(refused.message()).contains("at most one text").contains("has 2");
                });
        assertThat(refused(new TitanEmbeddings(), TITAN_2, null).message()).contains("not empty");
        assertThat(refused(new TitanEmbeddings(), TITAN_2, null, new Json.Arr().add(Json.Num.of(5)))
                        .message())
                .contains("not token ids");
    }

    @Test
    void titan_answer_isRead() throws AnswerFault {
        EmbeddingAnswer answer = new TitanEmbeddings()
                .read(Asked.json("{\"embedding\":[0.10,-2],\"inputTextTokenCount\":7,\"message\":null}"));

        assertThat(answer.vectors()).singleElement().extracting(Json::print).isEqualTo("[0.10,-2]");
        assertThat(answer.usage()).isEqualTo(Usage.of(7, 0));
        assertThatThrownBy(() -> new TitanEmbeddings().read(Asked.json("{\"message\":\"bad picture\"}")))
                .isInstanceOfSatisfying(
                        AnswerFault.class,
                        fault -> assertThat(fault.error().message()).isEqualTo("bad picture"));
        assertThatThrownBy(() -> new TitanEmbeddings().read(Asked.json("{\"embedding\":[\"x\"]}")))
                .isInstanceOf(AnswerFault.class);
    }

    @Test
    void cohere_everyVersion_hasItsOwnDimensions() throws Refusal {
        extra.put("truncate", text("END"));

        assertThat(write(new BedrockCohereEmbeddings(), COHERE_4, 256L, text("a"), text("b")))
                .isEqualTo("{\"texts\":[\"a\",\"b\"],\"input_type\":\"search_document\",\"output_dimension\":256,"
                        + "\"truncate\":\"END\",\"embedding_types\":[\"float\"]}");
        assertThat(write(new BedrockCohereEmbeddings(), COHERE_3, 1024L, text("a")))
                .doesNotContain("dimension");
        assertThat(losses.names()).containsExactly("user");
        assertThat(refused(new BedrockCohereEmbeddings(), COHERE_3, 256L, text("a"))
                        .param())
                .isEqualTo("dimensions");
        assertThat(refused(
                                new BedrockCohereEmbeddings(),
                                COHERE_3,
                                null,
                                Collections.nCopies(97, text("a")).toArray(Json[]::new))
                        .message())
                .contains("at most 96 texts")
                .contains("has 97");
    }

    @Test
    void cohere_answers_ofBothForms_areRead() throws AnswerFault {
        for (String embeddings : List.of("[[1,2],[3,4]]", "{\"int8\":[[9]],\"float\":[[1,2],[3,4]]}")) {
            EmbeddingAnswer answer =
                    new BedrockCohereEmbeddings().read(Asked.json("{\"embeddings\":" + embeddings + "}"));

            assertThat(answer.vectors()).extracting(Json::print).containsExactly("[1,2]", "[3,4]");
            assertThat(answer.usage()).isNull();
        }
        assertThatThrownBy(() -> new BedrockCohereEmbeddings().read(Asked.json("{\"embeddings\":7}")))
                .isInstanceOf(AnswerFault.class);
    }

    @Test
    void rerank_ofCohereAndAmazon_isWrittenAndRead() throws Exception {
        extra.put("max_tokens_per_doc", Json.Num.of(5));
        RerankRequest request = new RerankRequest("m", "q", List.of("a", "b"), 1L, true, extra);

        assertThat(new BedrockRerank()
                        .write(request, Streamed.recipient("cohere.rerank-v3-5:0"), losses)
                        .body()
                        .print())
                .isEqualTo(
                        "{\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":1,\"max_tokens_per_doc\":5,\"api_version\":2}");
        assertThat(losses.names()).isEmpty();
        assertThat(new BedrockRerank()
                        .write(request, Streamed.recipient("amazon.rerank-v1:0"), losses)
                        .body()
                        .print())
                .isEqualTo("{\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":1}");
        assertThat(losses.names()).containsExactly("max_tokens_per_doc");
        assertThat(new BedrockRerank()
                        .read(
                                Asked.json(
                                        "{\"results\":[{\"index\":1,\"relevance_score\":0.5},{\"index\":0,\"relevance_score\":0}]}"))
                        .results())
                .containsExactly(new RerankAnswer.Ranked(1, 0.5), new RerankAnswer.Ranked(0, 0));
        assertThatThrownBy(() -> new BedrockRerank().read(Asked.json("{\"results\":[{\"index\":1}]}")))
                .isInstanceOf(AnswerFault.class);
        assertThatThrownBy(() -> new BedrockRerank().read(new Json.Obj())).isInstanceOf(AnswerFault.class);
        assertThatThrownBy(() -> new BedrockRerank()
                        .write(
                                new RerankRequest("m", "q", List.of(), null, false, Map.of()),
                                Streamed.recipient("amazon.rerank-v1:0"),
                                losses))
                .isInstanceOf(Refusal.class);
    }
}
