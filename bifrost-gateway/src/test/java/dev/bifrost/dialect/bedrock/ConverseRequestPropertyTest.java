package dev.bifrost.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.testing.Seeded;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConverseRequestPropertyTest {

    @Test
    void write_anyConversation_keepsBedrocksRules() {
        Seeded.times(3000, random -> {
            Asked asked = Conversations.any(random);
            BedrockModel model = BedrockModel.of(Streamed.recipient(asked.model));
            Json.Obj body = body(asked);

            ConverseRequestCheck.check(body, model.takesPrefill());
        });
    }

    @Test
    void write_twice_givesTheSameBytes() {
        Seeded.times(300, random -> {
            Asked asked = Conversations.any(random);

            assertThat(body(asked).bytes()).isEqualTo(body(asked).bytes());
        });
    }

    @Test
    void write_longerConversation_beginsWithTheShorterOne() {
        Seeded.times(500, random -> {
            Asked asked = Conversations.any(random);
            asked.user("now");
            String before = messages(asked);
            asked.assistant("done").user("and now");

            // The prompt cache works only if what was said stays as it was, byte for byte.
            assertThat(messages(asked)).startsWith(before.substring(0, before.length() - 1));
        });
    }

    private static String messages(Asked asked) {
        return new String(body(asked).get("messages").bytes(), StandardCharsets.UTF_8);
    }

    private static Json.Obj body(Asked asked) {
        try {
            return asked.body();
        } catch (Refusal refusal) {
            throw new AssertionError(refusal);
        }
    }
}
