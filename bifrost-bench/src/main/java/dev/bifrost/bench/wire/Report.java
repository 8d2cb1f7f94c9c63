package dev.bifrost.bench.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a measurement leaves: Markdown on standard output and in a file, and the raw figures as JSON beside it. */
final class Report {
    private final String title;
    private final Map<String, String> machine;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Object> raw = new LinkedHashMap<>();

    Report(String title, Map<String, String> machine) {
        this.title = title;
        this.machine = machine;
    }

    void note(String line) {
        lines.add("");
        lines.add(line);
    }

    /** A table; every row has as many cells as the head. */
    void table(List<String> head, List<List<String>> rows) {
        lines.add("");
        lines.add(row(head));
        lines.add("|---".repeat(head.size()) + '|');
        rows.forEach(cells -> lines.add(row(cells)));
    }

    void raw(String name, Object value) {
        raw.put(name, value);
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    /** @param name of the files, without their ends */
    void write(Path directory, String name) {
        List<String> page = new ArrayList<>(List.of("## " + title, ""));
        page.addAll(Machine.markdown(machine));
        page.addAll(lines);
        page.add("");
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("title", title);
        json.put("machine", machine);
        json.putAll(raw);
        try {
            Files.write(directory.resolve(name + ".md"), page);
            Files.writeString(directory.resolve(name + ".json"), Json.write(json) + '\n');
        } catch (IOException e) {
            throw new BenchFailure("the results can not be written: " + e.getMessage());
        }
        System.out.println(String.join("\n", page));
        System.out.println("Raw figures: " + directory.resolve(name + ".json"));
    }
}
