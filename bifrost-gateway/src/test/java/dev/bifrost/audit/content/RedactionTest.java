package dev.bifrost.audit.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.json.Json;
import dev.bifrost.testing.Seeded;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What slips through here is kept for ten years. */
class RedactionTest {
    private static final String SECRET = "sk-abcdefghij";

    private static Redactor.Pass pass(List<String> pointers, String... patterns) {
        return new Redactor(
                        new RedactionSettings(pointers, List.of(patterns)), Duration.ofSeconds(20), System::nanoTime)
                .begin();
    }

    private static Redactor.Pass secrets() {
        return pass(List.of(), "sk-[a-z]{10}");
    }

    private static String json(String json, Redactor.Pass pass) {
        return new String(new JsonRedaction(pass, 100_000).of(json.getBytes(UTF_8), false), UTF_8);
    }

    @Test
    void pointers_wildcardsEscapesAndItems_hideWhatTheyLeadTo() {
        assertThat(json(
                        "{\"messages\":[{\"content\":\"a\"},{\"content\":[{\"x\":1}],\"role\":\"user\"}],\"a/b\":{\"~\":2},"
                                + "\"n\":[[1,2],[3]]}",
                        pass(List.of("/messages/*/content", "/a~1b/~0", "/n/0/1"))))
                .isEqualTo(
                        "{\"messages\":[{\"content\":\"[redacted]\"},{\"content\":\"[redacted]\",\"role\":\"user\"}],"
                                + "\"a/b\":{\"~\":\"[redacted]\"},\"n\":[[1,\"[redacted]\"],[3]]}");
    }

    @Test
    void patterns_escapesNamesNumbersAndDuplicates_areFoundToo() {
        assertThat(json(
                        "{\"a\":\"\\u0073k-abcdefghij\",\"a\":\"x" + SECRET + "y\",\"" + SECRET
                                + "\":4111111111111111}",
                        pass(List.of(), "sk-[a-z]{10}", "4[0-9]{15}")))
                .isEqualTo("{\"a\":\"[redacted]\",\"a\":\"x[redacted]y\",\"[redacted]\":\"[redacted]\"}");
    }

    @Test
    void document_cutAnywhere_isAWholeDocumentWithoutTheSecret() throws Exception {
        String text = "{\"ä\":[1,true,null,{\"t\":\"ü😀 \\\"" + SECRET + "\\u00e4 " + "z".repeat(5000) + SECRET
                + "\"}],\"n\":41111111,\"s\":\"" + SECRET + "\"}";
        byte[] all = text.getBytes(UTF_8);
        for (int cut = 0; cut <= all.length; cut++) {
            var redaction = new JsonRedaction(secrets(), 100_000);
            String kept = new String(redaction.of(Arrays.copyOf(all, cut), true), UTF_8);
            assertThat(kept).as("cut at " + cut).doesNotContain("sk-abc");
            if (!kept.isEmpty()) {
                Json.read(kept);
            }
            assertThat(redaction.cut()).isTrue();
            assertThat(redaction.malformed()).isFalse();
        }
    }

    @Test
    void document_hostile_isKeptAsFarAsItIsOneAndNothingIsThrown() throws Exception {
        for (String hostile : List.of(
                "{\"a\":1}{\"b\":\"" + SECRET + "\"}",
                "[".repeat(100_000),
                "{\"a\":".repeat(500),
                "{\"a\":\"" + SECRET + "\",}",
                "{\"a\":" + "9".repeat(50_000) + "}",
                "{\"a\":1e999999999999}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\" \"b\"}",
                "[1,2",
                "{\"a\":nul")) {
            var redaction = new JsonRedaction(secrets(), 100_000);
            String kept = new String(redaction.of(hostile.getBytes(UTF_8), false), UTF_8);
            assertThat(kept)
                    .as(hostile.substring(0, Math.min(30, hostile.length())))
                    .doesNotContain(SECRET);
            Json.read(kept);
            assertThat(redaction.malformed()).isEqualTo(!hostile.contains("ud800") && !hostile.contains("1e9"));
        }
        Seeded.times(2000, random -> {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) "{}[]\":,\\u0d8 1e-tn\u00e4ul".charAt(random.nextInt(21));
            }
            byte[] kept = new JsonRedaction(secrets(), 1 + random.nextInt(50)).of(bytes, random.nextBoolean());
            if (kept.length > 0) {
                assertThat(new String(kept, UTF_8)).satisfies(each -> Json.read(each));
            }
        });
    }

    @Test
    void text_brokenOff_losesTheEndInWhichASecretMayBegin() {
        String text = "x".repeat(10_000) + "sk-abcde";

        assertThat(secrets().text(text, true))
                .hasSize(text.length() - Redactor.MARGIN)
                .doesNotContain("sk-");
        assertThat(secrets().text(text, false)).isEqualTo(text);
        assertThat(pass(List.of()).text(text, true)).isEqualTo(text);
        assertThat(secrets().text(SECRET + "x".repeat(10), true)).isEmpty();
    }

    @Test
    void patterns_thatOverlap_leaveOneMask() {
        assertThat(pass(List.of(), "bcd", "cde", "a*").text("xbcdex aa", false)).isEqualTo("x[redacted]x [redacted]");
    }

    @Test
    void pattern_thatNeverEnds_isGivenUpAndAllIsWithheld() {
        AtomicLong time = new AtomicLong();
        var redactor = new Redactor(
                new RedactionSettings(List.of(), List.of("x*x*x*y")),
                Duration.ofSeconds(1),
                () -> time.addAndGet(100_000_000));
        assertThatThrownBy(() -> redactor.begin().text("x".repeat(500), false)).isInstanceOf(Overdue.class);
    }

    private static String assembled(Redactor.Pass pass, int step, String stream) {
        StreamText text = new StreamText(false, 100_000);
        byte[] bytes = stream.getBytes(UTF_8);
        for (int at = 0; at < bytes.length; at += step) {
            text.feed(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + step)));
        }
        text.end();
        return text.redacted(pass).print();
    }

    private static String event(String json) {
        return "event: e\r\ndata: " + json + "\r\n\r\n";
    }

    @Test
    void stream_ofEveryDialect_isPutTogetherBeforeItIsLookedAt() {
        String anthropic = event("{\"type\":\"message_start\",\"message\":{\"content\":[]}}")
                + event(
                        "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"name\":\"f\"}}")
                + event(
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a sk-abc\"}}")
                + event(
                        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{sk-a\"}}")
                + event(
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"defghij\"}}")
                + event(
                        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"bcdefghij}\"}}");
        String responses = event("{\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"a sk-abc\"}")
                + event(
                        "{\"type\":\"response.reasoning_summary_text.delta\",\"output_index\":1,\"delta\":\"sk-abcdef\"}")
                + event("{\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"defghij\"}")
                + event("{\"type\":\"response.reasoning_summary_text.delta\",\"output_index\":1,\"delta\":\"ghij\"}")
                + event("{\"type\":\"response.completed\",\"response\":{\"output\":[{\"text\":\"a sk-abcdefghij\"}]}}");
        String chat = event(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"sk-abcd\"}}]}}]}")
                + event("{\"choices\":[{\"index\":1,\"delta\":{\"reasoning_content\":\"sk-abcd\"}}]}")
                + event(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"efghij\"}}]}}]}")
                + event("{\"choices\":[{\"index\":1,\"delta\":{\"reasoning_content\":\"efghij\"}}]}");
        String gemini = event("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a sk-ab\"}]}}]}")
                + event("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"cdefghij\"}]}}]}");
        String nonsense = "data: sk-abcde\n\ndata: fghij\n\n";
        for (String stream : List.of(anthropic, responses, chat, gemini, nonsense)) {
            for (int step : new int[] {1, 7, 4096}) {
                assertThat(assembled(secrets(), step, stream))
                        .contains("[redacted]")
                        .doesNotContain("sk-a", "efghij");
            }
        }
        assertThat(assembled(pass(List.of()), 3, anthropic)).contains("\"text\":\"a sk-abcdefghij\"", "\"text\":\"f\"");
        assertThat(assembled(pass(List.of("/content/*/text")), 3, anthropic)).doesNotContain("a sk-");
        assertThat(assembled(pass(List.of("/choices/*/message")), 3, chat)).doesNotContain("sk-");
        assertThat(assembled(pass(List.of("/output/*/content/*/text")), 3, responses))
                .doesNotContain("a sk-");
    }

    @Test
    void stream_longerThanIsKept_isCutWithoutHalfASecret() {
        StreamText text = new StreamText(false, 10_000);
        for (int i = 0; i < 999; i++) {
            text.feed(event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"aaaaaaaaaa\"}}]}")
                    .getBytes(UTF_8));
        }
        text.feed(event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"aaa" + SECRET + "\"}}]}")
                .getBytes(UTF_8));

        assertThat(text.cut()).isTrue();
        assertThat(text.redacted(secrets()).print()).doesNotContain("sk-").contains("aaaa");
    }

    private static String kept(byte[] body, Redactor.Pass pass) {
        Text text = new Text(1 << 16);
        text.add(body);
        return text.redacted(pass).print();
    }

    private static final String HIDDEN = "sk-abcdefghij0123456789ABCDEFGHIJ";

    @Test
    void ways_aroundPatterns_keepNoSecret() {
        String json = "{\"key\":\"" + HIDDEN + "\"}";
        String base64 = java.util.Base64.getEncoder()
                .encodeToString(("the key of ann is " + HIDDEN + ", of bob too")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (var charset : java.util.List.of(
                java.nio.charset.StandardCharsets.UTF_16LE,
                java.nio.charset.StandardCharsets.UTF_16BE,
                java.nio.charset.StandardCharsets.UTF_16)) {
            assertThat(kept(json.getBytes(charset), secrets())).isEqualTo("{\"form\":\"binary\"}");
        }
        assertThat(kept(
                        utf8("--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n" + base64 + "\r\n--b--"),
                        secrets()))
                .contains("withheld")
                .doesNotContain(base64);
        assertThat(kept(utf8("prompt=" + HIDDEN.replace("s", "%73")), secrets()))
                .contains("withheld");
        assertThat(kept(utf8("{\"file_data\":\"data:text/plain;base64," + base64 + "\"}"), secrets()))
                .contains("[redacted]")
                .doesNotContain(base64);
        String twice = "{\"arguments\":\"{\\\"k\\\":\\\"" + HIDDEN.replace("s", "\\\\u0073") + "\\\"}\"}";
        assertThat(kept(utf8(twice), secrets())).contains("[redacted]").doesNotContain(HIDDEN.substring(4));
    }

    @Test
    void pointers_textThatIsNoJson_isNotKept() {
        assertThat(kept(utf8("name: ann"), pass(java.util.List.of("/name"))))
                .contains("withheld")
                .doesNotContain("ann");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
