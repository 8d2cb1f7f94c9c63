package dev.bifrost.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real Prometheus in a process of its own, which scrapes a gateway every second. */
public final class RealPrometheus implements AutoCloseable {
    private static final Pattern VALUE = Pattern.compile("\"value\":\\[[0-9.]+,\"([^\"]*)\"]");

    private final Path folder;
    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * @param folder for its data and what it says
     * @param rules  files of alert rules
     */
    public RealPrometheus(Path folder, int gateway, List<Path> rules) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        StringBuilder config = new StringBuilder("""
                global: { scrape_interval: 1s, evaluation_interval: 1s }
                scrape_configs:
                  - job_name: bifrost
                    static_configs: [{ targets: ["127.0.0.1:%d"] }]
                rule_files:
                """.formatted(gateway));
        rules.forEach(
                rule -> config.append("  - ").append(rule.toAbsolutePath()).append('\n'));
        Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    /** The one value that a query has; NaN if it has none yet. */
    public double query(String promQl) throws IOException, InterruptedException {
        Matcher value = VALUE.matcher(get("/api/v1/query?query=" + URLEncoder.encode(promQl, StandardCharsets.UTF_8)));
        return value.find() ? Double.parseDouble(value.group(1).replace("Inf", "Infinity")) : Double.NaN;
    }

    /** What its HTTP API answers; empty while it starts. */
    public String get(String path) throws IOException, InterruptedException {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (java.net.ConnectException e) {
            if (!process.isAlive()) {
                throw new IOException(Files.readString(folder.resolve("prometheus.log")), e);
            }
            return "";
        }
    }

    /** What {@code promtool} says when it is given this; empty if it has nothing to complain of. */
    public static String promtool(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = tool.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return tool.waitFor() == 0 && said.isBlank() ? "" : "exit " + tool.exitValue() + ": " + said;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
    }
}
