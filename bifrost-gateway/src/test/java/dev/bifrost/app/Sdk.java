package dev.bifrost.app;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.ScriptedUpstream.Connection;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.io.IOException;

/** OpenAI's own client, a gateway, and a provider that answers as a test says. */
final class Sdk implements AutoCloseable {
    static final String KEY = "vk-sdk-0123456789";

    final ScriptedUpstream upstream;
    final TestGateway gateway;
    final OpenAIClient client;

    private Sdk(ScriptedUpstream upstream, String key) {
        this.upstream = upstream;
        gateway = TestGateway.start("""
                providers:
                  - { name: openai, base_url: "%s", api_key: sk-upstream }
                models:
                  - { alias: fast, provider: openai, model: gpt-4.1-nano }
                  - alias: sturdy
                    provider: openai
                    model: gpt-4.1-nano
                    retry: { attempts: 2, initial: 1ms, max: 1ms }
                virtual_keys:
                  - { name: app, key: %s, allowed_models: [fast, sturdy, openai/text-embedding-*], passthrough: [openai] }
                """.formatted(upstream.baseUrl(), KEY));
        client = OpenAIOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(gateway.url() + "/v1")
                .build();
    }

    /** What the provider does with each request. */
    interface Reaction {
        void to(Request request, Connection connection) throws IOException;
    }

    static Sdk start(Reaction reaction) throws IOException {
        return start(KEY, reaction);
    }

    static Sdk start(String key, Reaction reaction) throws IOException {
        return new Sdk(
                ScriptedUpstream.start(connection -> {
                    for (Request request = connection.readRequest();
                            request != null;
                            request = connection.readRequest()) {
                        reaction.to(request, connection);
                    }
                }),
                key);
    }

    static Sdk answering(String json) throws IOException {
        return start((_, connection) -> connection.answer(200, "application/json", json));
    }

    static Sdk failing(int status, String headers, String body) throws IOException {
        return start((_, connection) ->
                connection.write("HTTP/1.1 " + status + " Whatever\r\ncontent-type: application/json\r\n" + headers
                        + "content-length: " + body.length() + "\r\n\r\n" + body));
    }

    /** One event a line, without {@code data:}; named by their types if they have one at the front. */
    static Sdk streaming(String lines) throws IOException {
        return start((_, connection) -> {
            connection.startStream();
            for (String line : lines.lines().toList()) {
                String name = line.startsWith("{\"type\":\"") ? "event: " + line.split("\"", 5)[3] + "\n" : "";
                connection.chunk(name + "data: " + line + "\n\n");
            }
            connection.endChunks();
        });
    }

    /** The last request that the provider got. */
    Request seen() {
        return upstream.requests().getLast();
    }

    @Override
    public void close() throws IOException {
        client.close();
        gateway.close();
        upstream.close();
    }
}
