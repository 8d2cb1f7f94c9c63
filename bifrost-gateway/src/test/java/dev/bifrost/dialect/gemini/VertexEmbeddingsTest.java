package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.json;
import static dev.bifrost.dialect.gemini.Gemini.model;
import static dev.bifrost.dialect.gemini.Gemini.pretty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VertexEmbeddingsTest {

    @Test
    void write_texts_areInstances() throws Exception {
        var losses = new Losses();
        var written = new VertexEmbeddings()
                .write(
                        new EmbeddingRequest(
                                "m",
                                List.of(new Json.Str("a"), new Json.Str("b")),
                                64L,
                                false,
                                "search_query",
                                null,
                                Map.of("auto_truncate", new Json.Bool(false), "x", new Json.Nil())),
                        model("text-embedding-005"),
                        losses);

        assertThat(losses.names()).containsExactly("x");
        assertThat(written.body().print()).isEqualTo(pretty("""
                {"instances": [{"content": "a", "task_type": "RETRIEVAL_QUERY"},
                   {"content": "b", "task_type": "RETRIEVAL_QUERY"}],
                 "parameters": {"outputDimensionality": 64, "autoTruncate": false}}"""));
    }

    @Test
    void read_predictions_haveVectorsAndUsage() throws Exception {
        var answer = new VertexEmbeddings().read(json("""
                {"predictions": [
                  {"embeddings": {"values": [0.1], "statistics": {"token_count": 3, "truncated": false}}},
                  {"embeddings": {"values": [0.2], "statistics": {"token_count": 4}}}],
                 "metadata": {"billableCharacterCount": 20}}"""));

        assertThat(answer.vectors()).extracting(Json::print).containsExactly("[0.1]", "[0.2]");
        assertThat(answer.usage()).isEqualTo(Usage.of(7, 0));
    }

    @Test
    void read_noPredictions_isAFault() {
        assertThat(catchThrowableOfType(AnswerFault.class, () -> new VertexEmbeddings().read(json("{}"))))
                .hasMessage("it has no predictions");
    }
}
