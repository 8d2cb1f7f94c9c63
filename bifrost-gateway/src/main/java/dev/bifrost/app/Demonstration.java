package dev.bifrost.app;

import dev.bifrost.config.ConfigFile;
import dev.bifrost.config.Draft;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/** What runs without a configuration file: a provider that needs neither account nor network, and a key made up now. */
record Demonstration(Draft draft, String key) {

    static Demonstration create() {
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
        return new Demonstration(ConfigFile.parse("demonstration", yaml, Path.of(""), Map.of()), key);
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
