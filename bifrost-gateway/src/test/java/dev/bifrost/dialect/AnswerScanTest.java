package dev.bifrost.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerScanTest {

    @ParameterizedTest
    @CsvSource({
        "openai-chat/openai-text, gpt-4.1-nano-2025-04-14",
        "openai-chat/deepseek-reasoning, deepseek-reasoner",
        "openai-chat/groq-text, llama-3.3-70b-versatile",
        "openai-chat/mistral-reasoning, magistral-medium-2507",
        "openai-chat/perplexity-text, sonar",
        "openai-responses/azure-text.1, gpt-5.1",
        "completions/openai-completion-text, gpt-3.5-turbo-instruct:20230824-v2",
        "embeddings/openai-embedding, text-embedding-3-small"
    })
    void feed_recordedAnswer_findsModelAndUsageHoweverCut(String name, String model) {
        byte[] body = Recordings.bytes(name + ".json");
        for (int size = 1; size <= body.length; size = 3 * size + 1) {
            var scan = new AnswerScan();
            for (int from = 0; from < body.length; from += size) {
                scan.feed(body, from, Math.min(body.length, from + size));
            }
            scan.end();

            assertThat(scan.malformed()).isFalse();
            assertThat(scan.model()).isEqualTo(model);
            assertThat(scan.usage()).extracting(Usage::prompt).isNotEqualTo(0L);
            assertThat(scan.error()).isNull();
        }
    }

    @Test
    void error_recordedRefusal_isDescribed() {
        var error = scan(Recordings.bytes("openai-chat/reasoning-model-legacy-parameter-error.json"))
                .error();

        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo("unsupported_parameter");
    }

    @Test
    void error_hugeOrOdd_isStillAnError() {
        assertThat(scan("{\"error\":{\"message\":\"" + "x".repeat(100_000) + "\"}}")
                        .error())
                .isNotNull();
        assertThat(scan("{\"error\":\"no\"}").error()).isEqualTo(new ErrorDetail(0, "", "", "no"));
        assertThat(scan("{\"error\":null}").error()).isNull();
    }

    @Test
    void end_answerCutOff_isMalformed() {
        assertThat(scan("{\"model\":\"m\"").malformed()).isTrue();
        assertThat(scan("<html>").malformed()).isTrue();
    }

    private static AnswerScan scan(String body) {
        return scan(body.getBytes(StandardCharsets.UTF_8));
    }

    private static AnswerScan scan(byte[] body) {
        var scan = new AnswerScan();
        scan.feed(body, 0, body.length);
        scan.end();
        return scan;
    }
}
