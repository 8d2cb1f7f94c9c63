package dev.bifrost.bench.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Fills in the templates of {@code bifrost-bench/wire} and says how each target is started. */
final class Configurations {
    static final int MOCK_PORT = 9000;
    static final String MODEL = "gpt-4o-mini";

    /** The virtual key of the load: always the last of those that are configured, so that none is found by luck. */
    static final String LOAD_KEY = key("load");

    private static final int NGINX_PORT = 8001;
    private static final int HAPROXY_PORT = 8002;
    private static final int BARE_PORT = 8010;
    private static final int ON_PORT = 8011;
    private static final int TRANSLATED_PORT = 8014;
    private static final int AUDITED_PORT = 8015;
    private static final int UNTOLD_PORT = 8016;
    private static final int TRACED_PORT = 8017;
    private static final String NO_SINK = "call_log: false";
    private static final String LOGGED = "log: { format: json, level: info }";
    private static final String SILENT = "log: { level: warn }\n  metrics: { enabled: false }";
    /** Every call is traced, and the mock is the collector: it answers everything with 200. */
    private static final String TRACED = LOGGED + "\n  tracing: { otlp: \"http://127.0.0.1:" + MOCK_PORT + "\" }";
    /** Names a database that may be written to; read by the gateway itself. */
    private static final String POSTGRES = "BIFROST_BENCH_POSTGRES";

    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";

    private final Workshop workshop;
    private final String gateway;

    /** @param gateway the command that runs the gateway: {@code ./bifrost}, or the one of a distribution */
    Configurations(Workshop workshop, String gateway) {
        this.workshop = workshop;
        this.gateway = gateway;
    }

    /** How much a gateway is given to look after. */
    record Size(int virtualKeys, int aliases, int providers) {
        static final Size USUAL = new Size(1_000, 1, 1);
    }

    /** One of {@link Target#ALL} or of {@link Target#MORE}, for a proxy that may use so many cores. */
    Target target(String name, int workers) {
        return switch (name) {
            case Target.DIRECT -> new Target(name, "direct", MOCK_PORT, CHAT, MODEL, List.of(), workshop.directory());
            case Target.NGINX -> nginx(workers);
            case Target.HAPROXY -> haproxy(workers);
            case Target.BARE -> bare();
            case Target.ON -> everythingOn(name, "everything on", ON_PORT, CHAT, NO_SINK, LOGGED, Size.USUAL);
            case Target.TRANSLATED ->
                everythingOn(name, "on, translated", TRANSLATED_PORT, MESSAGES, NO_SINK, LOGGED, Size.USUAL);
            case Target.AUDITED ->
                everythingOn(name, "on, PostgreSQL sink", AUDITED_PORT, CHAT, postgres(), LOGGED, Size.USUAL);
            case Target.UNTOLD ->
                everythingOn(name, "on, no metrics or access log", UNTOLD_PORT, CHAT, NO_SINK, SILENT, Size.USUAL);
            case Target.TRACED ->
                everythingOn(name, "on, all calls traced", TRACED_PORT, CHAT, NO_SINK, TRACED, Size.USUAL);
            default ->
                throw new BenchFailure("no target '" + name + "'; known: " + String.join(", ", Target.ALL) + ", "
                        + String.join(", ", Target.MORE));
        };
    }

    private Target nginx(int workers) {
        String file = write("nginx.conf", "nginx.conf", proxyValues(NGINX_PORT, workers));
        List<String> command = List.of("nginx", "-e", "stderr", "-p", workshop.directory() + "/", "-c", file);
        return new Target(Target.NGINX, "nginx", NGINX_PORT, CHAT, MODEL, command, workshop.directory());
    }

    private Target haproxy(int workers) {
        String file = write("haproxy.cfg", "haproxy.cfg", proxyValues(HAPROXY_PORT, workers));
        List<String> command = List.of("haproxy", "-db", "-f", file);
        return new Target(Target.HAPROXY, "HAProxy", HAPROXY_PORT, CHAT, MODEL, command, workshop.directory());
    }

    private Map<String, String> proxyValues(int port, int workers) {
        int files = workshop.openFiles();
        return Map.of(
                "PORT", Integer.toString(port),
                "MOCK", Integer.toString(MOCK_PORT),
                "WORKERS", Integer.toString(workers),
                "FILES", Integer.toString(files),
                "CONNECTIONS", Integer.toString(files + files / 8),
                "STREAMS", Integer.toString((files - 200) / 2));
    }

    private Target bare() {
        String file = write("bifrost-bare.yaml", "bifrost-bare.yaml", Map.of("MOCK", Integer.toString(MOCK_PORT)));
        return gateway(Target.BARE, "bare", BARE_PORT, CHAT, "mock/" + MODEL, file);
    }

    /** A gateway with every feature; the load asks for the last alias, which leads to the last provider. */
    Target everythingOn(String name, String title, int port, Size size) {
        return everythingOn(name, title, port, CHAT, NO_SINK, LOGGED, size);
    }

    private static String postgres() {
        if (System.getenv(POSTGRES) == null) {
            throw new BenchFailure("the target '" + Target.AUDITED + "' needs " + POSTGRES
                    + "=postgres://user:password@127.0.0.1:5432/database");
        }
        return "sinks: [{ type: postgres, url: \"${" + POSTGRES + "}\" }]";
    }

    private Target everythingOn(
            String name, String title, int port, String path, String audit, String telemetry, Size size) {
        String lastProvider = provider(size.providers() - 1);
        Map<String, String> values = Map.of(
                "NAME", name,
                "AUDIT", audit,
                "TELEMETRY", telemetry,
                "MOCK", Integer.toString(MOCK_PORT),
                "PROVIDERS", lines(size.providers(), Configurations::providerEntry),
                "ALIASES", lines(size.aliases(), i -> aliasEntry(i, lastProvider)),
                "KEYS", lines(size.virtualKeys(), i -> keyEntry(i == size.virtualKeys() - 1 ? "load" : number(i))));
        String file = write("bifrost-on.yaml", "bifrost-" + name + ".yaml", values);
        return gateway(name, title, port, path, alias(size.aliases() - 1), file);
    }

    private Target gateway(String name, String title, int port, String path, String model, String file) {
        List<String> command = List.of(gateway, "serve", "--config", file, "--listen", "127.0.0.1:" + port);
        return new Target(name, title, port, path, model, command, workshop.directory());
    }

    private static String lines(int count, IntFunction<String> entry) {
        return IntStream.range(0, count).mapToObj(entry).collect(Collectors.joining("\n"));
    }

    private static String number(int i) {
        return "%05d".formatted(i);
    }

    private static String provider(int i) {
        return "mock-" + number(i);
    }

    private static String alias(int i) {
        return "chat-" + number(i);
    }

    private static String key(String owner) {
        return "vk-bench-" + owner + "-abcdefghijklmnopqrstuvwxyz";
    }

    private static String providerEntry(int i) {
        return """
                  - name: %s
                    dialect: openai
                    base_url: http://127.0.0.1:%d/v1
                    api_key: sk-upstream
                    inject_usage: true""".formatted(provider(i), MOCK_PORT).indent(2).stripTrailing();
    }

    private static String aliasEntry(int i, String provider) {
        return "  - { alias: %s, provider: %s, model: %s, fallback: [spare/%s] }"
                .formatted(alias(i), provider, MODEL, MODEL);
    }

    private static String keyEntry(String owner) {
        return ("  - { name: tenant-%s, key: %s, team: bench, allowed_models: [chat-*], budget_usd_per_month: 1000000,"
                        + " rate_limit: { requests_per_minute: 10000000, tokens_per_minute: 10000000000 } }")
                .formatted(owner, key(owner));
    }

    private String write(String template, String name, Map<String, String> values) {
        try {
            String text = Files.readString(workshop.sources().resolve(template));
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace('@' + value.getKey() + '@', value.getValue());
            }
            Path file = workshop.directory().resolve(name);
            Files.writeString(file, text);
            return file.toString();
        } catch (IOException e) {
            throw new BenchFailure("the configuration " + name + " can not be written: " + e.getMessage());
        }
    }
}
