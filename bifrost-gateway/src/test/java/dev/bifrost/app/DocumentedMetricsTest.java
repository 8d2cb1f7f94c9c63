package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.telemetry.metrics.Family;
import dev.bifrost.telemetry.metrics.Told;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards and alerts are written from {@code docs/metrics.md}: what stands there exists, and nothing else does. */
class DocumentedMetricsTest {
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9_]+)` \\| ([a-z]+) \\| ([^|]*)\\|.*");
    private static final String CALLER =
            "virtual_key_id, virtual_key_name, team_id, team_name, customer_id, customer_name";

    @TempDir
    private Path folder;

    private record Documented(String type, List<String> labels) {}

    private static Map<String, Documented> documented() throws IOException {
        Map<String, Documented> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String labels = row.group(3)
                        .replace("⊕", "")
                        .replace("*caller*", CALLER)
                        .strip();
                List<String> names = labels.isEmpty()
                        ? List.of()
                        : Arrays.stream(labels.split(",", -1))
                                .map(String::strip)
                                .toList();
                assertThat(rows.put(row.group(1), new Documented(row.group(2), names)))
                        .as(line)
                        .isNull();
            }
        }
        return rows;
    }

    @Test
    void families_andTheirLabels_areThoseOfTheDocument() throws IOException {
        Map<String, List<String>> told = new TreeMap<>();
        for (Family family : Family.values()) {
            told.put(family.told(), family.labels());
        }
        Map<String, List<String>> written = new TreeMap<>();
        documented().forEach((name, row) -> written.put(name, row.labels()));
        assertThat(told).isEqualTo(written);
    }

    @Test
    void scrape_ofAGatewayThatHasSeenEverything_hasEveryDocumentedSeriesAndNoOther() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(ScrapedGateway.yaml(folder, upstream))) {
            Told told = new Told(ScrapedGateway.everything(gateway));
            Map<String, String> types = new TreeMap<>();
            documented().forEach((name, row) -> types.put(name, row.type()));
            types.remove(Family.LOG_LINES_LOST.told()); // of the process's standard output
            types.remove(Family.TRACE_SPANS_LOST.told()); // of the process too
            assertThat(told.types).isEqualTo(types);
            assertThat(told.sum("bifrost_budget_limit_dollars", "kind=virtual_key", "name=stage", "budget=usd-month"))
                    .isEqualTo(50);
            assertThat(told.sum("bifrost_rate_limit_used_ratio", "name=stage", "limit=requests_per_minute"))
                    .isEqualTo(1 / 600.0);
            assertThat(told.sum("bifrost_target_up", "provider=mistral")).isZero();
            assertThat(told.sum("bifrost_targets_disabled")).isEqualTo(1);
            labels(told);
        }
    }

    /** Series have no label that the document does not name. */
    private static void labels(Told told) throws IOException {
        Map<String, Documented> rows = documented();
        for (String series : told.values.keySet()) {
            String name = series.substring(0, series.indexOf('{'));
            String family = rows.containsKey(name) ? name : name.replaceAll("_(bucket|sum|count)$", "");
            List<String> allowed = new ArrayList<>(rows.get(family).labels());
            allowed.addAll(List.of("le", "label_cost_center"));
            Matcher label = Pattern.compile("[{ ]([a-z_]+)=").matcher(series.substring(name.length()));
            TreeSet<String> names = new TreeSet<>();
            while (label.find()) {
                names.add(label.group(1));
            }
            assertThat(allowed).as(series).containsAll(names);
        }
    }
}
