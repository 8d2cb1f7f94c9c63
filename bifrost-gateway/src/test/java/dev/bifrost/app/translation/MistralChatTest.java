package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.testing.RawClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mistral speaks chat completions, but what its thinking models say is not what OpenAI's clients read. */
class MistralChatTest {
    private static final String JSON = "content-type: application/json\r\n";
    private static final String THOUGHT =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"magistral-medium\","
                    + "\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":["
                    + "{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"I add.\"}]},"
                    + "{\"type\":\"text\",\"text\":\"Four.\"}]}}],"
                    + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":5,\"total_tokens\":8}}";
    private static final String STREAMED_THOUGHT = chunk("\"role\":\"assistant\",\"content\":\"\"", "null")
            + chunk(
                    "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"I add.\"}]}]",
                    "null")
            + chunk("\"content\":\"Four.\"", "null")
            + chunk("\"content\":\"\"", "\"stop\"")
            + "data: [DONE]\n\n";
    private static final String NEWEST =
            "{\"model\":\"m\",\"store\":false,\"prompt_mode\":\"reasoning\",\"verbosity\":\"low\",\"max_completion_tokens\":50,\"messages\":["
                    + "{\"role\":\"developer\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"2+2?\"}]}";

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"magistral-medium\","
                + "\"choices\":[{\"index\":0,\"delta\":{" + delta + "},\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static Acting mistral(String model, String headers, String body) throws Exception {
        Counterpart it = new Counterpart(
                "it",
                "{ name: p, type: mistral, base_url: \"%s/v1\", api_key: k }",
                model,
                "done",
                "",
                List.of(),
                "",
                List.of(),
                "",
                "");
        return Acting.of(it, Acting.answering(200, headers, body));
    }

    @Test
    void modelThatThinks_whole_answersInTextAndReasoning() throws Exception {
        try (Acting acting = mistral("magistral-medium-2509", JSON, THOUGHT)) {
            RawClient.Answer answer = acting.post(Voice.CHAT.path, "", NEWEST);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            Json.Obj message =
                    Voice.object(answer.body()).objects("choices").getFirst().object("message");
            assertThat(message.text("content")).isEqualTo("Four.");
            assertThat(message.text("reasoning_content")).isEqualTo("I add.");
            String asked = acting.upstream(0).requests().getFirst().text();
            assertThat(asked).contains("\"role\":\"system\"", "\"max_tokens\":50", "\"prompt_mode\":\"reasoning\"");
            assertThat(asked).doesNotContain("developer", "max_completion_tokens", "store", "verbosity");
            assertThat(answer.header("x-bifrost-lossy")).isEqualTo("verbosity");
        }
    }

    @Test
    void modelThatThinks_streamed_answersInTextAndReasoning() throws Exception {
        try (Acting acting = mistral("magistral-small", "content-type: text/event-stream\r\n", STREAMED_THOUGHT)) {
            RawClient.Answer answer =
                    acting.post(Voice.CHAT.path, "", NEWEST.replace("\"store\":false", "\"stream\":true"));

            assertThat(answer.text())
                    .contains("\"reasoning_content\":\"I add.\"", "\"content\":\"Four.\"")
                    .doesNotContain("\"thinking\"")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void otherModels_arePassedOnAsTheyAre() throws Exception {
        try (Acting acting = mistral("mistral-small-latest", JSON, THOUGHT)) {
            RawClient.Answer answer = acting.post(Voice.CHAT.path, "", NEWEST);

            assertThat(answer.text()).isEqualTo(THOUGHT);
            assertThat(acting.upstream(0).requests().getFirst().text())
                    .isEqualTo(NEWEST.replace("\"m\"", "\"mistral-small-latest\""));
        }
    }
}
