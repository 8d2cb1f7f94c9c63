package dev.bifrost.app;

import dev.bifrost.config.ConfigFile;
import dev.bifrost.config.Draft;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;

/** What runs without a configuration file: a provider that needs neither account nor network, and a key made up now. */
record Demonstration(Draft draft, String key, Path data) {

    static Demonstration create() throws IOException {
        byte[] secret = new byte[12];
        new SecureRandom().nextBytes(secret);
        String key = "vk-demo_" + HexFormat.of().formatHex(secret);
        String yaml = """
                providers:
                  - name: simulated
                models:
                  - alias: demo
                    provider: simulated
                    model: sim-1?rate=40&tokens=60
                virtual_keys:
                  - name: demo
                    key: %s
                """.formatted(key);
        Path data = Files.createTempDirectory("bifrost-demonstration");
        return new Demonstration(ConfigFile.parse("demonstration", yaml, data, Map.of()), key, data);
    }

    /** Leaves nothing behind. */
    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            // it lies among the system's temporary files, which are removed anyway
        }
    }

    /** What to try first. */
    String welcome(String url) {
        return """
                A demonstration: the provider is simulated, no account and no network are used.
                Your key for this run: %s
                Try:
                  curl -N %s/v1/chat/completions -H 'authorization: Bearer %s' -H 'content-type: application/json' \
                -d '{"model":"demo","stream":true,"messages":[{"role":"user","content":"Hello"}]}'
                To use real providers, write a bifrost.yaml and run: ./bifrost serve --config bifrost.yaml""".formatted(key, url, key);
    }
}
