package dev.bifrost.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.app.ScrapedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** No panel and no alert asks for a series that there is not; an alert that asks for one would stay silent for ever. */
class DashboardsTest {
    private static final Path DEPLOY = Path.of("..", "deploy").toAbsolutePath().normalize();
    private static final Path RULES = DEPLOY.resolve("prometheus").resolve("alerts.yml");
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final Pattern INCREASE = Pattern.compile("increase\\(([a-z_]+)");

    /** What is held against: the answer of a gateway that has seen everything, and of a process that has just begun. */
    private static ExposedMetrics metrics = ExposedMetrics.documented();

    private static ExposedMetrics atFirst = metrics;

    @BeforeAll
    static void scrape(@TempDir Path folder) throws Exception {
        Path other = Files.createDirectory(folder.resolve("fresh"));
        atFirst = ExposedMetrics.exposed(ScrapedGateway.fresh(other));
        metrics = ExposedMetrics.exposed(ScrapedGateway.everything(Files.createDirectory(folder.resolve("everything"))))
                .and(atFirst)
                .and("up");
    }

    private static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(DEPLOY.resolve("grafana"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> problems(String where, String expression, String legend) {
        PromQuery query = PromQuery.of(expression);
        List<String> problems = new ArrayList<>();
        metrics.problems(query).forEach(problem -> problems.add(where + ": " + problem + " in " + expression));
        Set<String> there = new HashSet<>(query.grouping());
        query.selectors().keySet().forEach(name -> there.addAll(metrics.labels(name)));
        there.addAll(PromQuery.OF_PROMETHEUS);
        boolean grouped = !query.grouping().isEmpty();
        for (String label : PromQuery.shown(legend)) {
            if (!(grouped ? query.grouping() : there).contains(label)) {
                problems.add(where + ": shows '" + label + "', which its result has not: " + expression);
            }
        }
        return problems;
    }

    @Test
    void metrics_exposed_areManyAndReadAsTheyStand() {
        assertThat(metrics.labels("bifrost_requests_total")).contains("alias", "ending", "status");
        assertThat(metrics.labels("bifrost_cost_total")).contains("virtual_key_name");
        assertThat(metrics.labels("bifrost_request_duration_seconds_bucket")).contains("le", "stream");
        assertThat(metrics.size()).isGreaterThan(80);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void dashboard_everyPanel_asksForWhatThereIs(Path file) throws IOException {
        JsonNode dashboard = MAPPER.readTree(Files.readString(file));
        List<String> problems = new ArrayList<>();
        int queries = 0;
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries++;
                problems.addAll(problems(
                        panel.get("title").asString(),
                        target.get("expr").asString(),
                        target.get("legendFormat").asString()));
            }
        }
        assertThat(problems).isEmpty();
        assertThat(queries).isGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void dashboard_anywhere_canBeImported(Path file) throws IOException {
        JsonNode dashboard = MAPPER.readTree(Files.readString(file));

        assertThat(dashboard.has("id")).as("an id of somebody's database").isFalse();
        assertThat(dashboard.get("uid").asString()).matches("bifrost-[a-z]+");
        List<String> variables = new ArrayList<>();
        for (JsonNode variable : dashboard.at("/templating/list")) {
            variables.add(variable.get("name").asString());
            String query = variable.at("/query/query").asString("");
            if (query.startsWith("label_values(")) {
                String inside = query.substring("label_values(".length(), query.length() - 1);
                int comma = inside.lastIndexOf(',');
                assertThat(problems(
                                file.toString(),
                                inside.substring(0, comma),
                                "{{" + inside.substring(comma + 1).strip() + "}}"))
                        .isEmpty();
            }
        }
        assertThat(variables).contains("datasource", "job", "instance");
        Set<Integer> ids = new HashSet<>();
        Set<Long> taken = new HashSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            assertThat(ids.add(panel.get("id").asInt()))
                    .as("ids are there once")
                    .isTrue();
            for (JsonNode source : panel.findValues("datasource")) {
                assertThat(source.get("uid").asString()).isEqualTo("${datasource}");
            }
            JsonNode at = panel.get("gridPos");
            for (int x = at.get("x").asInt();
                    x < at.get("x").asInt() + at.get("w").asInt();
                    x++) {
                assertThat(x).isLessThan(24);
                for (int y = at.get("y").asInt();
                        y < at.get("y").asInt() + at.get("h").asInt();
                        y++) {
                    assertThat(taken.add(y * 24L + x))
                            .as(panel.get("title") + " lies on another")
                            .isTrue();
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rules() throws IOException {
        Load load = new Load(LoadSettings.builder().build());
        var file = (Map<String, Object>) load.loadFromString(Files.readString(RULES));
        List<Map<String, Object>> rules = new ArrayList<>();
        for (Map<String, Object> group : (List<Map<String, Object>>) file.get("groups")) {
            rules.addAll((List<Map<String, Object>>) group.get("rules"));
        }
        return rules;
    }

    @Test
    void alerts_all_askForWhatThereIsAndAreInTheRunbook() throws IOException {
        String runbook = Files.readString(Path.of("..", "docs", "operations.md"));
        List<String> problems = new ArrayList<>();
        for (Map<String, Object> rule : rules()) {
            String expression = (String) rule.get("expr");
            if (rule.get("record") instanceof String recorded) {
                problems.addAll(problems(recorded, expression, ""));
                metrics.and(recorded, PromQuery.of(expression).grouping().toArray(String[]::new));
                continue;
            }
            String name = (String) rule.get("alert");
            Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
            problems.addAll(problems(name, expression, (String) annotations.get("summary")));
            assertThat(((Map<?, ?>) rule.get("labels")).get("severity"))
                    .as(name)
                    .isIn("page", "ticket");
            assertThat(annotations.get("runbook"))
                    .isEqualTo("docs/operations.md#" + name.toLowerCase(java.util.Locale.ROOT));
            assertThat(runbook).as("the runbook says what to do").contains("\n### " + name + "\n");
        }
        assertThat(problems).isEmpty();
    }

    /** A counter that begins with its first event has not grown by it, so an alert on its growth alone misses that event. */
    @Test
    void alerts_onGrowth_seeTheFirstEventToo() throws IOException {
        List<String> blind = new ArrayList<>();
        for (Map<String, Object> rule : rules()) {
            String expression = String.valueOf(rule.get("expr"));
            Matcher increase = INCREASE.matcher(expression);
            while (rule.containsKey("alert") && increase.find()) {
                boolean fromTheStart = atFirst.has(increase.group(1));
                if (!fromTheStart && !expression.matches("(?s).*\\sunless\\s+" + increase.group(1) + "\\b.*")) {
                    blind.add(rule.get("alert") + ": " + increase.group(1));
                }
            }
        }
        assertThat(blind).isEmpty();
        assertThat(atFirst.has("bifrost_sink_dead_letters_total")).isTrue();
        assertThat(atFirst.has("bifrost_unpriced_total")).isFalse();
    }

    @Test
    void queries_ofWhatThereIsNot_areFound() {
        assertThat(problems(
                        "x",
                        "sum by (aliass) (rate(bifrost_requests_total{modl=\"up\"}[5m])) / bifrost_nothing",
                        "{{key}}"))
                .hasSize(4);
        assertThat(problems("x", "increase(bifrost_request_duration_seconds[5m])", ""))
                .hasSize(1);
    }
}
