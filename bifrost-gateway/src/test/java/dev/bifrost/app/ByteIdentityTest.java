package dev.bifrost.app;

import static dev.bifrost.app.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.dialect.Recordings;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider says reaches the client byte by byte, however the network cuts it; and so does what the client says. */
class ByteIdentityTest {
    /** So many bytes of a long recording's head and tail are cut at each place. */
    private static final int CLOSELY = 300;

    private static final int BATCH = 32;
    /** The only event that may be withheld: no choices, and a usage. */
    private static final Pattern USAGE_ONLY =
            Pattern.compile("data: (?=[^\\n]*\"choices\":\\s*\\[\\])(?=[^\\n]*\"usage\":\\s*\\{)[^\\n]*\\n\\n");

    @ParameterizedTest
    @CsvSource({
        "openai-chat/openai-text, 1",
        "openai-chat/deepseek-text, 0",
        "openai-chat/deepseek-reasoning, 0",
        "openai-chat/deepseek-tool-call, 0",
        "openai-chat/groq-text, 0",
        "openai-chat/groq-tool-call, 0",
        "openai-chat/mistral-text, 0",
        "openai-chat/mistral-reasoning, 0",
        "openai-chat/mistral-tool-call, 0",
        "openai-chat/perplexity-text, 0",
        "completions/openai-completion-text, 1",
        "openai-responses/azure-text.1, 0",
        "openai-responses/lmstudio-tool-call.1, 0",
        "openai-responses/openai-custom-tool.1, 0",
        "openai-responses/openai-reasoning-encrypted-content.1, 0",
        "openai-responses/openai-web-search-tool.1, 0"
    })
    void stream_cutAnywhere_arrivesAsItWasButForTheUsageNobodyAskedFor(String name, int withheld) throws Exception {
        String stream = new String(Recordings.stream(name), StandardCharsets.ISO_8859_1);
        String without = USAGE_ONLY.matcher(stream).replaceAll("");
        int missing = without.length() == stream.length() ? 0 : 1;
        assertThat(missing).isEqualTo(withheld);
        List<Integer> cuts = cuts(stream.length());
        assertPassed(path(name), "false", ASK_STREAM, stream, stream, cuts);
        assertPassed(path(name), "true", ASK_STREAM, stream, without, cuts);
        String asking = ASK_STREAM.replace("\"messages\"", "\"stream_options\":{\"include_usage\":true},\"messages\"");
        assertPassed(path(name), "true", asking, stream, stream, cuts.subList(0, Math.min(200, cuts.size())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai-chat/openai-text",
                "openai-chat/deepseek-reasoning",
                "openai-chat/groq-tool-call",
                "openai-chat/mistral-text",
                "openai-chat/perplexity-text",
                "completions/openai-completion-text",
                "openai-responses/azure-text.1",
                "openai-responses/openai-custom-tool.1",
                "openai-responses/openai-web-search-tool.1",
                "embeddings/openai-embedding"
            })
    void whole_cutAnywhere_arrivesAsItWas(String name) throws Exception {
        String body = new String(Recordings.bytes(name + ".json"), StandardCharsets.ISO_8859_1);
        AtomicInteger next = new AtomicInteger();
        List<Integer> cuts = cuts(body.length());
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    while (connection.readRequest() != null) {
                        int cut = cuts.get(next.getAndIncrement());
                        boolean chunked = cut % 2 == 0;
                        connection.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                                + (chunked ? "transfer-encoding: chunked" : "content-length: " + body.length())
                                + "\r\n\r\n");
                        connection.write(latin1(chunked ? chunks(body, cut) : body.substring(0, cut)));
                        connection.write(latin1(chunked ? "0\r\n\r\n" : body.substring(cut)));
                    }
                });
                TestGateway gateway = gateway(upstream);
                RawClient client = new RawClient(gateway.port())) {
            for (int cut : cuts) {
                client.post(path(name), "", ASK);
                assertThat(new String(client.read().body(), StandardCharsets.ISO_8859_1))
                        .as("cut at " + cut)
                        .isEqualTo(body);
            }
        }
    }

    private static void assertPassed(
            String path, String inject, String question, String sent, String expected, List<Integer> cuts)
            throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    while (connection.readRequest() != null) {
                        int cut = cuts.get(next.getAndIncrement());
                        connection.startStream();
                        // By turns the events are cut by chunks of HTTP, and the chunks by writes.
                        String framed = cut % 2 == 0 ? chunks(sent, cut) : chunks(sent, sent.length());
                        int at = Math.min(cut + (cut % 2 == 0 ? 0 : 5), framed.length());
                        connection.write(latin1(framed.substring(0, at)));
                        connection.write(latin1(framed.substring(at) + "0\r\n\r\n"));
                    }
                });
                TestGateway gateway = gateway("inject_usage: " + inject, "", upstream);
                RawClient client = new RawClient(gateway.port())) {
            for (int from = 0; from < cuts.size(); from += BATCH) {
                List<Integer> batch = cuts.subList(from, Math.min(cuts.size(), from + BATCH));
                for (int i = 0; i < batch.size(); i++) {
                    client.post(path, "", question);
                }
                for (int cut : batch) {
                    String got = new String(client.read().body(), StandardCharsets.ISO_8859_1);
                    if (!got.equals(expected)) { // said only then, since it is long
                        assertThat(got)
                                .as("cut at " + cut + ", inject " + inject)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    private static String chunks(String content, int cut) {
        return chunk(content.substring(0, cut)) + chunk(content.substring(cut));
    }

    private static String chunk(String content) {
        return content.isEmpty() ? "" : Integer.toHexString(content.length()) + "\r\n" + content + "\r\n";
    }

    private static byte[] latin1(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Everywhere in what is short; in what is long, everywhere near its ends, and now and then between. */
    private static List<Integer> cuts(int length) {
        List<Integer> cuts = new ArrayList<>();
        int stride = Math.max(1, length / 61);
        for (int at = 0; at < length; at += at < CLOSELY || at >= length - CLOSELY ? 1 : stride) {
            cuts.add(at);
        }
        return cuts;
    }

    private static String path(String name) {
        return switch (name.substring(0, name.indexOf('/'))) {
            case "openai-chat" -> CHAT;
            case "openai-responses" -> RESPONSES;
            default -> "/v1/" + name.substring(0, name.indexOf('/'));
        };
    }

    @Test
    void request_oddlyWritten_differsInItsModelAlone() throws Exception {
        AtomicReference<String> got = new AtomicReference<>("");
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    for (var request = connection.readRequest(); request != null; request = connection.readRequest()) {
                        got.set(request.text());
                        connection.answer(200, "application/json", WHOLE);
                    }
                });
                TestGateway gateway = gateway("inject_usage: true", "", upstream);
                RawClient client = new RawClient(gateway.port())) {
            for (String odd : new String[] {
                "{\"model\":%,\"messages\":[]}",
                " \t\r\n{ \"messages\" : [ { \"role\":\"user\" , \"content\":\"\\u00e9\\ud83d\\ude00é😀\\/\" } ] ,\n\"model\"\t: %\n}\n ",
                "{\"seed\":123456789012345678901234567890,\"temperature\":1.0E-2,\"z\":-0,\"model\":%,\"a\":1,\"a\":2}",
                "{\"\\u006dodel\":%,\"messages\":[{\"model\":\"m\",\"content\":\"\\\"model\\\":\\\"m\\\"\"}],\"x\":{\"model\":\"m\"}}",
                "{\"metadata\":{\"model\":\"no\"},\"model\":%,\"tools\":[{\"stream\":true}],\"stream\":false}",
                "{\"big\":\"" + "x".repeat(1_500_000) + "\",\"model\":%}"
            }) {
                client.post(CHAT, "", odd.replace("%", "\"m\""));
                assertThat(client.read().status()).isEqualTo(200);
                assertThat(got.get()).isEqualTo(odd.replace("%", "\"gpt\""));
            }
        }
    }

    @Test
    void request_usageInjected_differsInItsModelAndTheOneOption() throws Exception {
        try (ScriptedUpstream upstream = streaming(GOOD);
                TestGateway gateway = gateway("inject_usage: true", "", upstream)) {
            for (String tail : new String[] {"}", " }\n", ",\"stream_options\":{}}", ",\"stream_options\":null}"}) {
                String before = "{ \"model\":\"m\", \"stream\": true, \"messages\":[ ]";
                ask(gateway, CHAT, before + tail);
                String sent = upstream.requests().getLast().text();
                assertThat(sent).contains(" \"model\":\"gpt\", \"stream\": true, \"messages\":[ ]");
                assertThat(sent.replaceAll("\\s", ""))
                        .isIn(
                                "{\"stream_options\":{\"include_usage\":true},\"model\":\"gpt\",\"stream\":true,"
                                        + "\"messages\":[]}",
                                "{\"model\":\"gpt\",\"stream\":true,\"messages\":[],"
                                        + "\"stream_options\":{\"include_usage\":true}}");
            }
        }
    }
}
