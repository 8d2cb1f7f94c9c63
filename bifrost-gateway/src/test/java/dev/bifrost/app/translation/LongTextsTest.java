package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Long strings are not read when a request is translated. Wherever one stands, whatever becomes of it there, the provider
 * gets what a short one would have become.
 */
class LongTextsTest {
    private static final String SHORT = base64(new Random(1), 300);
    private static final String LONG = base64(new Random(2), 90_000);

    private static String base64(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    static Stream<String> providers() {
        return Counterpart.all().stream().map(Counterpart::name);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void longString_wherever_becomesWhatAShortOneDoes(String provider) throws Exception {
        Counterpart counterpart = Acting.counterpart(provider);
        List<String> wrong = new ArrayList<>();
        try (Acting acting = Acting.of(counterpart, Acting.well(counterpart))) {
            for (Voice voice : Voice.values()) {
                Requests.of(voice).forEach((what, request) -> {
                    String few = sent(acting, voice, request.replace("@", SHORT));
                    String many = sent(acting, voice, request.replace("@", LONG));
                    if (!many.equals(lengthened(few))) {
                        wrong.add(voice + " " + what + ": " + few.replace(SHORT, "@") + "\n  "
                                + many.replace(LONG, "@").replaceAll("[A-Za-z0-9+/=]{9000}", "…"));
                    }
                });
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** The same with the long string instead of the short one, as it is, decoded or encoded once more. */
    private static String lengthened(String body) {
        return body.replace(SHORT, LONG).replace(decoded(SHORT), decoded(LONG)).replace(encoded(SHORT), encoded(LONG));
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.US_ASCII);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What the provider got, and how lossy it was; or what the client was told instead. */
    private static String sent(Acting acting, Voice voice, String request) {
        int before = acting.upstream(0).requests().size();
        try {
            RawClient.Answer answer = acting.post(voice.path, "", request);
            acting.gateway().nextRecord();
            List<Request> requests = acting.upstream(0).requests();
            return answer.header("x-bifrost-lossy") + " "
                    + (requests.size() > before ? requests.getLast().text() : answer.text());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Nobody may name bytes that are not theirs to name. */
    @Test
    void mark_thatAClientMadeUp_namesNothing() throws Exception {
        Counterpart counterpart = Acting.counterpart("bedrock (Converse)");
        String mark = "\uE0B1" + "0123456789abcdef01234567" + "00000000" + "0000000099";
        try (Acting acting = Acting.of(counterpart, Acting.well(counterpart))) {
            String text = Requests.of(Voice.MESSAGES).get("text").replace("@", mark + LONG);
            assertThat(sent(acting, Voice.MESSAGES, text)).contains(mark + LONG);
            String document = Requests.of(Voice.MESSAGES).get("text document").replace("@", mark);
            assertThat(sent(acting, Voice.MESSAGES, document)).contains("invalid_request_error");
        }
    }

    @Test
    void longString_behindTagsThatAreCut_isTheSame() throws Exception {
        Counterpart counterpart = Acting.counterpart("anthropic");
        try (Acting acting = Acting.of(counterpart, Acting.well(counterpart))) {
            String plain = Requests.of(Voice.CHAT).get("image").replace("@", LONG);
            String sent = sent(acting, Voice.CHAT, plain);
            assertThat(sent).contains(LONG);
            for (String tags : List.of(
                    "\"metadata\":{\"tags\":[\"a\",\"b\"]},",
                    "\"tags\":[\"a\"],",
                    "\"litellm_metadata\":{\"x\":\"y\"},")) {
                assertThat(sent(acting, Voice.CHAT, plain.replace("\"tools\"", tags + "\"tools\"")))
                        .isEqualTo(sent);
            }
        }
    }
}
