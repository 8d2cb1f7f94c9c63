package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.api.json.Json;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.Seeded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests whose parts have the wrong types, are missing, or stand where they do not belong: sent on whole, or refused. */
class MutatedRequestsTest {
    private static final int TRIES = Integer.getInteger("bifrost.tries", 60);

    static Stream<String> providers() {
        return Counterpart.all().stream().map(Counterpart::name);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void request_mutated_isSentOrRefusedInTheClientsDialect(String provider) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        try (Acting acting = Acting.of(counterpart, Acting.well(counterpart))) {
            for (Voice voice : Voice.values()) {
                List<String> requests = List.copyOf(Requests.of(voice).values());
                Seeded.times(TRIES, random -> {
                    String request =
                            requests.get(random.nextInt(requests.size())).replace("@", "AAAA");
                    Json.Obj mutated = Voice.object(request.getBytes(StandardCharsets.UTF_8));
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        MutatedJson.mutate(mutated, random);
                    }
                    try {
                        check(acting, voice, mutated.print());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (AssertionError e) {
                        throw new AssertionError(voice + " " + mutated.print(), e);
                    }
                });
            }
        }
    }

    private static void check(Acting acting, Voice voice, String request) throws IOException {
        int before = acting.upstream(0).requests().size();
        RawClient.Answer answer = acting.post(voice.path, "", request);
        CallRecord record = acting.gateway().nextRecord();
        assertThat(acting.gateway().crashes()).isEmpty();
        int sent = acting.upstream(0).requests().size() - before;
        if (answer.status() == 200) {
            assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(sent).isEqualTo(1);
            Voice.object(acting.upstream(0).requests().getLast().body());
        } else {
            assertThat(answer.status()).as(answer.text()).isIn(400, 404);
            assertThat(voice.error(answer.body()).text("message").length()).isLessThan(2000);
            assertThat(record.ending()).isEqualTo(Ending.REFUSED);
            assertThat(sent).isZero();
        }
    }
}
