package dev.bifrost.app;

import dev.bifrost.api.CallRecord;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What the tests of faulty providers share: one alias, {@code m}, over providers {@code p0}, {@code p1}, …, and their words. */
public final class Scene {
    public static final String CHAT = "/v1/chat/completions";
    public static final String RESPONSES = "/v1/responses";
    public static final String ASK = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    public static final String ASK_STREAM = "{\"model\":\"m\",\"stream\":true,\"messages\":[]}";
    public static final String ASK_RESPONSE = "{\"model\":\"m\",\"stream\":true,\"input\":\"Hello\"}";

    public static final String ROLE =
            event("{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}");
    public static final String STOP =
            event("{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
    public static final String USAGE =
            event("{\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}");
    public static final String DONE = event("[DONE]");
    public static final String ERROR =
            event("{\"error\":{\"message\":\"boom\",\"type\":\"server_error\",\"code\":null}}");
    /** All that the provider that works says, when asked for a stream. */
    public static final String GOOD = ROLE + content("good") + STOP + DONE;

    public static final String CREATED = "event: response.created\n"
            + event(
                    "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"r\",\"status\":\"in_progress\"}}");
    public static final String DELTA = "event: response.output_text.delta\n"
            + event("{\"type\":\"response.output_text.delta\",\"sequence_number\":1,\"delta\":\"Hi\"}");
    public static final String COMPLETED = "event: response.completed\n"
            + event(
                    "{\"type\":\"response.completed\",\"sequence_number\":2,\"response\":{\"id\":\"r\",\"status\":\"completed\"}}");

    public static final String WHOLE =
            "{\"id\":\"c1\",\"model\":\"gpt\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"Hi\"}}],"
                    + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}";

    private Scene() {}

    public static String event(String data) {
        return "data: " + data + "\n\n";
    }

    public static String content(String text) {
        return event("{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}");
    }

    /** A configuration; the lines given stand in every provider, and in the alias. */
    public static String yaml(String providerLines, String aliasLines, Stream<String> baseUrls) {
        StringBuilder yaml = new StringBuilder("providers:\n");
        List<String> urls = baseUrls.toList();
        StringBuilder fallback = new StringBuilder();
        for (int i = 0; i < urls.size(); i++) {
            yaml.append("  - name: p")
                    .append(i)
                    .append("\n    dialect: openai\n    base_url: ")
                    .append(urls.get(i));
            yaml.append("\n    surfaces: { responses: openai-responses }\n");
            if (!providerLines.contains("api_key")) {
                yaml.append("    api_key: secret-").append(i).append('\n');
            }
            yaml.append(providerLines.indent(4));
            fallback.append(i == 0 ? "" : i == 1 ? "p1/gpt" : ", p" + i + "/gpt");
        }
        yaml.append("models:\n  - alias: m\n    provider: p0\n    model: gpt\n    fallback: [")
                .append(fallback);
        return yaml.append("]\n").append(aliasLines.indent(4)).toString();
    }

    public static TestGateway gateway(String providerLines, String aliasLines, ScriptedUpstream... upstreams) {
        return TestGateway.start(
                yaml(providerLines, aliasLines, Stream.of(upstreams).map(ScriptedUpstream::baseUrl)));
    }

    public static TestGateway gateway(ScriptedUpstream... upstreams) {
        return gateway("inject_usage: false", "", upstreams);
    }

    /** A provider that answers every request with the whole of a stream. */
    public static ScriptedUpstream streaming(String... chunks) throws IOException {
        return ScriptedUpstream.start(connection -> {
            while (connection.readRequest() != null) {
                connection.startStream();
                for (String chunk : chunks) {
                    connection.chunk(chunk);
                }
                connection.endChunks();
            }
        });
    }

    public static ScriptedUpstream answering() throws IOException {
        return ScriptedUpstream.answering(200, "application/json", WHOLE);
    }

    /** Asks once, on a connection of its own. */
    public static RawClient.Answer ask(TestGateway gateway, String path, String json) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(path, "", json).read();
        }
    }

    /** The next chunk of an answer; empty if it was the last. */
    public static String chunk(RawClient client) throws IOException {
        return new String(client.readChunk(), StandardCharsets.UTF_8);
    }

    /** All chunks that are left of an answer. */
    public static String rest(RawClient client) throws IOException {
        StringBuilder rest = new StringBuilder();
        for (String chunk = chunk(client); !chunk.isEmpty(); chunk = chunk(client)) {
            rest.append(chunk);
        }
        return rest.toString();
    }

    /** Lets time pass once this many requests have come whole and been noted as sent. */
    public static void advanceAfter(
            ScriptedUpstream upstream, int requests, TestGateway gateway, java.time.Duration time) {
        TestGateway.await(() -> upstream.requests().size() >= requests);
        gateway.busyConnections(); // asks the loops, which thus have finished what they were at
        gateway.advance(time);
    }

    /** Target, status and outcome of every attempt. */
    public static List<String> attempts(CallRecord record) {
        return record.attempts().stream()
                .map(attempt -> attempt.target().provider() + ' ' + attempt.status() + ' ' + attempt.outcome())
                .toList();
    }
}
