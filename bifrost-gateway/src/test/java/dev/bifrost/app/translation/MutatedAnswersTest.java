package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.api.json.Json;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.app.matrix.Playing;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream.Connection;
import dev.bifrost.testing.Seeded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every provider's answers with bytes changed, lost, doubled or cut off: the client gets an answer or an error of its own
 * dialect, never an end that looks well, never silence; and one record says what happened.
 */
class MutatedAnswersTest {
    private static final int TRIES = Integer.getInteger("bifrost.tries", 60);

    static Stream<String> providers() {
        return Counterpart.all().stream().map(Counterpart::name);
    }

    /** What the provider does next: bytes of a stream's or document's body, and whether it hangs up instead of ending it. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Played(String type, List<byte[]> pieces, boolean cut) {
        void on(Connection connection) throws IOException {
            connection.write("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ntransfer-encoding: chunked\r\n\r\n");
            for (byte[] piece : pieces) {
                if (piece.length > 0) {
                    Playing.chunk(connection, piece);
                }
            }
            if (!cut) {
                connection.endChunks();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void stream_mutated_isAnAnswerOrAnErrorOfTheClients(String provider) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        mutated(counterpart, true, random -> {
            List<byte[]> events = new ArrayList<>(Acting.events(counterpart));
            for (int i = random.nextInt(3); i >= 0; i--) {
                mutateOne(events, random);
            }
            return new Played(Playing.mediaType(counterpart), events, random.nextInt(4) == 0);
        });
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whole_mutated_isAnAnswerOrAnErrorOfTheClients(String provider) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        mutated(counterpart, false, random -> {
            List<byte[]> whole = new ArrayList<>(List.of(counterpart.whole1().getBytes(StandardCharsets.UTF_8)));
            whole.set(0, mutate(whole.getFirst(), random));
            return new Played("application/json", whole, random.nextInt(4) == 0);
        });
    }

    /** Valid JSON, but of other types, or with something missing or doubled. */
    @ParameterizedTest
    @MethodSource("providers")
    void stream_ofOtherJson_isAnAnswerOrAnErrorOfTheClients(String provider) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        mutated(counterpart, true, random -> {
            List<byte[]> events = new ArrayList<>(Acting.events(counterpart));
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = random.nextInt(counterpart.stream1().size());
                String other = other(counterpart.stream1().get(at), random);
                boolean named = counterpart.framing().equals("named") && !other.contains("\"type\":\"");
                events.set(at, Playing.framed(named ? "sse" : counterpart.framing(), other));
            }
            return new Played(Playing.mediaType(counterpart), events, false);
        });
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whole_ofOtherJson_isAnAnswerOrAnErrorOfTheClients(String provider) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        mutated(counterpart, false, random -> {
            byte[] other = other(counterpart.whole1(), random).getBytes(StandardCharsets.UTF_8);
            return new Played("application/json", List.of(other), false);
        });
    }

    private static String other(String json, RandomGenerator random) {
        Json.Obj other = Voice.object(json.getBytes(StandardCharsets.UTF_8));
        for (int i = random.nextInt(3); i >= 0; i--) {
            MutatedJson.mutate(other, random);
        }
        return other.print();
    }

    private interface Mutation {
        Played of(RandomGenerator random);
    }

    private static void mutated(Counterpart counterpart, boolean stream, Mutation mutation) throws Exception {
        AtomicReference<Played> next = new AtomicReference<>();
        try (Acting acting = Acting.of(counterpart, (connection, request) -> {
            Played played = next.get();
            played.on(connection);
            return !played.cut();
        })) {
            for (Voice voice : Voice.values()) {
                Seeded.times(TRIES, random -> {
                    next.set(mutation.of(random));
                    try {
                        check(acting, voice, acting.ask(voice, stream), stream);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (AssertionError e) {
                        byte[] sent = Acting.joined(next.get().pieces());
                        throw new AssertionError(voice + " <- " + new String(sent, StandardCharsets.UTF_8), e);
                    }
                    assertThat(acting.gateway().crashes()).isEmpty();
                });
            }
        }
    }

    private static void check(Acting acting, Voice voice, RawClient.Answer answer, boolean stream) {
        CallRecord record = acting.gateway().nextRecord();
        boolean spliced = record.attempts().size() == 1 && isSpliced(record);
        boolean well = record.ending() == Ending.COMPLETE;
        assertThat(record.failure() == null).as(record.toString()).isEqualTo(well);
        if (answer.status() != 200) {
            voice.error(answer.body());
            assertThat(record.status()).isEqualTo(answer.status());
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_FAILED);
        } else if (!spliced && stream) {
            assertThat(voice.endsWell(answer.body())).as(record.toString()).isEqualTo(well);
        } else if (!spliced) {
            voice.answer(answer.body());
            assertThat(well).isTrue();
        } else if (stream) {
            assertThat(voice.mentionsEnd(answer.text()) || !well)
                    .as(answer.text())
                    .isTrue();
            assertThat(record.ending()).isIn(Ending.COMPLETE, Ending.UPSTREAM_CUT);
        }
    }

    private static boolean isSpliced(CallRecord record) {
        return record.providerDialect().equals(record.clientDialect())
                || (record.clientDialect().equals("anthropic")
                        && record.providerDialect().equals("bedrock-invoke"));
    }

    private static void mutateOne(List<byte[]> events, RandomGenerator random) {
        if (events.isEmpty()) {
            return;
        }
        int i = random.nextInt(events.size());
        switch (random.nextInt(6)) {
            case 0 -> events.remove(i);
            case 1 -> events.add(i, events.get(i));
            case 2 -> events.add(random.nextInt(events.size()), events.remove(i));
            case 3 -> events.subList(i, events.size()).clear();
            default -> events.set(i, mutate(events.get(i), random));
        }
    }

    private static byte[] mutate(byte[] bytes, RandomGenerator random) {
        if (bytes.length < 2) {
            return bytes;
        }
        int from = random.nextInt(bytes.length - 1);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(1 + random.nextInt(40)));
        byte[] head = Arrays.copyOf(bytes, from);
        byte[] tail = Arrays.copyOfRange(bytes, to, bytes.length);
        byte[] cut = Arrays.copyOfRange(bytes, from, to);
        return switch (random.nextInt(6)) {
            case 0 -> Acting.joined(List.of(head, tail));
            case 1 -> Acting.joined(List.of(head, cut, cut, tail));
            case 2 -> head;
            case 3 -> {
                random.nextBytes(cut);
                yield Acting.joined(List.of(head, cut, tail));
            }
            case 4 -> {
                byte[] other = List.of("null", "[]", "{}", "\"\"", "-1", "1e999", "true", "{\"a\":[[[[")
                        .get(random.nextInt(8))
                        .getBytes(StandardCharsets.US_ASCII);
                yield Acting.joined(List.of(head, other, tail));
            }
            default -> {
                byte[] flipped = bytes.clone();
                flipped[from] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
        };
    }
}
