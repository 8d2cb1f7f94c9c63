package dev.bifrost.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.upstream.ReadAnswers.Read;
import dev.bifrost.upstream.ResponseReader.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reader makes of a provider's bytes is what Netty's decoder makes of them, or it is refused. */
class ResponseReaderTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String[] VALID = {
        OK + "content-length: 5\r\nX-A: 1\r\nx-a:2 \r\n\r\nhello",
        OK + "content-length: 0\r\n\r\n",
        OK + "content-type: text/plain\r\n\r\nuntil the end",
        "HTTP/1.0 200 OK\r\n\r\nuntil the end",
        "HTTP/1.1 200\r\ncontent-length: 1\r\n\r\nx",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n" + OK + "content-length: 2\r\n\r\nok",
        "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 102 P\r\n\r\n" + CHUNKED + "2\r\nok\r\n0\r\n\r\n",
        CHUNKED + "5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + "0005\r\nhello\r\nA\r\n0123456789\r\n000\r\n\r\n",
        CHUNKED + "5;name=value\r\nhello\r\n1;a=\"b;c\"\r\n!\r\n0;last\r\n\r\n",
        CHUNKED + "2\r\nab\r\n2\r\n\r\n\r\n3\r\n0\r\n\r\n0\r\nTrailer-A: 1\r\nb: 2\r\n\r\n",
        CHUNKED + "0\r\n\r\n",
    };

    @Test
    void read_validCutAnywhere_isWhatNettyReads() throws Malformed {
        for (String answer : VALID) {
            Read expected = NettyAnswers.byNetty(answer);
            for (int first = 0; first <= answer.length(); first++) {
                for (int second = first; second <= answer.length(); second += 1 + (second - first) / 8) {
                    Read read = ReadAnswers.of(answer, first, second);
                    assertThat(read.content()).as(answer).isEqualTo(expected.content());
                    assertThat(read.heads()).as(answer).isEqualTo(expected.heads());
                    assertThat(read.ends()).as(answer).isEqualTo(1);
                    assertThat(read.broken()).as(answer).isFalse();
                }
            }
        }
    }

    @Test
    void read_generatedChunks_areWhatNettyReadsAndCanBePassedOnAsTheyAre() throws Malformed {
        Random random = new Random(7);
        int framed = 0;
        for (int round = 0; round < 3000; round++) {
            String answer = generated(random);
            Read expected = NettyAnswers.byNetty(answer);
            int[] cuts = IntStream.range(0, random.nextInt(6))
                    .map(i -> random.nextInt(answer.length()))
                    .sorted()
                    .toArray();
            ReadAnswers reading = new ReadAnswers();
            Read read = reading.read(answer.getBytes(StandardCharsets.ISO_8859_1), false, cuts);
            framed += reading.framedParts();
            assertThat(read.content()).as(answer).isEqualTo(expected.content());
            assertThat(read.ends()).isEqualTo(1);
            assertThat(read.reusable()).isTrue();
        }
        assertThat(framed).isGreaterThan(500);
    }

    private static String generated(Random random) {
        StringBuilder answer = new StringBuilder(CHUNKED);
        int chunks = random.nextInt(8);
        for (int i = 0; i < chunks; i++) {
            int length = 1 + random.nextInt(random.nextBoolean() ? 3 : 300);
            answer.append("0".repeat(random.nextInt(2))).append(Integer.toHexString(length));
            answer.append(random.nextInt(6) == 0 ? ";ext=1" : "").append("\r\n");
            for (int j = 0; j < length; j++) {
                answer.append("\r\n0a;: x".charAt(random.nextInt(8)));
            }
            answer.append("\r\n");
        }
        answer.append("0\r\n").append(random.nextInt(4) == 0 ? "a: b\r\n" : "").append("\r\n");
        return answer.toString();
    }

    @Test
    void read_byteByByte_losesNothing() throws Malformed {
        for (String answer : VALID) {
            int[] everywhere = IntStream.range(1, answer.length()).toArray();
            assertThat(ReadAnswers.of(answer, everywhere)).isEqualTo(ReadAnswers.of(answer));
        }
    }

    @Test
    void read_sameLengthTwice_isOneLength() throws Malformed {
        Read read = ReadAnswers.of(OK + "content-length: 2\r\ncontent-length: 2\r\n\r\nok");
        assertThat(read.content()).isEqualTo("ok");
        assertThat(read.reusable()).isTrue();
    }

    @Test
    void read_answerToHead_hasNoBodyWhateverItSays() throws Malformed {
        for (String head : new String[] {OK + "content-length: 50\r\n\r\n", CHUNKED}) {
            Read read = ReadAnswers.of(head.getBytes(StandardCharsets.ISO_8859_1), true);
            assertThat(read.ends()).isEqualTo(1);
            assertThat(read.content()).isEmpty();
            assertThat(read.reusable()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 1, 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: \r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 9999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nnocolon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nname : value\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: value\r\n\r\n",
                "HTTP/1.1 200 OK\r\na: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\na: b\r\n\tfolded\r\n\r\n",
                "HTTP/1.1 200 OK\r\na: b\rc: d\r\n\r\n",
                "HTTP/1.1 200 OK\r\na: b\0c\r\n\r\n",
                "HTTP/1.1 200 OK\r\na: b\n",
                "HTTP/1.1 200 OK\n",
                "\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 600 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n\r\n",
            })
    void read_malformedHead_isRefusedHoweverCut(String answer) {
        for (int cut = 0; cut <= answer.length(); cut++) {
            int at = cut;
            assertThatThrownBy(() -> ReadAnswers.of(answer, at)).isInstanceOf(Malformed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\n",
                "\r\n",
                "-1\r\n",
                "+1\r\nx\r\n",
                "0x1\r\nx\r\n",
                "1_0\r\n",
                "1\n",
                "1\rx",
                "1;ext\nx\r\n",
                "g\r\n",
                "1\r\nxy\r\n",
                "1\r\nx\n",
                "1\r\nx\ry",
                "0\r\n\n",
                "0\r\na: b\n",
                "0\r\na\rb",
                "1000000000000000\r\n",
                "00000000000000001\r\n",
                "8000000000000000\r\n",
                "ffffffffffffffff\r\n"
            })
    void read_malformedChunks_areRefusedHoweverCut(String chunks) {
        String answer = CHUNKED + chunks;
        for (int cut = CHUNKED.length(); cut <= answer.length(); cut++) {
            int at = cut;
            assertThatThrownBy(() -> ReadAnswers.of(answer, at)).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void read_endlessLine_isRefusedBeforeItFillsTheMemory() {
        for (String beginning : new String[] {"", OK, OK + "a: ", CHUNKED + "1;", CHUNKED + "0\r\n"}) {
            assertThatThrownBy(() -> ReadAnswers.of(beginning + "a:b".repeat(25_000)))
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void read_endlessHeaders_areRefusedBeforeTheyFillTheMemory() {
        assertThatThrownBy(() -> ReadAnswers.of(OK + "a: b\r\n".repeat(20_000))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> ReadAnswers.of(CHUNKED + "0\r\n" + "a: b\r\n".repeat(20_000)))
                .isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nconnection: close\r\nconnection: keep-alive\r\ncontent-length: 1\r\n\r\nx",
                "HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\n\r\nx",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nxy",
                "HTTP/1.1 204 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
            })
    void reusable_closeSaidOrMoreCameThanAsked_isFalse(String answer) throws Malformed {
        assertThat(ReadAnswers.of(answer).reusable()).isFalse();
    }

    @Test
    void closed_beforeTheEnd_isBroken() throws Malformed {
        for (String answer : new String[] {OK + "content-length: 5\r\n\r\nhello", VALID[12], VALID[7]}) {
            for (int length = 0; length < answer.length(); length++) {
                assertThat(ReadAnswers.of(answer.substring(0, length)).broken())
                        .as(answer)
                        .isTrue();
            }
        }
    }

    @Test
    void read_garbage_isNeverAnythingButMalformed() {
        Random random = new Random(11);
        String alphabet = "HTTP/1.1 200 OK\r\n\r\n:;0aF \tcontent-length: 1transfer-encoding: chunked\r\n\0\u00ff";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(VALID[random.nextInt(VALID.length)]);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    case 1 -> text.deleteCharAt(at).append(' ');
                    default -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                }
            }
            int cut = random.nextInt(text.length());
            Object whole = attempt(text.toString());
            assertThat(attempt(text.toString(), cut)).as(text.toString()).isEqualTo(whole);
        }
    }

    private static Object attempt(String answer, int... cuts) {
        try {
            return ReadAnswers.of(answer, cuts);
        } catch (Malformed e) {
            return "malformed";
        }
    }
}
