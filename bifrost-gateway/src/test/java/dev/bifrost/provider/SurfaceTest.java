package dev.bifrost.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Operation;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurfaceTest {
    private static final Surface CONVERSE =
            Objects.requireNonNull(OwnPaths.of("bedrock").get(Operation.CHAT));
    private static final Surface COUNT =
            Objects.requireNonNull(OwnPaths.of("bedrock").get(Operation.COUNT_TOKENS));

    @ParameterizedTest
    @CsvSource({
        "amazon.nova-pro-v1:0, amazon.nova-pro-v1%3A0",
        "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.amazon.nova-pro-v1:0, "
                + "arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Feu.amazon.nova-pro-v1%3A0",
        "../../secret?x=1#y, ..%2F..%2Fsecret%3Fx%3D1%23y",
        "a b*c~d+e%2F, a%20b%2Ac~d%2Be%252F",
        "ü, %C3%BC",
    })
    void path_model_isEscapedWhole(String model, String expected) {
        assertThat(CONVERSE.path(model, false)).isEqualTo("/model/" + expected + "/converse");
        assertThat(CONVERSE.path(model, true)).isEqualTo("/model/" + expected + "/converse-stream");
        assertThat(CONVERSE.modelInPath()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "meta/meta-llama-3-8b-instruct, meta/meta-llama-3-8b-instruct",
        "a b/c?d#e%2F, a%20b/c%3Fd%23e%252F",
        "../../account, ..%2F..%2Faccount",
        "a/./b, a%2F.%2Fb",
        "/a, %2Fa",
        "a//b, a%2F%2Fb",
        "a/, a%2F",
    })
    void path_modelPath_keepsItsSlashesUnlessTheyLeadElsewhere(String model, String expected) {
        Surface predictions = Objects.requireNonNull(OwnPaths.of("replicate").get(Operation.CHAT));

        assertThat(predictions.path(model, true)).isEqualTo("/models/" + expected + "/predictions");
        assertThat(predictions.modelInPath()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic.claude-x-v1:0, anthropic.claude-x-v1%3A0",
        "eu.anthropic.claude-x, anthropic.claude-x",
        "us-gov.anthropic.claude-x, anthropic.claude-x",
        "global.anthropic.claude-x, anthropic.claude-x",
        "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-x, anthropic.claude-x",
        "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-x, anthropic.claude-x",
    })
    void path_baseModel_isTheModelBehindTheProfile(String model, String expected) {
        assertThat(COUNT.path(model, false)).isEqualTo("/model/" + expected + "/count-tokens");
    }

    @Test
    void path_applicationsOwnProfile_staysAsItIs() {
        assertThat(COUNT.path("arn:aws:bedrock:eu-west-1:1:application-inference-profile/q1", false))
                .isEqualTo(
                        "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Aapplication-inference-profile%2Fq1/count-tokens");
    }

    @Test
    void path_withoutModel_isTheSameForAll() {
        Surface chat = new Surface("openai", "/chat/completions");

        assertThat(chat.path("gpt-4o", true)).isEqualTo("/chat/completions");
        assertThat(chat.modelInPath()).isFalse();
        assertThat(chat.with(Map.of("project", "p"))).isSameAs(chat);
    }
}
