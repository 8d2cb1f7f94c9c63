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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests whose parts have the wrong types, are missing, or stand where they do not belong: sent on whole, or refused. */
class MutatedRequestsTest {
    private static final int TRIES = 60;
    private static final List<String> OTHERS = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "0.5",
            "\"\"",
            "\"x\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"type\":\"text\"}",
            "\"data:\"",
            "\"data:image/png;base64,\"",
            "\"\\u0000\\ud800\"",
            "9223372036854775808");

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
                        mutate(mutated, random);
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

    /** Puts something else in the place of one value, or takes it away, or puts it elsewhere too. */
    @SuppressWarnings("ReferenceEquality") // whether it is the same, not whether it says the same
    private static void mutate(Json.Obj root, RandomGenerator random) {
        List<Json> containers = new ArrayList<>();
        collect(root, containers);
        switch (containers.get(random.nextInt(containers.size()))) {
            case Json.Obj object -> {
                List<String> names = new ArrayList<>(object.members().keySet());
                names.remove(object == root ? "model" : "");
                if (!names.isEmpty()) {
                    change(object.members(), names.get(random.nextInt(names.size())), containers, random);
                }
            }
            case Json.Arr array -> {
                if (!array.items().isEmpty()) {
                    int i = random.nextInt(array.items().size());
                    switch (random.nextInt(3)) {
                        case 0 -> array.items().remove(i);
                        case 1 -> array.items().add(i, array.items().get(i));
                        default -> array.items().set(i, other(random));
                    }
                }
            }
            default -> throw new AssertionError();
        }
    }

    private static void change(Map<String, Json> members, String name, List<Json> containers, RandomGenerator random) {
        switch (random.nextInt(4)) {
            case 0 -> members.remove(name);
            case 1 -> members.put(name, Voice.copy(containers.get(random.nextInt(containers.size()))));
            default -> members.put(name, other(random));
        }
    }

    private static Json other(RandomGenerator random) {
        return Voice.json(OTHERS.get(random.nextInt(OTHERS.size())));
    }

    private static void collect(Json json, List<Json> to) {
        switch (json) {
            case Json.Obj object -> {
                to.add(object);
                object.members().values().forEach(each -> collect(each, to));
            }
            case Json.Arr array -> {
                to.add(array);
                array.items().forEach(each -> collect(each, to));
            }
            default -> {
                // holds nothing
            }
        }
    }
}
