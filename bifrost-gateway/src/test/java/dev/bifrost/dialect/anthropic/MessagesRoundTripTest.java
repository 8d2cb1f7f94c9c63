package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.json.Json;
import dev.bifrost.testing.Seeded;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From Anthropic's words to the conversation and back is the identity on what both can say. */
class MessagesRoundTripTest {

    @Test
    void write_ofWhatWasRead_saysTheSame() {
        Seeded.times(2000, random -> {
            Json.Obj original = RandomRequest.of(random);
            ChatRequest read = Read.read(original.print());
            Losses losses = new Losses();
            Json.Obj written = Read.request(read, "claude-sonnet-4-5", losses);

            assertThat(read.unread()).isEmpty();
            assertThat(losses.names()).isEmpty();
            assertThat(plain(written)).isEqualTo(plain(original));
            assertThat(Read.read(written.print()).messages()).isEqualTo(read.messages());
            assertThat(Read.request(Read.read(written.print()), "claude-sonnet-4-5", losses)
                            .bytes())
                    .isEqualTo(written.bytes());
        });
    }

    @Test
    void write_forOtherHosts_losesOnlyWhatTheyLack() {
        Seeded.times(500, random -> {
            Json.Obj original = RandomRequest.of(random);
            if (original.print().contains("\"url\"")) {
                return; // refused there
            }
            ChatRequest read = Read.read(original.print());
            for (MessagesFlavour flavour : List.of(MessagesFlavour.VERTEX, MessagesFlavour.BEDROCK)) {
                Losses losses = new Losses();
                Json.Obj written = Read.request(read, flavour, "claude-sonnet-4-5", losses);

                assertThat(written.has("model")).isFalse();
                assertThat(written.text("anthropic_version")).isNotNull();
                assertThat(plain(written).get("messages"))
                        .isEqualTo(plain(original).get("messages"));
                assertThat(losses.names()).isSubsetOf("inference_geo", "tools[3]");
            }
        });
    }

    /** With every text as a list of blocks. */
    private static Json.Obj plain(Json.Obj request) {
        return (Json.Obj) plain("", request);
    }

    private static Json plain(String name, Json json) {
        return switch (json) {
            case Json.Str(String text)
            when name.equals("content") || name.equals("system") ->
                new Json.Arr().add(AnswerBlocks.text(text, List.of()));
            case Json.Arr(List<Json> items) -> {
                Json.Arr all = new Json.Arr();
                items.forEach(item -> all.add(plain("", item)));
                yield all;
            }
            case Json.Obj object -> {
                Json.Obj all = new Json.Obj();
                object.members().forEach((member, value) -> all.put(member, plain(member, value)));
                yield all;
            }
            case Json other -> other;
        };
    }
}
