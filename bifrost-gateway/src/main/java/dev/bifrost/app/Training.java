package dev.bifrost.app;

import dev.bifrost.config.ConfigFile;
import dev.bifrost.config.Draft;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.provider.Catalogue;
import dev.bifrost.telemetry.LineWriter;
import dev.bifrost.telemetry.LogSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * Lets one gateway call another a few thousand times, so that the cache being made knows what a gateway does: the second
 * stands in for a provider.
 */
final class Training {
    private static final int ROUNDS = 2000;
    private static final int CLIENTS = 1000;
    private static final String KEY = "vk-training_0123456789";

    private Training() {}

    static void run(Catalogue catalogue) throws IOException, InterruptedException {
        LineWriter lines =
                new LineWriter(OutputStream.nullOutputStream(), LogSettings.standard(), InstantSource.system());
        NettyLog.to(lines.log());
        Demonstration.create().welcome("http://127.0.0.1:8080");
        Path data = Files.createTempDirectory("bifrost-training");
        HeadStart.begin().with(GatewaySettings.empty());
        Running provider = start(SIMULATED, data.resolve("provider"), catalogue, lines);
        Running gateway =
                start(calling(provider.listen().getFirst().getPort()), data.resolve("gateway"), catalogue, lines);
        try {
            call(gateway.listen().getFirst());
        } finally {
            gateway.close();
            start(calling(1), data.resolve("gateway"), catalogue, lines).close(); // finds a journal, as most starts do
            provider.close();
            lines.close();
            Demonstration.delete(data);
        }
    }

    private static final String SIMULATED = """
            server: { listen: 127.0.0.1:0 }
            providers:
              - name: simulated
            models:
              - { alias: demo, provider: simulated, model: sim-1 }
            """;

    /** As long as that of a house with many clients: what is read often in training is compiled early afterwards. */
    private static String calling(int port) {
        StringBuilder yaml = new StringBuilder("""
            server: { listen: 127.0.0.1:0 }
            providers:
              - { name: stand-in, dialect: openai, base_url: "http://127.0.0.1:%d/v1" }
              - name: simulated
            models:
              - { alias: demo, provider: stand-in, fallback: [simulated/sim-1] }
            virtual_keys:
              - { name: training, key: vk-training_0123456789, allowed_models: [demo] }
            """.formatted(port));
        for (int i = 0; i < CLIENTS; i++) {
            yaml.append("  - { name: client-")
                    .append(i)
                    .append(", key: vk-training_client-")
                    .append(i);
            yaml.append(", allowed_models: [demo, stand-in/*] }\n");
        }
        return yaml.toString();
    }

    private static Running start(String yaml, Path data, Catalogue catalogue, LineWriter lines)
            throws IOException, InterruptedException {
        Draft draft = ConfigFile.parse("training", yaml, data, Map.of());
        Composition.Outcome outcome = Composition.of(draft, catalogue, Map.of());
        Composition composition = outcome.composition();
        if (composition == null) {
            throw new IllegalStateException(outcome.problems().toString());
        }
        Telemetry telemetry = new Telemetry(null, lines::call);
        Running running = Running.open(
                composition,
                outcome.hash(),
                DurableBookkeeping.open(
                        composition.settings(),
                        InstantSource.system(),
                        System::nanoTime,
                        telemetry::call,
                        OutputStream.nullOutputStream(),
                        lines.log()::warn),
                1,
                lines.log());
        running.observe(telemetry);
        return running;
    }

    private static void call(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            for (int i = 0; i < ROUNDS; i++) {
                call(socket, request("/v1/chat/completions", KEY, body("demo", i % 2 == 0)));
            }
            call(socket, request("/v1/nowhere", KEY, "{}"));
            call(socket, request("/v1/chat/completions", "vk-wrong-wrong", body("demo", false)));
        }
    }

    private static String body(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Say something that takes a few words.\"}]}";
    }

    private static byte[] request(String path, String key, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + key
                + "\r\ncontent-type: application/json\r\ncontent-length: " + bytes.length + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }

    /** Sends a request and reads its answer, which is in chunks or has a length. */
    private static void call(Socket socket, byte[] request) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request);
        out.flush();
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        byte[] buffer = new byte[16 << 10];
        while (!complete(answer)) {
            int n = in.read(buffer);
            if (n < 0) {
                throw new IOException("the gateway closed the connection: " + answer);
            }
            answer.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
    }

    private static boolean complete(StringBuilder answer) {
        int head = answer.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        int length = answer.indexOf("content-length: ");
        if (length < 0 || length > head) {
            return answer.lastIndexOf("\r\n0\r\n\r\n") == answer.length() - 7;
        }
        int end = answer.indexOf("\r\n", length);
        return answer.length() - head - 4 >= Integer.parseInt(answer.substring(length + 16, end));
    }
}
