package dev.bifrost.config;

import static dev.bifrost.config.Configurations.SEED;
import static dev.bifrost.config.Configurations.draft;
import static dev.bifrost.config.Configurations.errors;
import static dev.bifrost.config.Configurations.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.ProviderSettings.Surface;
import dev.bifrost.routing.RetrySettings.Backoff;
import dev.bifrost.server.ServerSettings.Listen;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    @Test
    void read_seedVerbatim_isAccepted() {
        Draft draft = draft(SEED, Map.of("OPENAI_API_KEY", "sk-openai", "MISTRAL_API_KEY", "mistral-key"));

        Parsed parsed = draft.check(new Validation(Configurations.CATALOGUE::contains));

        assertThat(parsed).isInstanceOfSatisfying(Parsed.Accepted.class, accepted -> {
            var settings = accepted.settings();
            assertThat(settings.providers().get(0).apiKey()).isEqualTo(Secret.of("sk-openai"));
            assertThat(settings.providers().get(2).baseUrl()).isEqualTo(URI.create("http://ollama:11434/v1"));
            assertThat(settings.models().get(1).fallback()).containsExactly("premium-claude", "gpt-4o");
            assertThat(settings.virtualKeys().get(0).budgetUsdPerMonth()).isEqualTo(BigDecimal.valueOf(50));
            assertThat(settings.virtualKeys().get(0).key()).isEqualTo(Secret.of("vk-0123456789abcdef"));
            assertThat(settings.virtualKeys().get(0).allowedModels()).containsExactly("fast-cheap", "eu-secure");
            assertThat(lines(accepted.warnings())).isEmpty();
            assertThat(accepted.positions().line("models[1].fallback[1]")).isEqualTo(15);
            assertThat(accepted.hash()).matches("[0-9a-f]{8}");
        });
    }

    @Test
    void read_seedWithoutVariables_namesEach() {
        assertThat(errors(SEED))
                .containsExactly(
                        "3 providers[0].api_key: the environment variable OPENAI_API_KEY is not set; set it, or write "
                                + "${OPENAI_API_KEY:-default}",
                        "5 providers[1].api_key: the environment variable MISTRAL_API_KEY is not set; set it, or write "
                                + "${MISTRAL_API_KEY:-default}");
    }

    @Test
    void read_emptyOrCommentsOnly_isEmptyConfiguration() {
        assertThat(draft("").settings())
                .isEqualTo(GatewaySettings.empty().withData(Path.of("/etc/bifrost/bifrost-data")));
        assertThat(draft("# nothing\n").check()).isInstanceOf(Parsed.Accepted.class);
        assertThat(draft("server:\nproviders:\n").check()).isInstanceOf(Parsed.Accepted.class);
    }

    @Test
    void read_everyType_isBound() {
        Draft draft = draft("""
                server: { listen: "[::1]:9", max_body: 64KB, max_header: 1024, drain: 2h, tls: { cert: a.pem, key: /b.pem } }
                defaults:
                  retry: { attempts: 3, backoff: constant, initial: 200ms, max: 1d, jitter: 0.5 }
                  timeouts: { connect: 5s }
                providers:
                  - name: my
                    dialect: openai
                    base_url: https://x.example/v1
                    inject_usage: false
                    headers: { x-version: 4, x-on: true }
                    surfaces: { chat: openai, embeddings: { dialect: openai, path: /embed } }
                    api_keys: [{ value: 12345, weight: 0x10 }]
                models:
                  - { alias: m, provider: my, model: 4 }
                virtual_keys:
                  - { name: a, key: "123456789012", budget_usd_per_month: 1.50, labels: { cost_center: "0471" } }
                """);

        assertThat(lines(draft.problems())).isEmpty();
        var server = draft.settings().server();
        assertThat(server.listen()).isEqualTo(new Listen("::1", 9));
        assertThat(server.maxBody()).isEqualTo(new ByteSize(65536));
        assertThat(server.maxHeader()).isEqualTo(new ByteSize(1024));
        assertThat(server.drain()).isEqualTo(Duration.ofHours(2));
        assertThat(server.tls().cert()).isEqualTo(Path.of("/etc/bifrost/a.pem"));
        assertThat(server.tls().key()).isEqualTo(Path.of("/b.pem"));
        var retry = draft.settings().defaults().retry();
        assertThat(retry.attempts()).isEqualTo(3);
        assertThat(retry.backoff()).isEqualTo(Backoff.CONSTANT);
        assertThat(retry.initial()).isEqualTo(Duration.ofMillis(200));
        assertThat(retry.max()).isEqualTo(Duration.ofDays(1));
        assertThat(retry.jitter()).isEqualTo(0.5);
        var provider = draft.settings().providers().getFirst();
        assertThat(provider.injectUsage()).isFalse();
        assertThat(provider.headers()).isEqualTo(Map.of("x-version", "4", "x-on", "true"));
        assertThat(provider.surfaces())
                .isEqualTo(Map.of(
                        "chat",
                        new Surface("openai", null, null),
                        "embeddings",
                        new Surface("openai", "/embed", null)));
        assertThat(provider.apiKeys().getFirst().value()).isEqualTo(Secret.of("12345"));
        assertThat(provider.apiKeys().getFirst().weight()).isEqualTo(16);
        assertThat(draft.settings().models().getFirst().model()).isEqualTo("4");
        assertThat(draft.settings().virtualKeys().getFirst().labels()).isEqualTo(Map.of("cost_center", "0471"));
        assertThat(draft.settings().virtualKeys().getFirst().budgetUsdPerMonth())
                .isEqualTo(new BigDecimal("1.50"));
    }

    @Test
    void read_twelveMistakes_reportsAllWithTheirLines() {
        String yaml = """
                provders: []
                budgets: []
                server:
                  listen: here
                  drain: soon
                  drain: 5s
                  max_body: 3 pounds
                providers:
                  - name: openai
                    base_url: ftp://x
                    api_key: ${UNSET_KEY}
                  - apikey: x
                models:
                  - alias: a
                    provider: openai
                    fallback: b
                    retry: { attempts: 99 }
                    strategy: waited
                  - alias: a
                    provider: openai
                virtual_keys:
                  - name: short
                    key: vk-1
                """;

        assertThat(errors(yaml))
                .containsExactly(
                        "1 unknown key 'provders'; did you mean 'providers'?",
                        "2 'budgets' is not supported by this version yet",
                        "4 server.listen: 'here' is not HOST:PORT; write for example 127.0.0.1:8080",
                        "5 server.drain: expected a duration, such as 200ms, 5s, 10m, 2h or 365d, found 'soon'",
                        "6 server: duplicate key 'drain'; it is already on line 5",
                        "7 server.max_body: '3 pounds' is not a size; write for example 64KB, 100MB or 4GB",
                        "10 providers[0].base_url: expected an address, such as https://llm.example.com/v1, found "
                                + "'ftp://x'",
                        "11 providers[0].api_key: the environment variable UNSET_KEY is not set; set it, or write "
                                + "${UNSET_KEY:-default}",
                        "12 providers[1]: unknown key 'apikey'; did you mean 'api_key'?",
                        "12 providers[1]: 'name' is missing",
                        "16 models[0].fallback: expected a list; write [b], found 'b'",
                        "17 models[0].retry.attempts: attempts must be from 1 to 10",
                        "18 models[0].strategy: expected 'weighted', found 'waited'",
                        "19 models[1].alias: duplicate alias 'a'; line 14 has it already",
                        "23 virtual_keys[0].key: is too easy to guess; it must have at least 12 characters");
    }

    @Test
    void read_brokenYaml_namesTheLine() {
        assertThat(errors("server:\n  listen: [\n")).singleElement().asString().startsWith("3 this is no YAML: ");
        assertThat(errors("providers:\n  - { name: x, api_key: ${K} }\n"))
                .singleElement()
                .asString()
                .startsWith("2 this is no YAML: ")
                .endsWith("; put quotes around ${…} inside { … } and [ … ]");
        assertThat(errors("a: b\n\tc: d\n")).singleElement().asString().contains("2 this is no YAML");
        assertThat(errors("a: 1\n---\nb: 2\n")).singleElement().asString().contains("another document");
        assertThat(errors("a: \u0007\n")).singleElement().asString().contains("U+0007");
        assertThat(errors("[".repeat(100_000))).hasSize(1);
    }

    @Test
    void read_notUtf8_namesTheLine(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("b.yaml"), new byte[] {'a', ':', '\n', (byte) 0xff});

        assertThat(lines(ConfigFile.read(file, Map.of()).problems())).containsExactly("2 the file is not UTF-8 text");
    }

    @Test
    void read_missingFile_saysSo(@TempDir Path folder) {
        Draft draft = ConfigFile.read(folder.resolve("none.yaml"), Map.of());

        assertThat(draft.check().toString()).contains("there is no such file");
        assertThat(ConfigFile.read(folder, Map.of()).problems()).hasSize(1);
    }

    @Test
    void read_wrongKinds_sayWhatIsExpected() {
        assertThat(errors("""
                        server: 5
                        providers: { name: openai }
                        models: [a]
                        virtual_keys: [{ name: [a], key: { a: 1 }, budget_usd_per_month: "5", labels: x }]
                        observability: { log: { level: INFO, format: true } }
                        """))
                .containsExactly(
                        "1 server: expected a mapping, such as { listen: … }, found a plain value",
                        "2 providers: expected a list of mappings, such as '- name: …', found a mapping",
                        "3 models[0]: expected a mapping, such as { alias: … }, found a plain value",
                        "4 virtual_keys[0].name: expected text, found a list",
                        "4 virtual_keys[0].key: expected text, found a mapping",
                        "4 virtual_keys[0].budget_usd_per_month: expected a number, such as 0.5, found '5' in quotes",
                        "4 virtual_keys[0].labels: expected a mapping, such as { name: value }, found a plain value",
                        "5 observability.log.level: expected one of error, warn, info, debug, found 'INFO'; did you "
                                + "mean 'info'?",
                        "5 observability.log.format: expected one of json, text, found 'true'");
    }

    @Test
    void read_emptyValues_areRefusedWhereTheyCouldWidenAccess() {
        assertThat(errors("virtual_keys:\n  - name: a\n    key: vk-0123456789abcdef\n    allowed_models:\n"))
                .containsExactly("4 virtual_keys[0].allowed_models: has no value; leave the key out, or write a list, "
                        + "such as [a, b]");
        assertThat(errors("models: [{ alias: a, provider: openai, fallback: [~] }]"))
                .containsExactly("1 models[0].fallback[0]: is empty; write text");
    }

    @Test
    void read_wordsOfTheDesign_areNotTakenForSlips() {
        assertThat(errors("""
                        models:
                          - { alias: a, provider: openai, strategy: latency, hedge: {} }
                        cluster: { redis: redis://x }
                        """))
                .containsExactly(
                        "2 models[0].strategy: 'latency' is not supported by this version yet; write 'weighted'",
                        "2 models[0]: 'hedge' is not supported by this version yet",
                        "3 'cluster' is not supported by this version yet");
    }

    @Test
    void read_anchorsAndMerges_areFollowed() {
        Draft draft = draft("""
                defaults: { timeouts: &slow { connect: 1s, total: 1h } }
                providers:
                  - name: openai
                    timeouts: *slow
                  - name: groq
                    timeouts: { <<: *slow, connect: 2s }
                  - name: vllm
                    timeouts: { <<: [*slow, { idle: 3s }] }
                """);

        assertThat(lines(draft.problems())).isEmpty();
        assertThat(draft.settings().providers().get(0).timeouts())
                .isEqualTo(draft.settings().defaults().timeouts());
        assertThat(draft.settings().providers().get(1).timeouts().connect()).isEqualTo(Duration.ofSeconds(2));
        assertThat(draft.settings().providers().get(1).timeouts().total()).isEqualTo(Duration.ofHours(1));
        assertThat(draft.settings().providers().get(2).timeouts().idle()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void read_mergeOfItselfOrOfText_ends() {
        assertThat(draft("server: &a { <<: *a, drain: 1s }").problems()).isEmpty();
        assertThat(errors("server: { <<: 3 }"))
                .containsExactly("1 server: << takes a mapping, such as *anchor, or a list of them");
    }

    @Test
    void read_billionLaughs_isRefusedQuickly() {
        var yaml = new StringBuilder("a0: &a0 {x: y}\n");
        for (int i = 1; i < 40; i++) {
            String earlier = "*a" + (i - 1);
            yaml.append("a%d: &a%d {p: %s, q: %s}%n".formatted(i, i, earlier, earlier));
        }
        assertThat(errors(yaml.toString())).hasSize(40);

        var wide = new StringBuilder("providers:\n  - &p { name: a, api_keys: &k [");
        wide.append("{ value: a, models: [b] },".repeat(300)).append("] }\n");
        wide.append("  - *p\n".repeat(3000));
        assertThat(errors(wide.toString())).anyMatch(error -> error.contains("stands for more than 1000000 values"));
    }

    @Test
    void read_tags_areRefused() {
        assertThat(errors("server: { drain: !foo 5s }"))
                .singleElement()
                .asString()
                .startsWith("1 server.drain: tags, such as !name, are not supported");
        assertThat(errors("server: !foo { drain: 5s }")).hasSize(1);
        assertThat(draft("models: [{ alias: a, provider: b, model: !!str 4 }]").problems())
                .isEmpty();
    }

    @Test
    void read_itemThatIsRefused_doesNotShiftLines() {
        Draft draft = draft("models:\n  - { provider: a }\n  - alias: b\n    provider: nowhere\n");

        assertThat(draft.settings().models()).hasSize(1);
        Problem problem = draft.positions().problem("models[0].provider", "x");
        assertThat(problem).isEqualTo(new Problem("bifrost.yaml", 4, "models[1].provider", "x"));
    }

    @Test
    void check_laterCheckOnRefusedKey_isDropped() {
        Check check = (settings, findings) -> {
            findings.error("providers[0].base_url", "again");
            findings.error("providers[0].name", "mine");
        };

        Parsed parsed = draft("providers: [{ name: openai, base_url: x }]").check(check);

        assertThat(errors(parsed)).hasSize(2).anyMatch(e -> e.contains("mine")).noneMatch(e -> e.contains("again"));
    }

    @Test
    void check_unreadableFile_runsNoCheck() {
        Check check = (settings, findings) -> findings.error("", "never");

        assertThat(errors(draft("a: [").check(check))).hasSize(1);
    }

    @Test
    void read_secrets_neverAppearInMessages() {
        List<String> yamls = List.of(
                "providers: [{ name: openai, api_key: [hunter2-secret] }]",
                "providers: [{ name: openai, api_key: { hunter2-secret: 1 } }]",
                "providers: [{ name: openai, api_keys: hunter2-secret }]",
                "providers: [{ name: openai, api_keys: [hunter2-secret] }]",
                "providers: [{ name: openai, api_keys: [{ value: hunter2-secret, weight: -1 }] }]",
                "providers: [{ name: openai, api_key: !x hunter2-secret }]",
                "providers: [{ name: openai, api_key: *hunter2-secret }]",
                "providers: [{ name: openai, api_key: \"${hunter2-secret}\" }]",
                "providers: [{ name: openai, api_key: \"hunter2-secret",
                "providers: [{ name: openai, api_key: @hunter2-secret }]",
                "providers: [{ name: openai, api_key: a, base_url: 'http://u:hunter2-secret@h/' }]",
                "providers: [{ name: openai, api_key: a, base_url: 'ftp://u:hunter2-secret@h/' }]",
                "server: { listen: \"${SECRET}\" }",
                "server: { drain: \"${SECRET}\", max_body: \"${SECRET}\" }",
                "access: ${SECRET}",
                "models: [{ alias: a, provider: openai, fallback: \"${SECRET}\" }]",
                "virtual_keys: [{ name: a, key: hunter2 }]",
                "virtual_keys: [{ name: a, key: hunter2-secret }, { name: b, key: hunter2-secret }]",
                "virtual_keys: [{ name: a, key_sha256: hunter2-secret }]");

        for (String yaml : yamls) {
            Parsed parsed = draft(yaml, Map.of("SECRET", "hunter2-secret"))
                    .check(new Validation(Configurations.CATALOGUE::contains));
            assertThat(errors(parsed)).as(yaml).isNotEmpty().noneMatch(error -> error.contains("hunter2"));
        }
    }
}
