package dev.bifrost.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which metrics there are, with which labels: as the documentation says, or as a gateway really answers a scrape. */
final class ExposedMetrics {
    private static final Path DOCUMENT =
            Path.of("..", "docs", "metrics.md").toAbsolutePath().normalize();
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z_]+)` \\| (counter|gauge|histogram|summary) \\| ([^|]*)\\|.*");
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-zA-Z0-9_:]+) ([a-z]+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+.*");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Set<String> CALLER =
            Set.of("virtual_key_id", "virtual_key_name", "team_id", "team_name", "customer_id", "customer_name");

    /** By the names that a query uses, such as {@code …_bucket}. */
    private final Map<String, Set<String>> labels = new TreeMap<>();

    private ExposedMetrics() {}

    /** Those of docs/metrics.md. */
    static ExposedMetrics documented() {
        ExposedMetrics metrics = new ExposedMetrics();
        for (String line : lines()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                metrics.family(row.group(1), row.group(2), read(row.group(3)));
            }
        }
        return metrics;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> read(String cell) {
        Set<String> labels = new TreeSet<>();
        for (String word : cell.replace("⊕", "").strip().split(",", -1)) {
            if (word.strip().equals("*caller*")) {
                labels.addAll(CALLER);
            } else if (!word.isBlank()) {
                labels.add(word.strip().replace("`", ""));
            }
        }
        return labels;
    }

    /**
     * Those that are in the answer to a scrape. A family without a series has the labels of the documentation.
     *
     * @param exposition in Prometheus' text format
     */
    static ExposedMetrics exposed(String exposition) {
        ExposedMetrics said = documented();
        ExposedMetrics metrics = new ExposedMetrics();
        Map<String, Set<String>> seen = new TreeMap<>();
        List<String> lines = exposition.lines().toList();
        for (String line : lines) {
            Matcher sample = SAMPLE.matcher(line);
            if (!line.startsWith("#") && sample.matches()) {
                Set<String> of = seen.computeIfAbsent(sample.group(1), _ -> new TreeSet<>());
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    of.add(label.group(1));
                }
            }
        }
        for (String line : lines) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                for (String name : names(type.group(1), type.group(2))) {
                    metrics.labels.put(name, seen.getOrDefault(name, said.labels.getOrDefault(name, Set.of())));
                }
            }
        }
        return metrics;
    }

    private void family(String name, String type, Set<String> of) {
        for (String each : names(name, type)) {
            Set<String> all = new TreeSet<>(of);
            if (each.endsWith("_bucket")) {
                all.add("le");
            }
            labels.put(each, all);
        }
    }

    private static List<String> names(String family, String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "histogram" -> List.of(family + "_bucket", family + "_sum", family + "_count");
            case "summary" -> List.of(family + "_sum", family + "_count");
            default -> List.of(family);
        };
    }

    /** Adds what Prometheus makes itself, such as the results of recording rules. */
    ExposedMetrics and(String name, String... of) {
        labels.put(name, new TreeSet<>(Arrays.asList(of)));
        return this;
    }

    /** Adds what another one has. */
    ExposedMetrics and(ExposedMetrics other) {
        other.labels.forEach(
                (name, of) -> labels.computeIfAbsent(name, _ -> new TreeSet<>()).addAll(of));
        return this;
    }

    boolean has(String name) {
        return labels.containsKey(name);
    }

    int size() {
        return labels.size();
    }

    /** Empty if there is no such metric. */
    Set<String> labels(String name) {
        return labels.getOrDefault(name, Set.of());
    }

    /** What is wrong with a query; empty if it asks for what there is. */
    List<String> problems(PromQuery query) {
        List<String> problems = new ArrayList<>();
        Set<String> any = new TreeSet<>(PromQuery.OF_PROMETHEUS);
        query.selectors().forEach((name, used) -> {
            Set<String> there = labels.get(name);
            if (there == null) {
                problems.add("there is no metric '" + name + "'");
                return;
            }
            any.addAll(there);
            for (String label : used) {
                if (!there.contains(label) && !PromQuery.OF_PROMETHEUS.contains(label)) {
                    problems.add("'" + name + "' has no label '" + label + "'; it has " + there);
                }
            }
        });
        for (String label : query.grouping()) {
            if (!any.contains(label)) {
                problems.add("nothing in it has a label '" + label + "'");
            }
        }
        return problems;
    }
}
