package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaudeModelTest {

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-6, OPUS, 406, 128000",
        "claude-opus-4.6, OPUS, 406, 128000",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0, SONNET, 405, 64000",
        "anthropic.claude-opus-4-6-v1, OPUS, 406, 128000",
        "claude-sonnet-4-20250514, SONNET, 400, 64000",
        "claude-opus-4@20250514, OPUS, 400, 32000",
        "claude-opus-4-1-20250805, OPUS, 401, 32000",
        "claude-haiku-4-5, HAIKU, 405, 64000",
        "claude-sonnet-5, SONNET, 500, 128000",
        "claude-opus-5-5, OPUS, 505, 128000",
        "anthropic/claude-fable-5.1, FABLE, 501, 128000",
        "claude-mythos-preview, MYTHOS, 500, 128000",
        "claude-3-7-sonnet-20250219, SONNET, 307, 64000",
        "claude-3-5-haiku@20241022, HAIKU, 305, 8192",
        "claude-3-opus-20240229, OPUS, 300, 4096",
        "claude-2.1, SONNET, 200, 4096",
        "claude-next, UNKNOWN, 505, 128000",
        "kimi-k2, OTHER, 0, 9223372036854775807"
    })
    void of_names_areUnderstoodInEverySpelling(String name, ClaudeModel.Family family, int version, long most) {
        ClaudeModel model = ClaudeModel.of(name);

        assertThat(model).isEqualTo(new ClaudeModel(family, version));
        assertThat(model.mostTokens()).isEqualTo(most);
    }
}
