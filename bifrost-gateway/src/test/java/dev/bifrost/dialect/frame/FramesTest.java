package dev.bifrost.dialect.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.testing.Seeded;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FramesTest {

    static Stream<Arguments> streams() {
        return Stream.of(
                Arguments.of(
                        Framing.SSE,
                        utf8("""
                                : hello
                                event: message_start
                                data: {"a":"ü"}

                                data: {"lines":
                                data: 2}
                                id: 7

                                event: ping

                                : keep-alive

                                event: message_start
                                data: {"b":1}

                                data: [DONE]

                                """),
                        List.of(
                                "message_start|{\"a\":\"ü\"}",
                                "|{\"lines\":\n2}",
                                "message_start|{\"b\":1}",
                                "|[DONE]")),
                Arguments.of(
                        Framing.SSE,
                        utf8("event: x\r\ndata: 1\r\n\r\ndata: 2\r\r\ndata: [DONE]"),
                        List.of("x|1", "|2", "|[DONE]")),
                Arguments.of(
                        Framing.LINES,
                        utf8("{\"a\":1}\n\n \r\n{\"b\":\"ü\"}\r\n{\"c\":3}"),
                        List.of("|{\"a\":1}", "|{\"b\":\"ü\"}", "|{\"c\":3}")),
                Arguments.of(
                        Framing.AWS_EVENT_STREAM,
                        new EventStreamFrames()
                                .event("messageStart", "{\"role\":\"assistant\"}")
                                .event("contentBlockDelta", "{\"delta\":{\"text\":\"ü\"}}")
                                .frame("", ":event-type", "empty", ":message-type", "event")
                                .frame("{}")
                                .exception("throttlingException", "{\"message\":\"slow\"}")
                                .error("InternalFailure", "oh \"no\"")
                                .bytes(),
                        List.of(
                                "messageStart|{\"role\":\"assistant\"}",
                                "contentBlockDelta|{\"delta\":{\"text\":\"ü\"}}",
                                "empty|",
                                "|{}",
                                "!throttlingException|{\"message\":\"slow\"}",
                                "!InternalFailure|{\"message\":\"oh \\\"no\\\"\"}")));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void feed_cutAnywhere_givesTheSameEvents(Framing framing, byte[] bytes, List<String> events) throws AnswerFault {
        assertThat(Cut.whole(framing, bytes)).isEqualTo(events);
        assertThat(Cut.bytewise(framing, bytes)).isEqualTo(events);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(Cut.at(framing, bytes, cut)).as("cut at %d", cut).isEqualTo(events);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void feed_cutInPieces_givesTheSameEvents(Framing framing, byte[] bytes, List<String> events) {
        Seeded.times(200, random -> {
            int[] cuts = random.ints(random.nextInt(12), 0, bytes.length + 1)
                    .sorted()
                    .toArray();
            try {
                assertThat(Cut.at(framing, bytes, cuts)).isEqualTo(events);
            } catch (AnswerFault e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void feed_event_isHandedOnWithItsLastByte() throws AnswerFault {
        for (Framing framing : Framing.values()) {
            byte[] one = one(framing);
            List<String> seen = new ArrayList<>();
            FrameReader reader = Frames.reader(framing);

            reader.feed(one, 0, one.length - 1, event -> seen.add(event.text()));
            assertThat(seen).isEmpty();
            reader.feed(one, one.length - 1, one.length, event -> seen.add(event.text()));
            assertThat(seen).containsExactly("{}");
        }
    }

    private static byte[] one(Framing framing) {
        return switch (framing) {
            case SSE -> utf8("data: {}\n\n");
            case LINES -> utf8("{}\n");
            case AWS_EVENT_STREAM -> new EventStreamFrames().event("x", "{}").bytes();
        };
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void end_nothing_isFine(Framing framing) throws AnswerFault {
        assertThat(Cut.whole(framing, new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void end_cutOff_isAFaultOrTheEventsBefore(Framing framing, byte[] bytes, List<String> events) {
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            try {
                // Whole events at the end may lack their end, halves never pass for whole.
                List<String> seen = Cut.whole(framing, cut);
                assertThat(events.subList(0, seen.size())).isEqualTo(seen);
            } catch (AnswerFault e) {
                assertThat(e).hasMessageContaining("ends in the middle");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Framing.class,
            names = {"SSE", "LINES"})
    void feed_eventWithoutEnd_isRefusedAtTheLimit(Framing framing) throws AnswerFault {
        FrameReader reader = Frames.reader(framing);
        byte[] piece = new byte[1 << 20];
        Arrays.fill(piece, (byte) 'x');
        for (int i = 0; i < 16; i++) {
            reader.feed(piece, 0, piece.length, event -> {});
        }
        assertThatThrownBy(() -> reader.feed(piece, 0, 1, event -> {}))
                .isInstanceOf(AnswerFault.class)
                .hasMessageContaining("larger than");
    }

    @Test
    void feed_flippedBit_isAFault() {
        byte[] bytes = new EventStreamFrames()
                .event("messageStart", "{\"role\":\"assistant\"}")
                .event("messageStop", "{\"stopReason\":\"end_turn\"}")
                .bytes();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] broken = bytes.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Cut.whole(Framing.AWS_EVENT_STREAM, broken))
                    .as("bit %d", bit)
                    .isInstanceOf(AnswerFault.class);
        }
    }

    @Test
    void feed_brokenFrameAfterAGoodOne_handsOnTheGoodOneFirst() {
        byte[] good = new EventStreamFrames().event("a", "{}").bytes();
        byte[] both = Arrays.copyOf(good, 2 * good.length);
        System.arraycopy(good, 0, both, good.length, good.length);
        both[both.length - 1]++;
        List<String> seen = new ArrayList<>();

        assertThatThrownBy(() -> Frames.reader(Framing.AWS_EVENT_STREAM)
                        .feed(both, 0, both.length, event -> seen.add(event.name())))
                .isInstanceOf(AnswerFault.class);
        assertThat(seen).containsExactly("a");
    }

    @Test
    void feed_brokenPrelude_isAFaultBeforeTheFrameHasCome() {
        byte[] bytes = new EventStreamFrames().event("a", "{}").bytes();
        bytes[2]++;
        assertThatThrownBy(() -> Frames.reader(Framing.AWS_EVENT_STREAM).feed(bytes, 0, 12, event -> {}))
                .isInstanceOf(AnswerFault.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void feed_absurdLength_isAFault() {
        for (int[] lengths :
                new int[][] {{0, 0}, {15, 0}, {-1, 0}, {17 << 20, 0}, {20, 5}, {100, -1}, {100, 1 << 30}}) {
            ByteBuffer prelude = ByteBuffer.allocate(12).putInt(lengths[0]).putInt(lengths[1]);
            var checksum = new java.util.zip.CRC32();
            checksum.update(prelude.array(), 0, 8);
            prelude.putInt((int) checksum.getValue());
            assertThatThrownBy(() -> Frames.reader(Framing.AWS_EVENT_STREAM).feed(prelude.array(), 0, 12, event -> {}))
                    .isInstanceOf(AnswerFault.class)
                    .hasMessageContaining("bytes");
        }
    }

    @Test
    void feed_anyBytes_neverThrowsAnythingElse() {
        Seeded.times(2000, random -> {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            for (Framing framing : Framing.values()) {
                try {
                    Cut.at(framing, bytes, bytes.length / 2);
                } catch (AnswerFault _) {
                    // as it should be
                }
            }
        });
    }
}
