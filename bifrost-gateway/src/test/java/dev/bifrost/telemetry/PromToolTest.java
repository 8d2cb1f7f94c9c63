package dev.bifrost.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alerts and dashboards before Prometheus' own eyes: it takes the rules, they fire when they should, it reads every panel's query. */
@Tag("sinks")
@EnabledIfSystemProperty(
        named = "bifrost.sinks",
        matches = "true",
        disabledReason = "needs promtool: ./build verify -Psinks")
class PromToolTest {
    private static final Path DEPLOY = Path.of("..", "deploy").toAbsolutePath().normalize();
    private static final Path PROMETHEUS = DEPLOY.resolve("prometheus");

    @TempDir
    Path folder;

    private String promtool(Path where, String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("promtool.out");
        String given = System.getenv("PROMTOOL");
        List<String> command = Stream.concat(Stream.of(given == null ? "promtool" : given), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        String said = Files.readString(out);
        assertThat(ended && process.exitValue() == 0).as(said).isTrue();
        return said;
    }

    @Test
    void rules_checked_areTaken() throws Exception {
        assertThat(promtool(PROMETHEUS, "check", "rules", "alerts.yml")).contains("SUCCESS");
    }

    @Test
    void alerts_onWrittenSeries_fireWhenTheyShould() throws Exception {
        assertThat(promtool(PROMETHEUS, "test", "rules", "alerts_test.yml")).contains("SUCCESS");
    }

    @Test
    void panels_asRules_areTaken() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
        int count = 0;
        try (Stream<Path> files = Files.list(DEPLOY.resolve("grafana"))) {
            for (Path file : files.toList()) {
                for (JsonNode panel :
                        new JsonMapper().readTree(Files.readString(file)).get("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        String expression = target.get("expr")
                                .asString()
                                .replace("$__rate_interval", "5m")
                                .replaceAll("\\$[a-z]+", ".*");
                        rules.append("      - record: panel_")
                                .append(count++)
                                .append("\n        expr: '")
                                .append(expression.replace("'", "''"))
                                .append("'\n");
                    }
                }
            }
        }
        Files.writeString(folder.resolve("panels.yml"), rules, StandardCharsets.UTF_8);

        assertThat(promtool(folder, "check", "rules", "panels.yml")).contains(count + " rules found");
    }
}
