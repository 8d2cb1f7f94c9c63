package dev.bifrost.app.translation;

import dev.bifrost.app.TestGateway;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.app.matrix.Playing;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.ScriptedUpstream.Connection;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A gateway whose alias {@code m} is one or more {@link Counterpart}s, each acting as a test says. */
final class Acting implements AutoCloseable {
    static final String KEY = "vk-acting-0123456789";
    static final String STRICT_KEY = "vk-strict-0123456789";
    static final String FEW_KEY = "vk-fewmodels-0123456789";
    static final String AUTHORIZED = "authorization: Bearer " + KEY + "\r\n";

    private final List<ScriptedUpstream> upstreams;
    private final TestGateway gateway;

    /** What a provider does with one request; the connection is closed if it gives false. */
    interface Act {
        boolean on(Connection connection, Request request) throws Exception;
    }

    private Acting(List<ScriptedUpstream> upstreams, TestGateway gateway) {
        this.upstreams = upstreams;
        this.gateway = gateway;
    }

    /** One provider, that of the alias. */
    static Acting of(Counterpart counterpart, Act act) throws IOException {
        return of(List.of(counterpart), "", "", act);
    }

    /** One provider, which does with its connections what it likes. */
    static Acting scripted(Counterpart counterpart, String lines, ScriptedUpstream.Script script) throws IOException {
        return of(List.of(counterpart), "", lines, List.of(ScriptedUpstream.start(script)));
    }

    /** Providers in the order in which they are tried; lines for each of them, and for the whole. */
    static Acting of(List<Counterpart> counterparts, String aliasLines, String lines, Act... acts) throws IOException {
        List<ScriptedUpstream> upstreams = new ArrayList<>();
        for (int i = 0; i < counterparts.size(); i++) {
            upstreams.add(acting(acts[i]));
        }
        return of(counterparts, aliasLines, lines, upstreams);
    }

    private static Acting of(
            List<Counterpart> counterparts, String aliasLines, String lines, List<ScriptedUpstream> upstreams) {
        StringBuilder yaml = new StringBuilder(lines + "defaults:\n  retry: { attempts: 1 }\nproviders:\n");
        List<String> targets = new ArrayList<>();
        for (int i = 0; i < counterparts.size(); i++) {
            Counterpart each = counterparts.get(i);
            ScriptedUpstream upstream = upstreams.get(i);
            yaml.append("  - ")
                    .append(each.yaml()
                            .formatted("http://127.0.0.1:" + upstream.port())
                            .replace("name: p,", "name: p" + i + ","))
                    .append('\n');
            targets.add("\"p" + i + "/" + each.model() + "\"");
        }
        yaml.append("models:\n  - alias: m\n    provider: p0\n    model: \"")
                .append(counterparts.getFirst().model())
                .append("\"\n    fallback: [")
                .append(String.join(", ", targets.subList(1, targets.size())))
                .append("]\n")
                .append(aliasLines.indent(4))
                .append("virtual_keys:\n  - { name: app, key: " + KEY + " }\n  - { name: strict, key: " + STRICT_KEY
                        + ", strict: true }\n  - { name: few, key: " + FEW_KEY + ", allowed_models: [] }\n");
        return new Acting(upstreams, TestGateway.start(yaml.toString()));
    }

    private static ScriptedUpstream acting(Act act) throws IOException {
        return ScriptedUpstream.start(connection -> {
            for (Request request = connection.readRequest(); request != null; request = connection.readRequest()) {
                if (!act.on(connection, request)) {
                    return;
                }
            }
        });
    }

    /** Answers as it should, whole or streamed. */
    static Act well(Counterpart counterpart) {
        return (connection, request) -> {
            Playing.answer(counterpart, connection, false, streamed(request));
            return true;
        };
    }

    static boolean streamed(Request request) {
        return request.target().contains("tream")
                || Boolean.TRUE.equals(Voice.object(request.body()).bool("stream"));
    }

    /** An answer with this body, of whatever status. */
    static Act answering(int status, String headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return (connection, request) -> {
            connection.write("HTTP/1.1 " + status + " Whatever\r\n" + headers + "content-length: " + bytes.length
                    + "\r\n\r\n" + body);
            return true;
        };
    }

    static Counterpart counterpart(String name) {
        return Counterpart.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The events of the first turn on the wire. */
    static List<byte[]> events(Counterpart counterpart) {
        List<byte[]> events = new ArrayList<>();
        counterpart.stream1().forEach(event -> events.add(Playing.framed(counterpart.framing(), event)));
        if (counterpart.framing().equals("done")) {
            events.add("data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII));
        }
        return events;
    }

    static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }

    TestGateway gateway() {
        return gateway;
    }

    ScriptedUpstream upstream(int i) {
        return upstreams.get(i);
    }

    RawClient client() throws IOException {
        return new RawClient(gateway.port());
    }

    /** Asks once, on a connection of its own. */
    RawClient.Answer ask(Voice voice, boolean stream) throws IOException {
        return post(voice.path, "", voice.ask(stream));
    }

    RawClient.Answer post(String path, String headers, String json) throws IOException {
        try (RawClient client = client()) {
            return client.post(path, AUTHORIZED + headers, json).read();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            gateway.close();
        } finally {
            for (ScriptedUpstream upstream : upstreams) {
                upstream.close();
            }
        }
    }
}
