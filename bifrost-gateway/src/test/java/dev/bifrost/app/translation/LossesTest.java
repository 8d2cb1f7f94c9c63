package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.api.json.Json;
import dev.bifrost.app.Scene;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.testing.RawClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a provider has no room for is named to the client and in the record; who wants it strictly is refused instead. */
class LossesTest {
    private static final Counterpart CLAUDE = Acting.counterpart("anthropic");
    private static final Counterpart COHERE = Acting.counterpart("cohere");
    private static final Counterpart CHAT = Acting.counterpart("openai (chat)");
    private static final String SEEDED =
            Voice.CHAT.ask(false).replace("\"tools\"", "\"seed\":7,\"presence_penalty\":0.5,\"tools\"");
    private static final String STRICT = "x-bifrost-strict: true\r\n";

    private static RawClient.Answer ask(Acting acting, String key, String headers, String body) throws IOException {
        try (RawClient client = acting.client()) {
            return client.post(Voice.CHAT.path, "authorization: Bearer " + key + "\r\n" + headers, body)
                    .read();
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void loss_isNamedInTheHeaderAndTheRecord(boolean stream) throws Exception {
        try (Acting acting = Acting.of(CLAUDE, Acting.well(CLAUDE))) {
            RawClient.Answer answer =
                    ask(acting, Acting.KEY, "", SEEDED.replace("\"stream\":false", "\"stream\":" + stream));

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.header("x-bifrost-lossy").split(", ", -1))
                    .containsExactlyInAnyOrder("seed", "presence_penalty");
            assertThat(acting.gateway().nextRecord().lossy()).containsExactlyInAnyOrder("seed", "presence_penalty");
        }
    }

    @Test
    void splice_losesNothing_evenBehindATargetThatWould() throws Exception {
        Acting.Act fails = Acting.answering(500, "", "");
        try (Acting acting = Acting.of(List.of(CLAUDE, CHAT), "", "", fails, Acting.well(CHAT))) {
            RawClient.Answer answer = ask(acting, Acting.KEY, "", SEEDED);

            assertThat(answer.header("x-bifrost-target")).isEqualTo("p1/m-1");
            assertThat(answer.header("x-bifrost-lossy")).isNull();
            assertThat(acting.gateway().nextRecord().lossy()).isEmpty();
            assertThat(acting.upstream(1).requests().getFirst().text()).contains("\"seed\":7");
        }
    }

    @ParameterizedTest
    @CsvSource({"alias", "key", "header"})
    void strict_isRefusedNamingTheFields(String where) throws Exception {
        String alias = where.equals("alias") ? "strict: true" : "";
        String key = where.equals("key") ? Acting.STRICT_KEY : Acting.KEY;
        try (Acting acting = Acting.of(List.of(CLAUDE), alias, "", Acting.well(CLAUDE))) {
            RawClient.Answer answer = ask(acting, key, where.equals("header") ? STRICT : "", SEEDED);

            assertThat(answer.status()).isEqualTo(400);
            Json.Obj error = Voice.CHAT.error(answer.body());
            assertThat(error.text("message")).contains("seed", "presence_penalty");
            assertThat(error.text("code")).isEqualTo("lossy_translation");
            assertThat(error.text("param")).isIn("seed", "presence_penalty");
            CallRecord record = acting.gateway().nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.REFUSED);
            assertThat(record.failure()).isEqualTo("lossy_translation");
            assertThat(Scene.attempts(record)).containsExactly("p0 0 lossy");
            assertThat(acting.upstream(0).requests()).isEmpty();
            // Who loses nothing is not refused.
            assertThat(ask(acting, key, STRICT, Voice.CHAT.ask(false)).status()).isEqualTo(200);
        }
    }

    @Test
    void strict_aTargetThatCanCarryAll_isTaken() throws Exception {
        try (Acting acting =
                Acting.of(List.of(CLAUDE, CHAT), "strict: true", "", Acting.well(CLAUDE), Acting.well(CHAT))) {
            RawClient.Answer answer = ask(acting, Acting.KEY, "", SEEDED);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.header("x-bifrost-target")).isEqualTo("p1/m-1");
            assertThat(answer.header("x-bifrost-attempts")).isEqualTo("1");
            assertThat(answer.header("x-bifrost-lossy")).isNull();
            assertThat(Scene.attempts(acting.gateway().nextRecord())).containsExactly("p0 0 lossy", "p1 200 ok");
        }
    }

    @Test
    void strict_noTargetCan_isRefusedForTheFirst() throws Exception {
        String alone = SEEDED.replace("\"seed\":7,", "");
        try (Acting acting =
                Acting.of(List.of(CLAUDE, COHERE), "strict: true", "", Acting.well(CLAUDE), Acting.well(COHERE))) {
            RawClient.Answer answer =
                    ask(acting, Acting.KEY, "", SEEDED.replace("\"tools\"", "\"logit_bias\":{\"5\":1},\"tools\""));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("p0/").contains("seed").contains("logit_bias");
            assertThat(Scene.attempts(acting.gateway().nextRecord())).containsExactly("p0 0 lossy", "p1 0 lossy");
            assertThat(ask(acting, Acting.KEY, "", alone).header("x-bifrost-target"))
                    .startsWith("p1/");
        }
    }

    @Test
    void losses_many_leaveAHeaderOfBoundedLength() throws Exception {
        String sound =
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hear.\"},{\"type\":\"input_audio\","
                        + "\"input_audio\":{\"data\":\"AAAA\",\"format\":\"wav\"}}]}";
        String body = Voice.CHAT.body("m", false, "[" + (sound + ",").repeat(499) + sound + "]");
        try (Acting acting = Acting.of(COHERE, Acting.well(COHERE))) {
            RawClient.Answer answer = ask(acting, Acting.KEY, "", body);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.header("x-bifrost-lossy"))
                    .contains("messages[0].content[1]")
                    .endsWith(", and 470 more");
            assertThat(acting.gateway().nextRecord().lossy()).hasSize(500);
            assertThat(ask(acting, Acting.KEY, STRICT, body).status()).isEqualTo(400);
        }
    }
}
