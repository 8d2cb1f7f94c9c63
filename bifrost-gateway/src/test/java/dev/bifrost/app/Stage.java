package dev.bifrost.app;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A gateway in front of one scripted provider named {@code up}, with one key that may do everything. */
final class Stage implements AutoCloseable {
    static final String KEY = "vk-stage-0123456789abcdef";
    static final String PROVIDER_KEY = "sk-provider-secret-0001";
    static final String AUTHORIZED = "authorization: Bearer " + KEY + "\r\n";
    static final String CHAT = "/v1/chat/completions";
    static final String QUESTION = "{\"model\":\"up/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    static final String ANSWER =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}}";
    static final String EVENT = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":"
            + "[{\"index\":0,\"delta\":{\"content\":\"word \"}}]}\n\n";
    static final String USAGE =
            "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[],"
                    + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}}\n\n";
    static final String DONE = "data: [DONE]\n\n";

    private final ScriptedUpstream upstream;
    private final TestGateway gateway;
    private final List<RawClient> clients = new ArrayList<>();

    private Stage(ScriptedUpstream upstream, TestGateway gateway) {
        this.upstream = upstream;
        this.gateway = gateway;
    }

    /** Whose provider always says the same; {@code server} are lines of the {@code server} part, such as {@code drain: 1s}. */
    static Stage answering(String... server) throws IOException {
        return of(ScriptedUpstream.answering(200, "application/json", ANSWER), server);
    }

    static Stage scripted(ScriptedUpstream.Script script, String... server) throws IOException {
        return of(ScriptedUpstream.start(script), server);
    }

    static Stage of(ScriptedUpstream upstream, String... server) {
        return new Stage(upstream, TestGateway.start(yaml(upstream, server)));
    }

    static String yaml(ScriptedUpstream upstream, String... server) {
        String lines = server.length == 0 ? "" : "server:\n  " + String.join("\n  ", server) + "\n";
        return lines + """
                defaults:
                  retry: { attempts: 1 }
                providers:
                  - name: up
                    dialect: openai
                    base_url: %s
                    api_key: %s
                virtual_keys:
                  - name: all
                    key: %s
                    passthrough: [up]
                """.formatted(upstream.baseUrl(), PROVIDER_KEY, KEY);
    }

    /** A new connection, closed with the stage. */
    RawClient client() throws IOException {
        RawClient client = new RawClient(gateway.port());
        clients.add(client);
        return client;
    }

    /** Asks the question with the key. */
    RawClient.Answer ask() throws IOException {
        return client().post(CHAT, AUTHORIZED, QUESTION).read();
    }

    ScriptedUpstream upstream() {
        return upstream;
    }

    TestGateway gateway() {
        return gateway;
    }

    @Override
    public void close() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        try {
            gateway.close();
        } finally {
            upstream.close();
        }
    }
}
