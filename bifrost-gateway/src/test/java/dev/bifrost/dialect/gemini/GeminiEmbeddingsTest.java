package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.json;
import static dev.bifrost.dialect.gemini.Gemini.model;
import static dev.bifrost.dialect.gemini.Gemini.pretty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiEmbeddingsTest {

    private static EmbeddingRequest request(String type, Long dimensions, Json... inputs) {
        return new EmbeddingRequest("m", List.of(inputs), dimensions, false, type, null, Map.of());
    }

    @Test
    void write_texts_areABatch() throws Exception {
        var losses = new Losses();
        var written = new GeminiEmbeddings()
                .write(
                        request("search_document", 256L, new Json.Str("a"), new Json.Str("b")),
                        model("gemini-embedding-001"),
                        losses);

        assertThat(losses.names()).isEmpty();
        assertThat(written.body().print()).isEqualTo(pretty("""
                {"requests": [
                  {"model": "models/gemini-embedding-001", "content": {"parts": [{"text": "a"}]},
                   "taskType": "RETRIEVAL_DOCUMENT", "outputDimensionality": 256},
                  {"model": "models/gemini-embedding-001", "content": {"parts": [{"text": "b"}]},
                   "taskType": "RETRIEVAL_DOCUMENT", "outputDimensionality": 256}]}"""));
    }

    @ParameterizedTest
    @CsvSource({
        "search_query, RETRIEVAL_QUERY, task: search result | query: x",
        "search_document, RETRIEVAL_DOCUMENT, title: none | text: x",
        "classification, CLASSIFICATION, task: classification | query: x",
        "clustering, CLUSTERING, task: clustering | query: x",
        "SEMANTIC_SIMILARITY, SEMANTIC_SIMILARITY, task: sentence similarity | query: x",
        "CODE_RETRIEVAL_QUERY, CODE_RETRIEVAL_QUERY, task: code retrieval | query: x",
        "QUESTION_ANSWERING, QUESTION_ANSWERING, task: question answering | query: x",
        "FACT_VERIFICATION, FACT_VERIFICATION, task: fact checking | query: x"
    })
    void write_inputType_isATaskOrAPrefix(String type, String task, String prefixed) throws Exception {
        var first = new GeminiEmbeddings()
                .write(request(type, null, new Json.Str("x")), model("models/gemini-embedding-001"), new Losses());
        var second = new GeminiEmbeddings()
                .write(request(type, null, new Json.Str("x")), model("gemini-embedding-2-preview"), new Losses());

        assertThat(first.body().objects("requests").getFirst().text("taskType")).isEqualTo(task);
        assertThat(first.body().objects("requests").getFirst().text("model")).isEqualTo("models/gemini-embedding-001");
        assertThat(second.body().objects("requests").getFirst().has("taskType")).isFalse();
        assertThat(second.body().print()).contains("\"text\":\"" + prefixed + "\"");
    }

    @Test
    void write_whatGoogleDoesNotHave_isNamed() throws Exception {
        var losses = new Losses();
        new GeminiEmbeddings()
                .write(
                        new EmbeddingRequest(
                                "m",
                                List.of(new Json.Str("a")),
                                null,
                                true,
                                "image",
                                "me",
                                Map.of("encoding", new Json.Nil())),
                        model("gemini-embedding-001"),
                        losses);

        assertThat(losses.names()).containsExactlyInAnyOrder("input_type", "user", "encoding");
    }

    @Test
    void write_tokens_areRefused() {
        var refusal = catchThrowableOfType(
                Refusal.class,
                () -> new GeminiEmbeddings()
                        .write(
                                request(null, null, new Json.Arr().add(Json.Num.of(1))),
                                model("gemini-embedding-001"),
                                new Losses()));

        assertThat(refusal.failure().message()).contains("input").contains("send the text itself");
    }

    @Test
    void read_batch_hasVectorsAndUsage() throws Exception {
        var answer = new GeminiEmbeddings()
                .read(json("{\"embeddings\":[{\"values\":[0.10,-1]},{\"values\":[2]}],"
                        + "\"usageMetadata\":{\"promptTokenCount\":4}}"));

        assertThat(answer.vectors()).extracting(Json::print).containsExactly("[0.10,-1]", "[2]");
        assertThat(answer.usage()).isEqualTo(Usage.of(4, 0));
        assertThat(new GeminiEmbeddings()
                        .read(json("{\"embeddings\":[{\"values\":[1]}]}"))
                        .usage())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"embeddings\":[{}]}",
                "{\"embeddings\":[{\"values\":[\"x\"]}]}",
                "{\"error\":{\"code\":500}}"
            })
    void read_noVectors_isAFault(String answer) {
        assertThat(catchThrowableOfType(AnswerFault.class, () -> new GeminiEmbeddings().read(json(answer))))
                .isNotNull();
    }
}
